#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// What a perturbed input counts by its distance D from the input: `√exp(−D²/ν²)` (lime's kernel,
/// whose root makes ν worth √2 of a Gaussian's standard deviation).
struct LocalityKernel: Sendable, Hashable {
  /// ν, in the distance's unit.
  let width: Double

  /// - Throws: `AttributionError.kernelWidth` when the width is not a positive number.
  init(width: Double) throws {
    guard width > 0, width.isFinite else { throw AttributionError.kernelWidth(width) }
    self.width = width
  }

  func weight(at distance: Double) -> Double {
    exp(-distance * distance / (2 * width * width))
  }
}

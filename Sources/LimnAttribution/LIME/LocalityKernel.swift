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

  static let widths = SettingRange("kernel-width", 1e-6...1e6)

  /// - Throws: `AttributionError.outOfRange`.
  init(width: Double) throws {
    try Self.widths.check(width)
    self.width = width
  }

  func weight(at distance: Double) -> Double {
    exp(-distance * distance / (2 * width * width))
  }
}

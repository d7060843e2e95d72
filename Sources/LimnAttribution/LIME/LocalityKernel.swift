#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// What a perturbed input counts by its distance D from the input: `√exp(−D²/ν²)` (lime's kernel,
/// whose root makes ν worth √2 of a Gaussian's standard deviation).
///
/// - Parameter width: ν, in the distance's unit; above 0.
func localityWeight(at distance: Double, width: Double) -> Double {
  exp(-distance * distance / (2 * width * width))
}

extension LIME.Configuration {
  /// The widths allowed, in the distance's unit.
  public static let kernelWidthRange = SettingRange("kernel-width", 1e-6...1e6)
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The weight of a perturbed input at distance D from the input: `√exp(−D²/ν²) = exp(−D²/(2ν²))`
/// (lime's kernel, in which ν is a Gaussian's standard deviation).
///
/// - Parameter width: ν, in the distance's unit; above 0.
func localityWeight(at distance: Double, width: Double) -> Double {
  exp(-distance * distance / (2 * width * width))
}

extension LIME.Configuration {
  /// The permitted kernel width, in the distance's unit.
  public static let kernelWidthRange = SettingRange("kernel-width", 1e-6...1e6)
}

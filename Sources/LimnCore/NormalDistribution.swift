#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The standard normal distribution, with mean 0 and standard deviation 1.
public enum NormalDistribution {
  /// The cumulative distribution function at `x`, with a relative error of at most `x² + 2` ulp in
  /// the lower tail, caused by the rounding of `x/√2`.
  public static func cumulative(_ x: Double) -> Double {
    0.5 * erfc(-x * 0.5.squareRoot())
  }

  /// The probability density at `x`.
  public static func density(_ x: Double) -> Double {
    exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  /// The quantile function, for `probability` in `0...1`; infinite at the ends.
  ///
  /// Starts from Hastings' rational approximation (Abramowitz and Stegun 26.2.23, accurate to
  /// 4.5e-4) and takes three steps of Halley's method, each of which triples the number of correct
  /// digits.
  public static func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "a probability of \(probability)")
    guard probability < 0.5 else {
      return probability == 0.5 ? 0 : -quantile(1 - probability)
    }
    guard probability > 0 else { return -.infinity }
    let t = (-2 * log(probability)).squareRoot()
    var x =
      (2.515517 + t * (0.802853 + t * 0.010328))
      / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in 0..<3 {
      let step = (cumulative(x) - probability) / density(x)
      x -= step / (1 + x * step / 2)
    }
    return x
  }
}

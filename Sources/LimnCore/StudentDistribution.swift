#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Student's t distribution: that of a mean of normal values over its estimated standard error.
public struct StudentDistribution: Sendable, Hashable {
  /// ν > 0: the number of values less the number of parameters estimated from them.
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value of at most `x`: `½ I_{ν/(ν+x²)}(ν/2, ½)` for `x ≤ 0` (Abramowitz and
  /// Stegun 26.5.27).
  public func cumulative(_ x: Double) -> Double {
    guard x <= 0 else { return 1 - cumulative(-x) }
    let v = degreesOfFreedom
    let square = x * x
    return 0.5
      * Self.regularizedBeta(v / (v + square), complement: square / (v + square), v / 2, 0.5)
  }

  /// The value that is not exceeded with `probability`, in `0...1`; infinite at the ends.
  ///
  /// By bisection of a bracket that holds it, to neighbouring numbers.
  public func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "a probability of \(probability)")
    guard probability < 0.5 else {
      return probability == 0.5 ? 0 : -quantile(1 - probability)
    }
    guard probability > 0 else { return -.infinity }
    var (low, high) = (-1.0, 0.0)
    while cumulative(low) > probability { (low, high) = (2 * low, low) }
    while true {
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return middle }
      if cumulative(middle) < probability { low = middle } else { high = middle }
    }
  }

  /// `I_x(a, b)`, with `complement = 1 − x` given apart so that nothing is lost near 1.
  private static func regularizedBeta(
    _ x: Double, complement: Double, _ a: Double, _ b: Double
  ) -> Double {
    guard x > 0 else { return 0 }
    guard complement > 0 else { return 1 }
    let front = exp(
      a * log(x) + b * log(complement) + logGamma(a + b) - logGamma(a) - logGamma(b))
    // The continued fraction converges fast below the mean; above, the mirror image does.
    return x < (a + 1) / (a + b + 2)
      ? front / a * betaFraction(x, a, b) : 1 - front / b * betaFraction(complement, b, a)
  }

  /// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by the
  /// modified Lentz method.
  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    var c = 1.0
    var d = 1 / (1 - (a + b) * x / (a + 1))
    var result = d
    for m in 1...10_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / (1 + even * d)
      c = 1 + even / c
      result *= c * d
      d = 1 / (1 + odd * d)
      c = 1 + odd / c
      let factor = c * d
      result *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return result
  }

  /// `log Γ(x)` for x > 0: Stirling's series (Abramowitz and Stegun 6.1.41) where it is right to
  /// 1e-14, reached by `Γ(x + 1) = x Γ(x)`. The C library's function sets a global sign.
  private static func logGamma(_ x: Double) -> Double {
    var (x, product) = (x, 1.0)
    while x < 12 {
      product *= x
      x += 1
    }
    let y = 1 / (x * x)
    let series =
      (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / x
    return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series - log(product)
  }
}

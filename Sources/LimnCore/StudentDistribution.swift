#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Student's t distribution: that of a mean of normal values over its estimated standard error.
public struct StudentDistribution: Sendable, Hashable {
  /// ν > 0: the number of values less the number of parameters estimated from them.
  public let degreesOfFreedom: Double

  /// The distribution with so many degrees of freedom, above 0; they need not be whole.
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

  /// What a standard error from few samples is multiplied by, so that `± 1.96` of it covers 95% as
  /// Student's t does: `t₀.₉₇₅(ν)/1.96`.
  ///
  /// Tabulated to 4 degrees of freedom, from there on the Cornish-Fisher expansion (Abramowitz and
  /// Stegun 26.7.5), which is then right to 3e-4: thousands of times as fast as ``quantile(_:)``.
  package static func intervalFactor(degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom > 0, "no spread from a single sample")
    let normal = 1.959963985
    let few = [12.706205, 4.302653, 3.182446, 2.776445]
    if degreesOfFreedom <= few.count { return few[degreesOfFreedom - 1] / normal }
    let (z, v) = (normal, Double(degreesOfFreedom))
    let (z2, z4, z6) = (z * z, z * z * z * z, z * z * z * z * z * z)
    let first = (z2 + 1) / 4
    let second = (5 * z4 + 16 * z2 + 3) / 96
    let third = (3 * z6 + 19 * z4 + 17 * z2 - 15) / 384
    let fourth = (79 * z4 * z4 + 776 * z6 + 1482 * z4 - 1920 * z2 - 945) / 92160
    return 1 + (first + (second + (third + fourth / v) / v) / v) / v
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

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Student's t distribution: the distribution of a mean of normal values divided by its estimated
/// standard error.
public struct StudentDistribution: Sendable, Hashable {
  /// The degrees of freedom, ν > 0: the number of values minus the number of parameters estimated
  /// from them.
  public let degreesOfFreedom: Double

  /// Creates the distribution with the given degrees of freedom, a positive number that need not be
  /// an integer.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The cumulative distribution function at `x`: `½ I_{ν/(ν+x²)}(ν/2, ½)` for `x ≤ 0` (Abramowitz
  /// and Stegun 26.5.27).
  public func cumulative(_ x: Double) -> Double {
    guard x <= 0 else { return 1 - cumulative(-x) }
    let v = degreesOfFreedom
    let square = x * x
    return 0.5
      * Self.regularizedBeta(v / (v + square), complement: square / (v + square), v / 2, 0.5)
  }

  /// The quantile function, for `probability` in `0...1`; infinite at the ends.
  ///
  /// Computed by bisection down to adjacent floating-point numbers.
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

  /// The factor for a standard error from few samples that makes `± 1.96` of it cover 95%, as
  /// Student's t requires: `t₀.₉₇₅(ν)/1.96`.
  ///
  /// Tabulated up to 4 degrees of freedom; above, the Cornish-Fisher expansion (Abramowitz and
  /// Stegun 26.7.5), which is accurate to 3e-4 there and thousands of times faster than
  /// ``quantile(_:)``.
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

  /// The regularized incomplete beta function `I_x(a, b)`, with `complement = 1 − x` passed
  /// separately to keep precision near x = 1.
  private static func regularizedBeta(
    _ x: Double, complement: Double, _ a: Double, _ b: Double
  ) -> Double {
    guard x > 0 else { return 0 }
    guard complement > 0 else { return 1 }
    let front = exp(
      a * log(x) + b * log(complement) + logGamma(a + b) - logGamma(a) - logGamma(b))
    // The continued fraction converges quickly below the mean; above it, the symmetry relation is
    // used.
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

  /// `log Γ(x)` for x > 0. Stirling's series (Abramowitz and Stegun 6.1.41) is used for x ≥ 12,
  /// where it is accurate to 1e-14; smaller arguments are shifted there by `Γ(x + 1) = x Γ(x)`. The
  /// C library's function is not used because it sets a global sign.
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

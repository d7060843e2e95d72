/// The mean marginal contribution of a step a to a rectified partial sum, `max(u(S), 0)`, from the
/// moments of the sum for each coalition size; the sizes 0 and n − 1 of the other players are
/// excluded.
///
/// Over the coalitions of size s of the m = n − 1 others, u has a mean M_i and a variance V_i that
/// depend on the player i: `M_i = M − t a_i` with `M = c + tA`, and
/// `V_i = k [(B − a_i²)/m − (A − a_i)²/m²]`, where A and B are the sums of all steps and of their
/// squares. For a Gaussian u the marginal contribution is `F(M_i + a_i, V_i) − F(M_i, V_i)` with
/// `F(M, V) = M Φ(z) + √V φ(z)`, `z = M/√V`, and `∂F/∂V = ½ ∂²F/∂M²`. Expanded in a_i about M and
/// the mean V = σ² of the V_i, with the derivatives `G_r = ∂^r F/∂M^r` (Φ(z), φ(z)/σ, −zφ(z)/σ²…),
///
///     a G₁ + a² (1 − 2t)/2 G₂ + a³ [(1 − t)³ + t³]/6 G₃ + a (V_i − V)/2 G₃,
///
/// where V_i − V is again a polynomial of second degree in a_i. A third central moment κ₃ of u adds
/// `κ₃/6 G_{r+3}` to G_r (Edgeworth expansion), which is included for r = 1 and 2. All players of a
/// unit therefore share three coefficients, which are summed over sizes once.
///
/// If a step is not a small part of the sum, the differences are computed directly, without the
/// expansion.
struct RectifierMoments {
  typealias Lanes = RectifiedUnits.Lanes

  /// A step whose square exceeds this share of the sum of squared deviations dominates the sum.
  static let largestShare = 0.5

  private let rule: CoalitionSizeRule
  private let normal: StandardNormal.Reader
  private let n: Double
  private let m: Double

  init(rule: CoalitionSizeRule, normal: StandardNormal.Reader) {
    self.rule = rule
    self.normal = normal
    self.n = Double(rule.players)
    self.m = n - 1
  }

  /// Sums over all steps, for four units.
  struct Sums {
    /// c.
    var start = Lanes.zero
    /// The sums A, B and `Σ a³`.
    var steps = Lanes.zero
    var squares = Lanes.zero
    var cubes = Lanes.zero
    /// `Σ |a|`.
    var sizes = Lanes.zero
    /// The largest a².
    var largestSquare = Lanes.zero

    @inline(__always)
    mutating func add(_ a: Lanes) {
      let square = a * a
      steps += a
      squares += square
      cubes += square * a
      sizes += a.replacing(with: -a, where: a .< 0)
      largestSquare.replace(with: square, where: largestSquare .< square)
    }
  }

  /// The coefficients of `a`, `a²` and `a³` for four units; 0 where the differences are computed
  /// directly.
  struct Coefficients {
    var first = Lanes.zero
    var second = Lanes.zero
    var third = Lanes.zero
    /// The units for which the differences are computed directly.
    var isDominated = SIMDMask<SIMD4<Int64>>(repeating: false)
  }

  /// The coefficients for four units. Cost: one table look-up for each unit and node.
  @inline(__always)
  func coefficients(_ sums: Sums) -> Coefficients {
    let (a, b) = (sums.steps, sums.squares)
    // The mean over i of the variance among the other players.
    let (mean, meanSquare) = (a / n, b / n)
    let offset = a * a - 2 * a * mean + meanSquare
    let spread = (b - meanSquare) / m - offset / (m * m)
    // A unit that is always active, or never, is linear.
    let isOn = sums.start + (a - sums.sizes) / 2 .>= 0
    let isOff = sums.start + (a + sums.sizes) / 2 .<= 0
    let isSmooth = sums.largestSquare .< Self.largestShare * m * spread

    // In units of √spread, in which the standard deviation of a sum is the node's.
    let inverse = 1 / spread.replacing(with: 1, where: .!isSmooth).squareRoot()
    let (start, total) = (sums.start * inverse, a * inverse)
    let cube = sums.cubes / n - mean * (3 * meanSquare - 2 * mean * mean)
    let skewness = cube * inverse * inverse * inverse
    // Half of (V_i − V)/k, without the term in a_i², which is the same for all units.
    let constant = (meanSquare * (1 + 1 / m) - 2 * a * mean / m) * inverse * inverse
    let varianceOfFirst = constant / (2 * m)
    let varianceOfSecond = total / (m * m)

    var result = Coefficients()
    for node in rule.nodes {
      let z = StandardNormal.Reader.clamped((start + node.share * total) * node.inverseDeviation)
      let (cumulative, density) = normal(z)
      let (square, weighted) = (z * z, node.weight * z)
      let first = node.skewnessOfFirst * skewness * (square - 1) - weighted * varianceOfFirst
      let bend = node.skewnessOfSecond * skewness * (square - 3) * z
      let second = node.second - bend - weighted * varianceOfSecond
      result.first += node.weight * cumulative + density * first
      result.second += density * second
      result.third += density * z * node.third
    }
    let isLine = isOn .| isOff
    let isNone = isLine .| .!isSmooth
    let isDominated = .!isLine .& .!isSmooth
    result.first.replace(with: 0, where: isNone)
    result.first.replace(with: (n - 2) / n, where: isOn)
    result.second = (result.second * inverse).replacing(with: 0, where: isNone)
    result.third = (result.third * inverse * inverse).replacing(with: 0, where: isNone)
    result.isDominated = isDominated
    return result
  }

  /// The mean marginal contributions of four players' steps `a` to one unit.
  @inline(__always)
  func differences(_ a: Lanes, start: Double, steps: Double, squares: Double) -> Lanes {
    let others = steps - a
    let mean = others / m
    var spread = (squares - a * a) / m - mean * mean
    // Variances that are only rounding errors are set to 0.
    spread.replace(with: 0, where: spread .< n * Double.ulpOfOne * squares / m)
    let deviation = spread.squareRoot()
    let inverse = (1 / deviation)
      .replacing(with: Double.greatestFiniteMagnitude, where: spread .== 0)
    var result = Lanes.zero
    for node in rule.nodes {
      let (sigma, factor) = (node.deviation * deviation, node.inverseDeviation * inverse)
      let u = start + node.share * others
      result += node.weight * (rectified(u + a, sigma, factor) - rectified(u, sigma, factor))
    }
    return result
  }

  /// F, the mean of a rectified Gaussian with standard deviation `sigma`; `inverse` is 1/`sigma`.
  @inline(__always)
  private func rectified(_ mean: Lanes, _ sigma: Lanes, _ inverse: Lanes) -> Lanes {
    let position = mean * inverse
    let z = StandardNormal.Reader.clamped(position)
    let (cumulative, density) = normal(z)
    return (sigma * (z * cumulative + density))
      .replacing(with: mean, where: position .>= StandardNormal.reach)
      .replacing(with: 0, where: position .<= -StandardNormal.reach)
  }
}

/// What a step a adds on average to a rectifier over a partial sum, `max(u(S), 0)`, by the moments
/// of the sum of a coalition of each size; the ends, sizes 0 and n − 1 of the others, are left out.
///
/// Over the coalitions of size s of the m = n − 1 others, u has a mean M_i and a variance V_i that
/// depend on who plays, i: `M_i = M − t a_i` with `M = c + tA`, and
/// `V_i = k [(B − a_i²)/m − (A − a_i)²/m²]`, where A and B are the sums of all steps and of their
/// squares. For a Gaussian u the marginal contribution is `F(M_i + a_i, V_i) − F(M_i, V_i)` with
/// `F(M, V) = M Φ(z) + √V φ(z)`, `z = M/√V`, and `∂F/∂V = ½ ∂²F/∂M²`. Expanded in a_i about M and
/// the mean V = σ² of the V_i, with the derivatives `G_r = ∂^r F/∂M^r` (Φ(z), φ(z)/σ, −zφ(z)/σ²…),
///
///     a G₁ + a² (1 − 2t)/2 G₂ + a³ [(1 − t)³ + t³]/6 G₃ + a (V_i − V)/2 G₃,
///
/// where V_i − V is a polynomial of second degree in a_i again. A third moment κ₃ of u adds
/// `κ₃/6 G_{r+3}` to G_r (Edgeworth), which counts for r = 1 and 2. So all players of a unit share
/// three coefficients, to be summed over sizes once.
///
/// Where a step is not a small part of the sum, the differences are taken as they stand.
struct RectifierMoments {
  typealias Lanes = RectifiedUnits.Lanes

  /// A step whose square is more than this share of the sum's spread dominates it.
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

  /// The sums over all steps of four units.
  struct Sums {
    /// c.
    var start = Lanes.zero
    /// A, B and `Σ a³`.
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

  /// Of `a`, `a²` and `a³` for four units; all 0 where the differences are to be taken as they stand.
  struct Coefficients {
    var first = Lanes.zero
    var second = Lanes.zero
    var third = Lanes.zero
    /// Where they are.
    var isDominated = SIMDMask<SIMD4<Int64>>(repeating: false)
  }

  /// Cost: a look-up for each unit and node.
  @inline(__always)
  func coefficients(_ sums: Sums) -> Coefficients {
    let (a, b) = (sums.steps, sums.squares)
    // The mean over i of the variance among the others.
    let (mean, meanSquare) = (a / n, b / n)
    let offset = a * a - 2 * a * mean + meanSquare
    let spread = (b - meanSquare) / m - offset / (m * m)
    // A unit that is never off, or never on, is a line.
    let isOn = sums.start + (a - sums.sizes) / 2 .>= 0
    let isOff = sums.start + (a + sums.sizes) / 2 .<= 0
    let isSmooth = sums.largestSquare .< Self.largestShare * m * spread

    // In units of √spread, for which a sum's deviation is the node's own.
    let inverse = 1 / spread.replacing(with: 1, where: .!isSmooth).squareRoot()
    let (start, total) = (sums.start * inverse, a * inverse)
    let cube = sums.cubes / n - mean * (3 * meanSquare - 2 * mean * mean)
    let skewness = cube * inverse * inverse * inverse
    // Half of (V_i − V)/k, but for the term in a_i² that all units share.
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

  /// The means of what four players' steps `a` add to one unit.
  @inline(__always)
  func differences(_ a: Lanes, start: Double, steps: Double, squares: Double) -> Lanes {
    let others = steps - a
    let mean = others / m
    var spread = (squares - a * a) / m - mean * mean
    // What roundings leave of none.
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

  /// F, the mean of a rectified Gaussian of deviation `sigma`, and `inverse` one over it.
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

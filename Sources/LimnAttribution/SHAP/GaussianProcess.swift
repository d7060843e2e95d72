import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Shapley values as the posterior mean of Gaussian-process quadrature over paired coalitions.
///
/// Shapley values depend only on the odd part of a game, `g(S) = (v(S) − v(Sᶜ))/2`. Its prior is a
/// linear game with a wide prior plus the odd part of a stationary game with `k(S, T) = β^d`,
/// `d = |S Δ T|`:
///
///     cov(g(S), g(T)) = λ (n − 2d)/n + (β^d − β^(n−d))/(1 − βⁿ)
///
/// Pairs are observed with noise σ², which models interactions of high order, except the pair (N,
/// ∅), which is exact. The Shapley values of a coalition's kernel column depend only on its size
/// and on whether i is a member. With every other player present with probability q,
///
///     A(s) = (1 − β) ∫₀¹ [(1 − q)β + q]^(s−1) [(1 − q) + qβ]^(n−s) dq
///
/// is the value of a member of a coalition of size s for `β^d`, and `−A(n − s)` that of a
/// non-member; Gauss-Legendre quadrature is exact here. Hence `φ̂ = M y`, where M depends on the
/// coalitions but not on the model.
///
/// The standard error is that of the posterior: the prior variance of φ_i,
/// `4λ/n + 2(1 − β) ∫∫ [1 − (1 − β)(q + q′ − 2qq′)]^(n−1) dq dq′ / ½(1 − βⁿ)`, minus the variance
/// explained by the observations, times the game's scale. The scale is the mean square of the last
/// standardised innovations, the errors of predicting an observation from the previous ones.
///
/// Coalitions are chosen far apart, which lowers the error by a third for the same number of
/// evaluations.
final class GaussianProcess: Sendable {
  /// β, chosen so that the kernel's decay over all players is the same for any number of players;
  /// 0.8 for 33 players, the median for digits.
  static func decay(players n: Int) -> Double { exp(-7.4 / Double(n)) }
  /// The noise, relative to the stationary kernel's variance.
  static let noise = 0.01
  /// The variance of the linear part, λ.
  static let linearVariance = 100.0
  /// The maximum number of pairs in one sample, whose factorisation takes about a second and 300
  /// MB; for more pairs, the mean over several samples is used.
  static let maximumPairs = 4096
  /// A factor on the scale, because one scale is used for all players, and those with the largest
  /// effects have larger errors than the others.
  static let caution = 1.05
  /// The number of innovations for estimating the scale, at most half of all.
  static let innovationLimit = 64

  /// Divides `pairs` into nearly equal parts of at most `most`, one for each sample.
  static func rounds(of pairs: Int, most: Int = maximumPairs) -> [Int] {
    let count = (pairs + most - 1) / most
    return (0..<count).map { pairs * ($0 + 1) / count - pairs * $0 / count }
  }

  /// The approximate number of operations for the designs of all rounds: factorisation and
  /// solutions.
  static func cost(players n: Int, pairs: Int) -> Double {
    rounds(of: max(pairs, 1)).reduce(0) { sum, pairs in
      let (n, m) = (Double(n), Double(pairs + 1))
      return sum + m * m * (m / 3 + 3 * n)
    }
  }

  let sample: PairedCoalitions
  /// M: players × (1 + pairs), the pair (N, ∅) first.
  private let weights: [Double]
  /// The posterior standard deviation of each value, for a game of scale 1.
  private let deviations: [Double]
  /// The last rows of L⁻¹, each with one element for each observation. Single precision is enough,
  /// since the scale is accurate only to about a tenth; it reduces the memory read for each input.
  private let innovations: [Float]

  /// Creates a design with one decay for all players.
  ///
  /// Cost: `pairs³/3` operations and `8·pairs²` bytes of temporary memory.
  ///
  /// - Throws: `CancellationError`.
  convenience init(players n: Int, pairs: Int, stream: RandomStream, work: Work) throws {
    let sample = try PairedCoalitions(spreadOver: n, pairs: pairs, stream: stream, work: work)
    let observations = 1 + sample.count
    let sizes = [n] + sample.sizes
    let signs = Matrix(rows: observations, columns: n, elements: Self.signs(sample, players: n))

    let decay = Self.decay(players: n)
    let stationary = 1 - pow(decay, Double(n))
    let covariances = (0...n).map { distance in
      Self.linearVariance * Double(n - 2 * distance) / Double(n)
        + (pow(decay, Double(distance)) - pow(decay, Double(n - distance))) / stationary
    }
    let covariance = try Self.covariance(of: signs, byDistance: covariances, work: work)

    let joins = Self.memberValues(players: n).map { $0 * 2 / stationary }
    let linear = 2 * Self.linearVariance / Double(n)
    let columns = (0..<observations * n).map { index in
      let size = sizes[index / n]
      return signs.elements[index] > 0 ? joins[size] + linear : -joins[n - size] - linear
    }
    guard let factor = try Cholesky(consume covariance, order: observations, work: work) else {
      preconditionFailure("a covariance with noise on its diagonal is positive definite")
    }
    try self.init(
      sample, factor, columns: columns,
      priorVariances: [Double](repeating: Self.priorVariance(players: n), count: n), work: work)
  }

  /// The lower triangle of the observations' covariance, with noise for all but the first.
  ///
  /// - Parameters:
  ///   - signs: observations × players, −1 or 1.
  ///   - covariances: the covariance for each distance, 0…n.
  /// - Throws: `CancellationError`.
  static func covariance(of signs: Matrix, byDistance covariances: [Double], work: Work) throws
    -> [Double]
  {
    let (m, n) = (signs.rows, signs.columns)
    return try DecayKernel.triangle(rows: m, work: work) { band, result in
      let products = signs.rows(band).multiplied(
        by: signs.rows(0..<band.upperBound), .transposed)
      for row in band {
        for column in 0...row {
          let product = products[row - band.lowerBound, column]
          result[row * m + column] = covariances[(n - Int(product)) / 2]
        }
        if row > 0 { result[row * m + row] += noise }
      }
    }
  }

  /// The signs of the full coalition, then of the sample, observations × players: 1 for members, −1
  /// for others.
  var signs: [Float] { Self.signs(sample, players: deviations.count) }

  /// The signs of the full coalition, then of the sample: 1 for members, −1 for others.
  static func signs(_ sample: PairedCoalitions, players: Int) -> [Float] {
    [Float](repeating: 1, count: players) + sample.members.elements.map { 2 * $0 - 1 }
  }

  /// Creates a design from a factorised covariance.
  ///
  /// - Parameter columns: the Shapley values of each observation's kernel column, observations ×
  ///   players.
  /// - Throws: `CancellationError`.
  init(
    _ sample: PairedCoalitions, _ factor: Cholesky, columns: [Double], priorVariances: [Double],
    work: Work
  ) throws(CancellationError) {
    let (n, observations) = (priorVariances.count, 1 + sample.count)
    let white = try factor.whiten(columns, columns: n, work: work)
    let solved = try factor.unwhiten(white, columns: n, work: work)
    self.deviations = (0..<n).map { player in
      var explained = 0.0
      for row in 0..<observations { explained += white[row * n + player] * white[row * n + player] }
      return Self.caution * max(priorVariances[player] - explained, 0).squareRoot()
    }
    self.weights = (0..<n * observations).map { index in
      solved[index % observations * n + index / observations]
    }
    let count = min(Self.innovationLimit, (observations + 1) / 2)
    var last = [Double](repeating: 0, count: observations * count)
    for index in 0..<count { last[(observations - count + index) * count + index] = 1 }
    let rows = try factor.unwhiten(last, columns: count, work: work)
    self.innovations = (0..<count * observations).map { index in
      Float(rows[index % observations * count + index / observations])
    }
    self.sample = sample
  }

  /// A(s) for s = 0…n; A(0) is not used and set to 0.
  private static func memberValues(players n: Int) -> [Double] {
    let decay = decay(players: n)
    let rule = GaussLegendre.multilinear(players: n)
    return [0]
      + (1...n).map { size in
        (1 - decay)
          * rule.integral { q in
            pow((1 - q) * decay + q, Double(size - 1)) * pow(1 - q + q * decay, Double(n - size))
          }
      }
  }

  private static func priorVariance(players n: Int) -> Double {
    let decay = decay(players: n)
    let rule = GaussLegendre.multilinear(players: n)
    let stationary = rule.integral { q in
      rule.integral { r in pow(1 - (1 - decay) * (q + r - 2 * q * r), Double(n - 1)) }
    }
    return 4 * linearVariance / Double(n)
      + 4 * (1 - decay) * stationary / (1 - pow(decay, Double(n)))
  }

  /// The estimates for each objective.
  ///
  /// - Parameters:
  ///   - game: a game with this design's number of players.
  ///   - ends: the values of the full and the empty coalition.
  ///   - learns: whether decays are fitted to the observations of each objective.
  /// - Throws: any error of evaluating the game.
  func estimates(_ game: inout CoalitionGame, ends: CoalitionEnds, learns: Bool = false) throws
    -> [ShapleyEstimate]
  {
    let outputs = game.objectives.count
    let (values, complements) = try game.valuesWithComplements(of: .members(sample.members))
    let odd = ends.differences.map { $0 / 2 } + zip(values, complements).map { ($0 - $1) / 2 }
    return try estimates(
      odd, outputs: outputs, magnitudes: learns ? game.magnitudes : nil, work: game.work)
  }

  /// The estimates for each output.
  ///
  /// - Parameter odd: the odd part of the game, observations × outputs.
  func estimates(_ odd: [Double], outputs: Int) -> [ShapleyEstimate] {
    let n = deviations.count
    let observations = odd.count / outputs
    let estimated = product(weights, odd, rows: n, inner: observations, columns: outputs)
    let freedom = innovations.count / observations
    let student = StudentDistribution.intervalFactor(degreesOfFreedom: freedom)
    return (0..<outputs).map { output in
      let factor = scale(of: (0..<observations).map { odd[$0 * outputs + output] }) * student
      return ShapleyEstimate(
        values: (0..<n).map { estimated[$0 * outputs + output] },
        standardErrors: deviations.map { $0 * factor })
    }
  }

  /// The mean square of the errors of predicting the last observations from all before them, for each
  /// output.
  ///
  /// - Parameter odd: the odd part of the game, observations × outputs.
  func squaredSurprises(_ odd: [Double], outputs: Int) -> [Double] {
    let observations = odd.count / outputs
    let count = innovations.count / observations
    return (0..<outputs).map { output in
      (0..<count).reduce(0.0) { sum, row in
        let own = innovations[row * observations..<(row + 1) * observations]
        let innovation = own.enumerated().reduce(0.0) {
          $0 + Double($1.element) * odd[$1.offset * outputs + output]
        }
        // The last element of a row of L⁻¹ is the inverse of the prediction's deviation.
        let error = innovation / Double(own[own.startIndex + observations - count + row])
        return sum + error * error / Double(count)
      }
    }
  }

  /// The root mean square of the innovations, in the observations' unit.
  private func scale(of observed: [Double]) -> Double {
    // Divided by the largest magnitude first, so that single precision neither overflows nor
    // underflows.
    let unit = observed.reduce(0) { max($0, abs($1)) }
    guard unit > 0 else { return 0 }
    let count = innovations.count / observed.count
    var surprises = [Float](repeating: 0, count: count)
    BLAS.multiply(
      rows: count, columns: observed.count, innovations, observed.map { Float($0 / unit) },
      into: &surprises)
    let squares = surprises.reduce(0.0) { $0 + Double($1) * Double($1) }
    return unit * (squares / Double(count)).squareRoot()
  }
}

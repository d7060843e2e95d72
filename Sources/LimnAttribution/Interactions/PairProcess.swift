import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Interactions of pairs as the posterior mean of Gaussian-process quadrature, from the coalitions
/// and complements that ``GaussianProcess`` evaluates.
///
/// Pairs depend only on the even part of a game, `e(S) = (v(S) + v(Sᶜ))/2`, for which paired
/// coalitions need no further evaluations. Its prior is the sum of a constant, a quadratic game and
/// the even part of a stationary game,
///
///     cov(e(S), e(T)) = κ + λ (p² − n)/(n² − n) + (β^d + β^(n−d))/(1 + βⁿ),   p = n − 2d,
///
/// with `d = |S Δ T|`. If every other player is present with probability q, the index of the pair
/// (i, j) of the kernel column `β^d` of a coalition W is
/// `± (1 − β)² ∫₀¹ [(1 − q)β + q]^a [(1 − q) + qβ]^(n−2−a) dq`, with a the number of the other
/// players in W, and the sign + if W contains both or neither of i and j. The index of the product
/// of the signs of i and j is 4.
struct PairProcess {
  /// The variances of the constant (κ) and of the quadratic part (λ), relative to the stationary
  /// kernel's.
  private static let (constantVariance, quadraticVariance) = (100.0, 10.0)

  /// The values for one objective.
  struct Estimate {
    /// players × players.
    let pairs: [Double]
    let standardErrors: [Double]
  }

  /// - Parameters:
  ///   - sample: the coalitions, of at least two players.
  ///   - even: the even part of the game, first for the full coalition, then for each coalition of
  ///     the sample.
  /// - Throws: `CancellationError`.
  static func estimate(_ sample: PairedCoalitions, even: [Double], work: Work) throws -> Estimate {
    let (n, m) = (sample.members.columns, even.count)
    let sizes = [n] + sample.sizes
    let signs = Matrix(
      rows: m, columns: n,
      elements: [Float](repeating: 1, count: n) + sample.members.elements.map { 2 * $0 - 1 })
    let decay = GaussianProcess.decay(players: n)
    let stationary = 1 + pow(decay, Double(n))
    let quadratic = n > 1 ? quadraticVariance / Double(n * n - n) : 0
    let covariances = (0...n).map { distance -> Double in
      let p = Double(n - 2 * distance)
      return constantVariance + quadratic * (p * p - Double(n))
        + (pow(decay, Double(distance)) + pow(decay, Double(n - distance))) / stationary
    }
    let covariance = try GaussianProcess.covariance(
      of: signs, byDistance: covariances, work: work)
    guard let factor = try Cholesky(consume covariance, order: m, work: work) else {
      preconditionFailure("a covariance with noise on its diagonal is positive definite")
    }
    let rule = GaussLegendre.multilinear(players: n)
    let gap = 1 - decay
    let others = (0...max(n - 2, 0)).map { members -> Double in
      2 / stationary * gap * gap
        * rule.integral { q in
          pow((1 - q) * decay + q, Double(members))
            * pow(1 - q + q * decay, Double(n - 2 - members))
        }
    }
    let prior =
      32 * quadratic + 8 * gap * gap / stationary
      * rule.integral { q in
        rule.integral { r in pow(1 - gap * (q + r - 2 * q * r), Double(n - 2)) }
      }
    let whitened = try factor.whiten(even, columns: 1, work: work)
    let scale = scale(of: whitened)
    var pairs = [Double](repeating: 0, count: n * n)
    var errors = pairs
    for i in 0..<n {
      try work.checkpoint()
      let partners = Array(i + 1..<max(n, i + 1))
      guard !partners.isEmpty else { continue }
      var columns = [Double](repeating: 0, count: m * partners.count)
      for row in 0..<m {
        let own = signs[row, i]
        for (place, j) in partners.enumerated() {
          let sign = own * signs[row, j]
          let members = sizes[row] - (own > 0 ? 1 : 0) - (signs[row, j] > 0 ? 1 : 0)
          columns[row * partners.count + place] =
            Double(sign) * (others[members] + 8 * quadratic)
        }
      }
      let white = try factor.whiten(columns, columns: partners.count, work: work)
      for (place, j) in partners.enumerated() {
        var (value, explained) = (0.0, 0.0)
        for row in 0..<m {
          let entry = white[row * partners.count + place]
          value += entry * whitened[row]
          explained += entry * entry
        }
        let error = scale * max(prior - explained, 0).squareRoot()
        (pairs[i * n + j], pairs[j * n + i]) = (value, value)
        (errors[i * n + j], errors[j * n + i]) = (error, error)
      }
    }
    return Estimate(pairs: pairs, standardErrors: errors)
  }

  /// The root mean square of the later innovations, the errors of predicting each observation from
  /// the previous ones, in the observations' unit; multiplied by Student's factor for the degrees
  /// of freedom and by ``GaussianProcess/caution``.
  private static func scale(of whitened: [Double]) -> Double {
    let count = min(GaussianProcess.innovationLimit, whitened.count / 2)
    guard count > 0 else { return 0 }
    let squares = whitened.suffix(count).reduce(0.0) { $0 + $1 * $1 }
    return (squares / Double(count)).squareRoot()
      * StudentDistribution.intervalFactor(degreesOfFreedom: count)
      * GaussianProcess.caution
  }
}

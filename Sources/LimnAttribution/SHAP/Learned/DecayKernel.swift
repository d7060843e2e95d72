import CRectifier
import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The odd kernel with a separate decay for each player: the odd part of `exp(−Σ_{i∈SΔT} λ_i)`,
/// which is `sinh(P/2)/sinh(Λ/2)` with `P = Σ_i λ_i s_i t_i` over the signs of S and T and
/// `Λ = Σ λ_i`.
///
/// With equal λ it is the kernel of ``GaussianProcess``. A player with a small decay hardly
/// interacts with the others; one with a large decay interacts strongly.
struct DecayKernel {
  /// The decay λ of each player.
  let decays: [Double]
  /// The noise σ², relative to the kernel's variance.
  let noise: Double
  /// Interactions of three players that stand out, on top of what the decays expect.
  var interactions: [RelevantInteraction]

  private var total: Double { decays.reduce(0, +) }

  /// A lower triangular matrix of `rows × rows`, filled in bands of rows with a checkpoint between
  /// them, and 0 above the diagonal. Each band initialises its own memory, since initialising
  /// everything at once would delay cancellation.
  ///
  /// - Parameter fill: writes the rows of a band, which have been set to 0.
  /// - Throws: `CancellationError`.
  static func triangle(
    rows: Int, work: Work,
    _ fill: (_ band: Range<Int>, _ result: UnsafeMutableBufferPointer<Double>) -> Void
  ) throws -> [Double] {
    try [Double](unsafeUninitializedCapacity: rows * rows) { result, initialized in
      let all = UnsafeMutableBufferPointer(rebasing: result[..<(rows * rows)])
      for start in stride(from: 0, to: rows, by: 128) {
        try work.checkpoint()
        let band = start..<min(start + 128, rows)
        UnsafeMutableBufferPointer(rebasing: all[start * rows..<band.upperBound * rows])
          .initialize(repeating: 0)
        fill(band, all)
      }
      initialized = rows * rows
    }
  }

  /// The lower triangle of K with the linear part and, except in the first row, the noise.
  ///
  /// - Throws: `CancellationError`.
  func covariance(_ signs: [Double], work: Work) throws -> [Double] {
    let n = decays.count
    let m = signs.count / n
    let roots = decays.map { ($0 / 2).squareRoot() }
    let scaled = signs.enumerated().map { $1 * roots[$0 % n] }
    // The linear part and the interactions are products of features, too.
    let width = n + interactions.count
    let share = (GaussianProcess.linearVariance / Double(n)).squareRoot()
    var features = [Double](repeating: 0, count: m * width)
    for row in 0..<m {
      for player in 0..<n { features[row * width + player] = share * signs[row * n + player] }
    }
    for (place, interaction) in interactions.enumerated() {
      let size = interaction.variance.squareRoot()
      for (row, parity) in interaction.parities(signs, players: n).enumerated() {
        features[row * width + n + place] = size * parity
      }
    }
    // sinh(x)/sinh(h) = (exp(x − h) − exp(−x − h))/(1 − exp(−2h)).
    let (half, scale) = (total / 2, 1 / (1 - exp(-total)))
    let zeros = [Double](repeating: 0, count: m)
    return try Self.triangle(rows: m, work: work) { band, result in
      let last = band.upperBound
      var same = product(
        Array(scaled[band.lowerBound * n..<last * n]), transposing: scaled, rows: band.count,
        columns: last, inner: n)
      let rest = product(
        Array(features[band.lowerBound * width..<last * width]), transposing: features,
        rows: band.count, columns: last, inner: width)
      var opposite = [Double](repeating: 0, count: last)
      same.withUnsafeMutableBufferPointer { same in
        guard let products = same.baseAddress else { return }
        for row in band {
          let start = (row - band.lowerBound) * last
          limn_paired_exponentials(products + start, &opposite, half, zeros, row + 1)
          for column in 0...row {
            result[row * m + column] =
              (same[start + column] - opposite[column]) * scale + rest[start + column]
          }
          if row > 0 { result[row * (m + 1)] += noise }
        }
      }
    }
  }

  /// The factor of ``covariance(_:work:)``; `nil` if it cannot be factorised.
  ///
  /// - Throws: `CancellationError`.
  func factor(_ signs: [Double], work: Work) throws -> Cholesky? {
    let covariance = try covariance(signs, work: work)
    return try Cholesky(consume covariance, order: signs.count / decays.count, work: work)
  }

  /// The Shapley values of the kernel columns for rows of signs, rows × players.
  ///
  /// If every player is present with probability q, the value of player i for the column of a
  /// coalition is `±(1 − e_i) ∫₀¹ Π_{l≠i} p_l dq`, with `e_l = exp(−λ_l)`, `p_l = q + (1 − q) e_l`
  /// for members and `p_l = q e_l + 1 − q` for others. The complement has the same values with the
  /// opposite sign.
  ///
  /// - Throws: `CancellationError`.
  func columns(_ signs: [Double], work: Work) throws(CancellationError) -> [Double] {
    let n = decays.count
    let rule = GaussLegendre.multilinear(players: n)
    let falls = decays.map { exp(-$0) }
    let scale = 2 / (1 - exp(-total))
    let linear = 2 * GaussianProcess.linearVariance / Double(n)
    var result = signs.map { linear * $0 }
    var factors = [Double](repeating: 0, count: n)
    for row in 0..<signs.count / n {
      if row.isMultiple(of: 128) { try work.checkpoint() }
      for (q, weight) in zip(rule.nodes, rule.weights) {
        var whole = weight * scale
        for player in 0..<n {
          let fall = falls[player]
          factors[player] =
            signs[row * n + player] > 0 ? q + (1 - q) * fall : q * fall + (1 - q)
          whole *= factors[player]
        }
        for player in 0..<n {
          result[row * n + player] +=
            signs[row * n + player] * (1 - falls[player]) * whole / factors[player]
        }
      }
    }
    for interaction in interactions {
      let own = interaction.parities(signs, players: n)
      for (row, parity) in own.enumerated() {
        for player in interaction.players {
          result[row * n + player] +=
            interaction.variance * RelevantInteraction.valueOfMember * parity
        }
      }
    }
    return result
  }

  /// The Shapley values of the observations' kernel columns, whitened, rows × players; and the
  /// posterior variance of each value, for a game of scale 1.
  ///
  /// - Parameter factor: see ``factor(_:work:)``.
  /// - Throws: `CancellationError`.
  func whitenedValues(_ factor: Cholesky, _ signs: [Double], work: Work) throws -> (
    white: [Double], variances: [Double]
  ) {
    let n = decays.count
    let white = try factor.whiten(columns(signs, work: work), columns: n, work: work)
    var variances = priorVariances
    for index in white.indices { variances[index % n] -= white[index] * white[index] }
    return (white, variances.map { max($0, 0) })
  }

  /// The prior variance of each value.
  var priorVariances: [Double] {
    let n = decays.count
    let rule = GaussLegendre.multilinear(players: n)
    let gaps = decays.map { 1 - exp(-$0) }
    let scale = 2 / (1 - exp(-total))
    var sums = [Double](repeating: 0, count: n)
    for (q, first) in zip(rule.nodes, rule.weights) {
      for (r, second) in zip(rule.nodes, rule.weights) {
        let apart = q + r - 2 * q * r
        let whole = gaps.reduce(first * second) { $0 * (1 - $1 * apart) }
        for player in 0..<n { sums[player] += whole / (1 - gaps[player] * apart) }
      }
    }
    var variances = (0..<n).map {
      4 * GaussianProcess.linearVariance / Double(n) + 2 * gaps[$0] * scale * sums[$0]
    }
    let square = RelevantInteraction.valueOfMember * RelevantInteraction.valueOfMember
    for interaction in interactions {
      for player in interaction.players { variances[player] += square * interaction.variance }
    }
    return variances
  }
}

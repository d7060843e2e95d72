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

  /// P for all pairs of rows, `rows × rows`.
  static func products(_ signs: [Double], decays: [Double]) -> [Double] {
    let n = decays.count
    let scaled = signs.enumerated().map { $1 * decays[$0 % n] }
    let rows = signs.count / n
    return product(signs, transposing: scaled, rows: rows, columns: rows, inner: n)
  }

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
    let (n, half) = (decays.count, sinh(total / 2))
    let m = signs.count / n
    let share = GaussianProcess.linearVariance / Double(n)
    let scaled = signs.enumerated().map { $1 * decays[$0 % n] }
    return try Self.triangle(rows: m, work: work) { band, result in
      let rows = Array(signs[band.lowerBound * n..<band.upperBound * n])
      let width = band.upperBound
      let products = product(
        rows, transposing: scaled, rows: band.count, columns: width, inner: n)
      var linear = product(rows, transposing: signs, rows: band.count, columns: width, inner: n)
      for index in linear.indices { linear[index] *= share }
      for interaction in interactions {
        let own = interaction.parities(signs, players: n, rows: 0..<width)
        for row in band {
          let start = (row - band.lowerBound) * width
          for column in 0...row {
            linear[start + column] += interaction.variance * own[row] * own[column]
          }
        }
      }
      for row in band {
        let start = (row - band.lowerBound) * width
        for column in 0...row {
          result[row * m + column] =
            sinh(products[start + column] / 2) / half + linear[start + column]
        }
        if row > 0 { result[row * m + row] += noise }
      }
    }
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
      let own = interaction.parities(signs, players: n, rows: 0..<signs.count / n)
      for (row, parity) in own.enumerated() {
        for player in interaction.players {
          result[row * n + player] +=
            interaction.variance * RelevantInteraction.valueOfMember * parity
        }
      }
    }
    return result
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

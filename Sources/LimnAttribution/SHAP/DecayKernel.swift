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
      let linear = product(rows, transposing: signs, rows: band.count, columns: width, inner: n)
      for row in band {
        let start = (row - band.lowerBound) * width
        for column in 0...row {
          result[row * m + column] =
            sinh(products[start + column] / 2) / half + share * linear[start + column]
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
    return (0..<n).map {
      4 * GaussianProcess.linearVariance / Double(n) + 2 * gaps[$0] * scale * sums[$0]
    }
  }
}

extension DecayKernel {
  /// The maximum number of rows for fitting the decays.
  static let learningRows = 256
  /// The prior variance of the logarithms of the decays around their mean.
  private static let spreadSquared = 0.25
  /// A smaller noise makes factorisations fail.
  private static let leastNoise = 3e-4

  /// The maximum a posteriori estimate of the decays and the noise. The prior of each decay is
  /// log-normal around their mean, with a standard deviation of ½ of its logarithm (with 1, chance
  /// differences between equal players are fitted). The mean and the noise have log-normal priors
  /// around the values of ``GaussianProcess``.
  ///
  /// With `α = K⁻¹y` and `G = ½(K⁻¹ − m ααᵀ/yᵀα)`, the gradient of the negative log-likelihood
  /// `½ m log(yᵀα/m) + ½ log|K|` is `Σ G_ST ∂K_ST`, where
  /// `∂k/∂λ_i = ½ s_i t_i cosh(P/2)/sinh(Λ/2) − ½ k coth(Λ/2)`.
  ///
  /// Cost: about twenty times `2·rows³` operations.
  ///
  /// - Parameters:
  ///   - signs: rows × players; the first row is all 1.
  ///   - observed: the observation of each row.
  ///   - work: has a checkpoint in each of these steps.
  /// - Throws: `CancellationError`.
  init(learnedFrom signs: [Double], _ observed: [Double], players n: Int, work: Work) throws {
    let start = -log(GaussianProcess.decay(players: n))
    let m = observed.count
    let share = GaussianProcess.linearVariance / Double(n)
    let linear = product(signs, transposing: signs, rows: m, columns: m, inner: n)
    let first = [Double](repeating: log(start), count: n) + [log(GaussianProcess.noise)]
    let found = try QuasiNewton(steps: 25, tolerance: 1e-4).minimum(from: first) { place in
      try work.checkpoint()
      let decays = place[..<n].map { exp($0) }
      let (free, total) = (exp(place[n]), decays.reduce(0, +))
      guard total.isFinite, total < 600, free < 1e6 else { return (.infinity, place) }
      let half = sinh(total / 2)
      let products = Self.products(signs, decays: decays)
      let kernel = products.map { sinh($0 / 2) / half }
      var covariance = zip(kernel, linear).map { $0 + share * $1 }
      for row in 1..<m { covariance[row * m + row] += Self.leastNoise + free }
      guard let factor = Cholesky(covariance, order: m) else { return (.infinity, place) }
      let solved = factor.solve(observed)
      let fit = zip(solved, observed).reduce(0) { $0 + $1.0 * $1.1 }
      guard fit > 0 else { return (.infinity, place) }
      // G, then G ∘ cosh(P/2)/sinh(Λ/2), for each pair of rows.
      var weights = factor.inverse
      let ratio = Double(m) / fit
      var (noiseSlope, kernelSlope) = (0.0, 0.0)
      for row in 0..<m {
        for column in 0..<m {
          let index = row * m + column
          let weight = (weights[index] - ratio * solved[row] * solved[column]) / 2
          if row == column, row > 0 { noiseSlope += weight }
          kernelSlope += weight * kernel[index]
          weights[index] = weight * (kernel[index] * kernel[index] + 1 / (half * half)).squareRoot()
        }
      }
      let spread = product(weights, signs, rows: m, inner: m, columns: n)
      let level = place[..<n].reduce(0, +) / Double(n)
      let fall = kernelSlope / tanh(total / 2)
      var gradient = (0..<n).map { player in
        let sum = (0..<m).reduce(0) { $0 + signs[$1 * n + player] * spread[$1 * n + player] }
        return decays[player] * (sum - fall) / 2 + (place[player] - level) / Self.spreadSquared
          + (level - log(start)) / Double(n)
      }
      let offset = place[n] - log(GaussianProcess.noise)
      gradient.append(free * noiseSlope + offset / 4)
      var value = Double(m) / 2 * log(fit / Double(m)) + factor.logDeterminant / 2
      for player in 0..<n {
        let apart = place[player] - level
        value += apart * apart / 2 / Self.spreadSquared
      }
      value += (level - log(start)) * (level - log(start)) / 2 + offset * offset / 8
      return (value, gradient)
    }
    decays = found[..<n].map { exp($0) }
    noise = Self.leastNoise + exp(found[n])
  }
}

/// `a bᵀ` of matrices with `rows` and at least `columns` rows of `inner` values each.
private func product(
  _ a: [Double], transposing b: [Double], rows: Int, columns: Int, inner: Int
) -> [Double] {
  var result = [Double](repeating: 0, count: rows * columns)
  BLAS.multiplyAdd(
    rows: rows, columns: columns, inner: inner, scale: 1.0, a, leading: inner, .asIs, b,
    leading: inner, .transposed, accumulate: 0, &result, leading: columns)
  return result
}

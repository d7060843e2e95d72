import CRectifier
import LimnCore

/// A Gaussian kernel `exp(−½ (s − t)ᵀ A (s − t))` of coalitions' signs, with a metric A, for pairs of
/// a coalition and its complement.
///
/// With a diagonal A it is the kernel of ``DecayKernel``, whose decay of a player is twice its
/// element. The odd part of a game has the covariance `k(s, t) − k(s, −t)` and a linear part with a
/// wide prior, the even part `k(s, t) + k(s, −t)` and a constant with a wide prior; the two are
/// independent.
struct PairedMetric: Sendable {
  /// A: players × players.
  let metric: [Double]
  /// The noise σ², relative to the kernel's variance.
  let noise: Double
  let players: Int
  /// The signs of the observed coalitions, rows × players; the first row is all 1.
  let signs: [Double]
  /// A times the signs of the observed coalitions: rows × players.
  let images: [Double]
  /// `½ sᵀ A s` of the observed coalitions.
  let halves: [Double]

  init(_ metric: [Double], noise: Double, signs: [Double], players n: Int) {
    self.metric = metric
    self.noise = noise
    self.players = n
    self.signs = signs
    images = product(signs, metric, rows: signs.count / n, inner: n, columns: n)
    halves = Self.halves(signs, images, players: n)
  }

  var rows: Int { halves.count }

  /// `½ sᵀ A s` for rows of signs s and their images As.
  static func halves(_ signs: [Double], _ images: [Double], players n: Int) -> [Double] {
    stride(from: 0, to: signs.count, by: n).map { start in
      (start..<start + n).reduce(0) { $0 + signs[$1] * images[$1] } / 2
    }
  }

  /// `k(q, s)` and `k(q, −s)` for rows of signs q and the first observed coalitions s, each
  /// `rows of q × columns`.
  func values(_ rows: [Double], columns: Int) -> (same: [Double], opposite: [Double]) {
    let n = players
    let count = rows.count / n
    let own = Self.halves(
      rows, product(rows, metric, rows: count, inner: n, columns: n), players: n)
    var same = product(rows, transposing: images, rows: count, columns: columns, inner: n)
    var opposite = same
    same.withUnsafeMutableBufferPointer { same in
      opposite.withUnsafeMutableBufferPointer { opposite in
        guard let same = same.baseAddress, let opposite = opposite.baseAddress else { return }
        for row in 0..<count {
          limn_paired_exponentials(
            same + row * columns, opposite + row * columns, own[row], halves, columns)
        }
      }
    }
    return (same, opposite)
  }

  /// The factors of the covariances of the first `count` observations, with noise for all but the
  /// first; `nil` if a covariance cannot be factorised.
  func factors(_ count: Int, work: Work) throws -> (odd: Cholesky, even: Cholesky)? {
    var even = [Double](repeating: 0, count: count * count)
    let odd = try oddCovariance(count, work: work) { even[$0] = $1 }
    guard let first = try Cholesky(consume odd, order: count, work: work),
      let second = try Cholesky(consume even, order: count, work: work)
    else { return nil }
    return (first, second)
  }

  /// The factor of the odd covariance alone; see ``factors(_:work:)``.
  func oddFactor(_ count: Int, work: Work) throws -> Cholesky? {
    let odd = try oddCovariance(count, work: work) { _, _ in }
    return try Cholesky(consume odd, order: count, work: work)
  }

  /// The lower triangle of the odd covariance.
  ///
  /// - Parameter even: receives the place and the value of each element of the even covariance.
  @inline(__always)
  private func oddCovariance(
    _ count: Int, work: Work, even: (_ index: Int, _ value: Double) -> Void
  ) throws -> [Double] {
    let share = 2 * GaussianProcess.linearVariance / Double(players)
    let constant = 2 * GaussianProcess.linearVariance
    return try DecayKernel.triangle(rows: count, work: work) { band, odd in
      let (rows, width) = (self.rows(band), band.upperBound)
      let (same, opposite) = values(rows, columns: width)
      let linear = product(
        rows, transposing: signs, rows: band.count, columns: width, inner: players)
      for row in band {
        let start = (row - band.lowerBound) * width
        for column in 0...row {
          let (first, second) = (same[start + column], opposite[start + column])
          odd[row * count + column] = share * linear[start + column] + first - second
          even(
            row * count + column,
            constant + first + second + (row == column && row > 0 ? noise : 0))
        }
        if row > 0 { odd[row * (count + 1)] += noise }
      }
    }
  }

  private func rows(_ range: Range<Int>) -> [Double] {
    Array(signs[range.lowerBound * players..<range.upperBound * players])
  }

  /// The average outer product of the gradients of predictions at the first observed coalitions and
  /// their complements, over all outputs (Radhakrishnan, Beaglehole, Pandit and Belkin 2024,
  /// "Mechanism for feature learning in neural networks and backpropagation-free machine learning
  /// models", equation 2): directions in which the predicted scores change weigh more.
  ///
  /// - Parameters:
  ///   - odd: the weights of the observations' odd kernels, rows × outputs.
  ///   - even: those of their even kernels.
  ///   - places: the number of coalitions at which gradients are taken.
  /// - Returns: players × players, with the trace of this metric; `nil` if predictions are constant.
  func gradientMetric(odd: [Double], even: [Double], outputs: Int, places: Int) -> [Double]? {
    let (n, m) = (players, rows)
    let points = Array(signs.prefix(places * n))
    let (same, opposite) = values(points, columns: m)
    let share = 2 * GaussianProcess.linearVariance / Double(n)
    var result = [Double](repeating: 0, count: n * n)
    var weights = same
    for output in 0..<outputs {
      let sum = (0..<m).map { odd[$0 * outputs + output] + even[$0 * outputs + output] }
      let difference = (0..<m).map { even[$0 * outputs + output] - odd[$0 * outputs + output] }
      let linear = product(
        (0..<m).map { odd[$0 * outputs + output] }, signs, rows: 1, inner: m, columns: n)
      for side in [1.0, -1.0] {
        let (near, far) = side > 0 ? (same, opposite) : (opposite, same)
        var totals = [Double](repeating: 0, count: places)
        near.withUnsafeBufferPointer { near in
          far.withUnsafeBufferPointer { far in
            weights.withUnsafeMutableBufferPointer { weights in
              for place in 0..<places {
                var total = 0.0
                for row in 0..<m {
                  let index = place * m + row
                  let (first, second) = (near[index] * sum[row], far[index] * difference[row])
                  weights[index] = first - second
                  total += first + second
                }
                totals[place] = total
              }
            }
          }
        }
        var pulls = product(weights, signs, rows: places, inner: m, columns: n)
        for index in pulls.indices { pulls[index] -= totals[index / n] * side * points[index] }
        var gradients = product(pulls, metric, rows: places, inner: n, columns: n)
        for index in gradients.indices { gradients[index] += share * linear[index % n] }
        let outer = product(
          gradients, gradients, first: .transposed, rows: n, inner: places, columns: n)
        for index in result.indices { result[index] += outer[index] }
      }
    }
    let found = trace(result, order: n)
    guard found > 0, found.isFinite else { return nil }
    let scale = trace(metric, order: n) / found
    return result.map { $0 * scale }
  }
}

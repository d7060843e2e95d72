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
  private let images: [Double]
  /// `½ sᵀ A s` of the observed coalitions.
  private let halves: [Double]

  init(_ metric: [Double], noise: Double, signs: [Double], players n: Int) {
    self.metric = metric
    self.noise = noise
    self.players = n
    self.signs = signs
    images = product(signs, metric, rows: signs.count / n, inner: n, columns: n)
    halves = Self.halves(signs, images, players: n)
  }

  var rows: Int { halves.count }

  private static func halves(_ signs: [Double], _ images: [Double], players n: Int) -> [Double] {
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

  /// The covariances of the odd and of the even part with those at the first observed coalitions,
  /// each `rows of q × columns`.
  func covariances(_ rows: [Double], columns: Int) -> (odd: [Double], even: [Double]) {
    let n = players
    let (same, opposite) = values(rows, columns: columns)
    let share = 2 * GaussianProcess.linearVariance / Double(n)
    var odd = product(rows, transposing: signs, rows: rows.count / n, columns: columns, inner: n)
    var even = same
    for index in odd.indices {
      odd[index] = share * odd[index] + same[index] - opposite[index]
      even[index] = same[index] + opposite[index] + 2 * GaussianProcess.linearVariance
    }
    return (odd, even)
  }

  /// The odd and the even part of predictions at rows of signs q, each `rows of q × outputs`: as
  /// products of ``covariances(_:columns:)`` with weights of all observations, which are rows ×
  /// outputs.
  ///
  /// Cost: for each row of q and observation, two exponentials and `4·outputs` operations.
  func predictions(_ rows: [Double], odd: [Double], even: [Double], outputs: Int) -> (
    odd: [Double], even: [Double]
  ) {
    let (n, m) = (players, self.rows)
    let count = rows.count / n
    var (same, opposite) = values(rows, columns: m)
    for index in same.indices {
      let (first, second) = (same[index], opposite[index])
      same[index] = first - second
      opposite[index] = first + second
    }
    // The linear part and the constant, from the sums of the weights.
    let sums = product(signs, odd, first: .transposed, rows: n, inner: m, columns: outputs)
    let share = 2 * GaussianProcess.linearVariance / Double(n)
    var (oddPart, evenPart) = (
      product(rows, sums, rows: count, inner: n, columns: outputs).map { share * $0 },
      [Double](repeating: 0, count: count * outputs)
    )
    for index in even.indices {
      evenPart[index % outputs] += 2 * GaussianProcess.linearVariance * even[index]
    }
    for index in evenPart.indices.dropFirst(outputs) { evenPart[index] = evenPart[index % outputs] }
    for (kernel, weights, isOdd) in [(same, odd, true), (opposite, even, false)] {
      let part = product(kernel, weights, rows: count, inner: m, columns: outputs)
      if isOdd {
        for index in part.indices { oddPart[index] += part[index] }
      } else {
        for index in part.indices { evenPart[index] += part[index] }
      }
    }
    return (oddPart, evenPart)
  }

  /// The factors of the covariances of the first `count` observations, with noise for all but the
  /// first; `nil` if a covariance cannot be factorised.
  func factors(_ count: Int, work: Work) throws -> (odd: Cholesky, even: Cholesky)? {
    var (odd, even) = covariances(Array(signs.prefix(count * players)), columns: count)
    for row in 1..<count {
      odd[row * count + row] += noise
      even[row * count + row] += noise
    }
    guard let first = try Cholesky(consume odd, order: count, work: work),
      let second = try Cholesky(consume even, order: count, work: work)
    else { return nil }
    return (first, second)
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
    for output in 0..<outputs {
      let sum = (0..<m).map { odd[$0 * outputs + output] + even[$0 * outputs + output] }
      let difference = (0..<m).map { even[$0 * outputs + output] - odd[$0 * outputs + output] }
      let linear = product(
        (0..<m).map { odd[$0 * outputs + output] }, signs, rows: 1, inner: m, columns: n)
      for side in [1.0, -1.0] {
        let (near, far) = side > 0 ? (same, opposite) : (opposite, same)
        var weights = near
        var totals = [Double](repeating: 0, count: places)
        for place in 0..<places {
          for row in 0..<m {
            let index = place * m + row
            let (first, second) = (near[index] * sum[row], far[index] * difference[row])
            weights[index] = first - second
            totals[place] += first + second
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

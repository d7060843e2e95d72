import LimnCore

/// The points of a local regression with their weights, the input itself first, and what is the
/// same for all scores: with them `c = Q y` and the coefficients are `(G + λ)⁻¹ c`.
struct SurrogateDesign: Sendable {
  /// The number of points.
  let count: Int
  /// points × features.
  let points: [Double]
  /// π of each point.
  let weights: [Double]
  /// Whether points p and p + count/2 were drawn together, and err together.
  let isPaired: Bool
  let moments: SurrogateMoments
  /// Q: features × points, `π (z − z̄)`.
  let projection: [Double]

  var features: Int { moments.features }

  /// Cost: `features²·points` operations.
  ///
  /// - Parameters:
  ///   - points: points × features, the input first.
  ///   - weights: one for each point.
  init(points: [Double], weights: [Double], features n: Int, isPaired: Bool) {
    let count = weights.count
    let weight = weights.reduce(0, +)
    var means = product(weights, points, rows: 1, inner: count, columns: n)
    for feature in means.indices { means[feature] /= weight }
    let centred = Self.centred(points, means: means)
    var projection = [Double](repeating: 0, count: n * count)
    for point in 0..<count {
      for feature in 0..<n {
        projection[feature * count + point] = weights[point] * centred[point * n + feature]
      }
    }
    self.count = count
    self.points = points
    self.weights = weights
    self.isPaired = isPaired
    self.projection = projection
    self.moments = SurrogateMoments(
      weight: weight, squaredWeight: weights.reduce(0) { $0 + $1 * $1 }, means: means,
      gram: product(projection, centred, rows: n, inner: count, columns: n))
  }

  private static func centred(_ points: [Double], means: [Double]) -> [Double] {
    let n = means.count
    guard n > 0 else { return [] }
    var result = points
    for start in stride(from: 0, to: points.count, by: n) {
      for feature in 0..<n { result[start + feature] -= means[feature] }
    }
    return result
  }

  /// points × features, less the weighted means.
  var centredPoints: [Double] { Self.centred(points, means: moments.means) }

  /// - Parameter scores: points × objectives, less the score at the input.
  func targets(_ scores: [Double], objectives: Int) -> [SurrogateTarget] {
    var means = product(weights, scores, rows: 1, inner: count, columns: objectives)
    for objective in means.indices { means[objective] /= moments.weight }
    let cross = product(projection, scores, rows: features, inner: count, columns: objectives)
    var totals = [Double](repeating: 0, count: objectives)
    for (point, weight) in weights.enumerated() {
      for objective in 0..<objectives {
        let deviation = scores[point * objectives + objective] - means[objective]
        totals[objective] += weight * deviation * deviation
      }
    }
    return (0..<objectives).map { objective in
      SurrogateTarget(
        mean: means[objective],
        cross: (0..<features).map { cross[$0 * objectives + objective] },
        total: totals[objective])
    }
  }
}

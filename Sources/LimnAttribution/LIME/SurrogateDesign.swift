import LimnCore

/// The points of a local regression with their weights, and what is the same for all scores.
struct SurrogateDesign: Sendable {
  let points: DesignPoints
  /// π of each point.
  let weights: [Double]
  let moments: SurrogateMoments

  /// The number of points.
  var count: Int { points.count }
  var features: Int { points.features }

  /// The points worked on together: their rows stay in a core's cache.
  static let block = 256

  /// Cost: `features²·points` operations.
  ///
  /// - Parameter weights: one for each point.
  init(_ points: DesignPoints, weights: [Double]) {
    precondition(weights.count == points.count, "a weight for each point")
    let (n, weight) = (points.features, weights.sum())
    let means = points.sums(weights, outputs: 1).map { $0 / weight }
    var gram = [Double](repeating: 0, count: n * n)
    var rows = [Double](repeating: 0, count: Self.block * n)
    for half in points.isPaired ? [0, points.clusters] : [0] {
      for start in stride(from: half, to: half + points.clusters, by: Self.block) {
        let range = start..<min(start + Self.block, half + points.clusters)
        points.scaled(range, weights: weights, means: means, into: &rows)
        addGram(of: rows, rows: range.count, columns: n, toLowerTriangle: &gram)
      }
    }
    for row in 0..<n {
      for column in row + 1..<max(n, row + 1) { gram[row * n + column] = gram[column * n + row] }
    }
    self.points = points
    self.weights = weights
    self.moments = SurrogateMoments(
      weight: weight, squaredWeight: weights.reduce(0) { $0 + $1 * $1 }, means: means, gram: gram)
  }

  /// `√π (z − z̄)` of the points in `range`, which lies in one half of pairs, of the named features or
  /// of all.
  func scaledRows(_ range: Range<Int>, of features: [Int], into rows: inout [Double]) {
    guard features.count < self.features else {
      return points.scaled(range, weights: weights, means: moments.means, into: &rows)
    }
    points.scaled(range, of: features, weights: weights, means: moments.means, into: &rows)
  }

  /// `c = Σπ (z − z̄) y` and what else a fit asks of the scores.
  ///
  /// - Parameter scores: points × objectives, less the score at the input.
  func targets(_ scores: [Double], objectives: Int) -> [SurrogateTarget] {
    var means = product(
      scores, weights, first: .transposed, rows: objectives, inner: count, columns: 1)
    for objective in means.indices { means[objective] /= moments.weight }
    var totals = [Double](repeating: 0, count: objectives)
    // The deviations sum to nothing under the weights, so the points need no centring.
    var weighted = scores
    weighted.withUnsafeMutableBufferPointer { weighted in
      var index = 0
      for weight in weights {
        for objective in 0..<objectives {
          let deviation = weighted[index] - means[objective]
          weighted[index] = weight * deviation
          totals[objective] += weight * deviation * deviation
          index += 1
        }
      }
    }
    let cross = points.sums(weighted, outputs: objectives)
    return (0..<objectives).map { objective in
      SurrogateTarget(
        mean: means[objective],
        cross: (0..<features).map { cross[$0 * objectives + objective] },
        total: totals[objective])
    }
  }
}

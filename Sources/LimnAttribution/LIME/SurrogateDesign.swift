import LimnCore

/// The points of a local regression with their weights, the input itself first, and what is the
/// same for all scores.
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

  var features: Int { moments.features }

  /// The points worked on together: their rows stay in a core's cache.
  static let block = 256

  /// Cost: `features²·points` operations.
  ///
  /// - Parameters:
  ///   - points: points × features, the input first.
  ///   - weights: one for each point.
  init(points: [Double], weights: [Double], features n: Int, isPaired: Bool) {
    let weight = weights.reduce(0, +)
    var means = product(
      points, weights, first: .transposed, rows: n, inner: weights.count, columns: 1)
    for feature in means.indices { means[feature] /= weight }
    var gram = [Double](repeating: 0, count: n * n)
    var rows = [Double](repeating: 0, count: Self.block * n)
    for start in stride(from: 0, to: weights.count, by: Self.block) {
      let range = start..<min(start + Self.block, weights.count)
      Self.scale(points, weights, means, rows: range, into: &rows)
      addGram(of: rows, rows: range.count, columns: n, toLowerTriangle: &gram)
    }
    for row in 0..<n {
      for column in row + 1..<max(n, row + 1) { gram[row * n + column] = gram[column * n + row] }
    }
    self.count = weights.count
    self.points = points
    self.weights = weights
    self.isPaired = isPaired
    self.moments = SurrogateMoments(
      weight: weight, squaredWeight: weights.reduce(0) { $0 + $1 * $1 }, means: means, gram: gram)
  }

  private static func scale(
    _ points: [Double], _ weights: [Double], _ means: [Double], rows range: Range<Int>,
    into rows: inout [Double]
  ) {
    let n = means.count
    rows.withUnsafeMutableBufferPointer { rows in
      points.withUnsafeBufferPointer { points in
        means.withUnsafeBufferPointer { means in
          for point in range {
            let root = weights[point].squareRoot()
            let (source, target) = (point &* n, (point &- range.lowerBound) &* n)
            for feature in 0..<n {
              rows[target &+ feature] = root * (points[source &+ feature] - means[feature])
            }
          }
        }
      }
    }
  }

  /// `√π (z − z̄)` of the points in `range`, of the named features or of all.
  func scaledRows(_ range: Range<Int>, of features: [Int], into rows: inout [Double]) {
    guard features.count < self.features else {
      return Self.scale(points, weights, moments.means, rows: range, into: &rows)
    }
    for point in range {
      let root = weights[point].squareRoot()
      for (place, feature) in features.enumerated() {
        rows[(point - range.lowerBound) * features.count + place] =
          root * (points[point * self.features + feature] - moments.means[feature])
      }
    }
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
    let cross = product(
      points, weighted, first: .transposed, rows: features, inner: count, columns: objectives)
    return (0..<objectives).map { objective in
      SurrogateTarget(
        mean: means[objective],
        cross: (0..<features).map { cross[$0 * objectives + objective] },
        total: totals[objective])
    }
  }
}

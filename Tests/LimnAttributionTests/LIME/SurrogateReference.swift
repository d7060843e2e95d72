import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A surrogate fitted slowly and plainly: the weighted normal equations with the intercept as one
/// more unknown, by Gaussian elimination.
struct SurrogateReference {
  let points: [[Double]]
  let scores: [Double]
  let weights: [Double]
  let ridge: Double
  let intercept: Double
  let coefficients: [Double]
  let rSquared: Double

  init(points: [[Double]], scores: [Double], weights: [Double], ridge: Double) {
    let n = points[0].count
    var system = [[Double]](repeating: [Double](repeating: 0, count: n + 2), count: n + 1)
    for (index, point) in points.enumerated() {
      let row = [1] + point
      for i in 0...n {
        for j in 0...n { system[i][j] += weights[index] * row[i] * row[j] }
        system[i][n + 1] += weights[index] * row[i] * scores[index]
      }
    }
    for i in 1...n { system[i][i] += ridge }
    for column in 0...n {
      let pivot = (column...n).max { abs(system[$0][column]) < abs(system[$1][column]) }!
      system.swapAt(column, pivot)
      for row in 0...n where row != column {
        let factor = system[row][column] / system[column][column]
        for k in column...(n + 1) { system[row][k] -= factor * system[column][k] }
      }
    }
    let solution = (0...n).map { system[$0][n + 1] / system[$0][$0] }
    self.points = points
    self.scores = scores
    self.weights = weights
    self.ridge = ridge
    intercept = solution[0]
    coefficients = Array(solution.dropFirst())
    let total = weights.reduce(0, +)
    let mean = zip(weights, scores).reduce(0) { $0 + $1.0 * $1.1 } / total
    var (residual, spread) = (0.0, 0.0)
    for (index, point) in points.enumerated() {
      let predicted = zip(point, solution.dropFirst()).reduce(solution[0]) { $0 + $1.0 * $1.1 }
      residual += weights[index] * (scores[index] - predicted) * (scores[index] - predicted)
      spread += weights[index] * (scores[index] - mean) * (scores[index] - mean)
    }
    rSquared = 1 - residual / spread
  }

  /// The jackknife's standard errors: the fit anew without each cluster of points.
  func jackknife(clusters: [[Int]]) -> [Double] {
    var squares = [Double](repeating: 0, count: coefficients.count)
    for cluster in clusters {
      let kept = points.indices.filter { !cluster.contains($0) }
      let without = SurrogateReference(
        points: kept.map { points[$0] }, scores: kept.map { scores[$0] },
        weights: kept.map { weights[$0] }, ridge: ridge)
      for index in squares.indices {
        let change = without.coefficients[index] - coefficients[index]
        squares[index] += change * change
      }
    }
    return squares.map { $0.squareRoot() }
  }

  /// lime's weight of a mask by its definition, distances over whole vectors.
  static func weight(of mask: [Double], distance: String, width: Double) -> Double {
    let n = Double(mask.count)
    let d: Double
    switch distance {
    case "cosine":
      let norm = mask.reduce(0) { $0 + $1 * $1 }.squareRoot()
      d = norm == 0 ? 1 : 1 - mask.reduce(0, +) / (norm * n.squareRoot())
    case "euclidean":
      d = mask.reduce(0) { $0 + ($1 - 1) * ($1 - 1) }.squareRoot()
    default:
      d = Double(mask.count { $0 != 1 }) / n
    }
    return kernel(d * d, width: width)
  }

  /// lime's kernel, of a squared distance.
  static func kernel(_ square: Double, width: Double) -> Double {
    exp(-square / (width * width)).squareRoot()
  }
}

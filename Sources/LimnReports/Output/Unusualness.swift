/// The distance of a row's attributions from the mean of the rows explained for the same output.
struct Unusualness: Sendable {
  /// For each method and output, the mean scaled to length 1; `nil` if there is none or it is 0.
  private let directions: [[[Double]?]]

  init(_ digest: BatchDigest) {
    directions = digest.methods.map { method in
      (0..<digest.output.count).map { label in
        method.targetMean(label).flatMap { mean in
          let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
          return length > 0 ? mean.map { $0 / length } : nil
        }
      }
    }
  }

  /// The mean over methods of `1 − cos`, the cosine of the row's values with the mean of the rows
  /// that have the same target: 0 for the same direction, 2 for the opposite one. `nil` if no
  /// method has a direction.
  func score(_ series: [[Series]], row: Int, target: Int, width: Int) -> Double? {
    var (sum, count) = (0.0, 0)
    for (method, views) in series.enumerated() {
      guard let direction = directions[method][target] else { continue }
      var (product, square) = (0.0, 0.0)
      for pixel in 0..<width {
        let value = Double(views[0].values[row * width + pixel])
        product += value * direction[pixel]
        square += value * value
      }
      guard square > 0 else { continue }
      sum += 1 - product / square.squareRoot()
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }
}

import Foundation
import Limn

/// An ensemble of decision trees as a black-box model: like a program behind `--predictor`, but in
/// this process.
struct TreeEnsemble: Decodable {
  /// The feature each node tests; −1 for a leaf.
  let features: [Int]
  /// A row goes to the left if its value is at most the threshold.
  let thresholds: [Double]
  let left: [Int]
  let right: [Int]
  /// The value of each leaf.
  let values: [Double]
  let roots: [Int]
  /// The number of features in a row.
  let width: Int
  /// The score is `base + factor · sum` over the trees.
  let factor: Double
  let base: Double

  static func read(_ path: String) throws -> TreeEnsemble {
    try JSONDecoder().decode(TreeEnsemble.self, from: Data(FileBytes.read(path)))
  }

  var model: BlackBox {
    BlackBox(inputShape: .vector(width), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1) { target in
        for row in 0..<batch.rows { target[row] = Float(score(Array(batch[row: row]))) }
      }
    }
  }

  private func score(_ x: [Float]) -> Double {
    let sum = roots.reduce(0.0) { sum, root in
      var node = root
      while features[node] >= 0 {
        node = Double(x[features[node]]) <= thresholds[node] ? left[node] : right[node]
      }
      return sum + values[node]
    }
    return base + factor * sum
  }
}

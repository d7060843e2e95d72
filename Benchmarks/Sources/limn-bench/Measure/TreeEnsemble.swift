import Foundation
import Limn

/// An ensemble of decision trees as a model that is asked for scores alone: what a program behind
/// `--predictor` is to a method, without the program.
struct TreeEnsemble: Decodable {
  /// Of each node the feature it asks for; −1 of a leaf.
  let features: [Int]
  /// A row goes left where its value is not above the threshold.
  let thresholds: [Double]
  let left: [Int]
  let right: [Int]
  /// What a leaf says.
  let values: [Double]
  let roots: [Int]
  /// How many features a row has.
  let width: Int
  /// The sum over the trees is multiplied by `factor` and raised by `base`.
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

import LimnCore
import Synchronization

/// A black box that keeps every row it is shown, in order, with its score.
final class Recorder: Sendable {
  private let shown = Mutex<[(row: [Double], score: Double)]>([])
  private let width: Int
  private let body: @Sendable ([Double]) -> Double

  /// - Parameter body: the score of a row.
  init(width: Int, _ body: @escaping @Sendable ([Double]) -> Double) {
    self.width = width
    self.body = body
  }

  var rows: [(row: [Double], score: Double)] { shown.withLock { $0 } }

  /// Two outputs: the score and its opposite.
  var model: BlackBox {
    BlackBox(inputShape: .vector(width), outputCount: 2, scoreKind: .logits) { batch in
      let scored = (0..<batch.rows).map { index in
        let row = batch[row: index].map(Double.init)
        return (row: row, score: Double(Float(self.body(row))))
      }
      self.shown.withLock { $0 += scored }
      return Matrix(
        rows: batch.rows, columns: 2,
        elements: scored.flatMap { [Float($0.score), -Float($0.score)] })
    }
  }

  /// What the model is shown where everything is present.
  var ones: [Float] { [Float](repeating: 1, count: width) }

  /// A score with a kink and interactions of two and three.
  static func kinked(width: Int) -> Recorder {
    Recorder(width: width, kinkedScore)
  }

  static func kinkedScore(_ z: [Double]) -> Double {
    let linear = z.indices.reduce(0.0) { $0 + (Double(($1 * 7) % 5) - 1.5) * z[$1] / 4 }
    return max(0, linear) + z[0] * z[3] - 0.75 * z[1] * z[2] * z[4] + 0.25 * linear
  }
}

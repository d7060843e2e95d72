import LimnCore
import LimnData

/// An example whose predicted class is not its own.
public struct Misclassified: Sendable, Hashable {
  /// The example's row in the set.
  public let example: Int
  public let label: Int
  public let prediction: Int
  /// The probability of the predicted class.
  public let probability: Double

  /// All misclassified examples of a set, the most confident mistakes first.
  ///
  /// - Throws: `ModelError`.
  public static func all(of model: some Model, on set: LabeledSet) throws -> [Misclassified] {
    let scores = try model.checkedScores(of: set.inputs)
    let predictions = scores.argmaxOfRows()
    let response = try model.output.response(for: .probability)
    return set.labels.indices.filter { predictions[$0] != set.labels[$0] }.map { row in
      Misclassified(
        example: row, label: set.labels[row], prediction: predictions[row],
        probability: Objective.probability(predictions[row])
          .value(of: scores[row: row], response: response))
    }.sorted {
      $0.probability == $1.probability ? $0.example < $1.example : $0.probability > $1.probability
    }
  }
}

import LimnCore
import LimnData

/// An example whose predicted class is wrong.
public struct Misclassified: Sendable, Hashable {
  /// The example's row in the set.
  public let example: Int
  /// The true class.
  public let label: Int
  /// The predicted class.
  public let prediction: Int
  /// The probability of the predicted class, from 0 to 1.
  public let probability: Double

  /// All misclassified examples of a set, the most confident mistakes first. Cost: one prediction
  /// per example.
  ///
  /// - Parameters:
  ///   - model: a model whose answers are classes.
  ///   - set: the labelled set.
  /// - Throws: `ModelError`.
  public static func all(of model: some Model, on set: LabeledSet) throws -> [Misclassified] {
    let scores = try model.checkedScores(of: set.inputs)
    return try set.labels.enumerated().compactMap { row, label in
      let prediction = try Prediction(scores: scores[row: row], schema: model.output)
      guard let predicted = prediction.answer.label, predicted != label else { return nil }
      return Misclassified(
        example: row, label: label, prediction: predicted,
        probability: prediction.probability ?? .nan)
    }.sorted {
      $0.probability == $1.probability ? $0.example < $1.example : $0.probability > $1.probability
    }
  }
}

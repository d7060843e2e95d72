import LimnCore
import LimnTraining

/// The state of a training at one moment, for a page.
struct TrainingFrame: Encodable, Sendable {
  let phase: LiveTraining.Phase
  /// The settings it was started with.
  let settings: TrainingSettings
  /// The number of finished epochs.
  let epoch: Int
  /// The run of each optimizer.
  let runs: [Run]
  /// The index of the run that is shown and explained.
  let shown: Int
  /// The current network of that run.
  let model: PageSetup.Model
  /// `[t][p]`: the number of validation examples of class t predicted as p; for classifications
  /// only.
  let confusion: [[Int]]?
  /// The diagnosis of that run in words.
  let words: [String]
  /// The metric shown besides the loss: "accuracy", "R²".
  let metric: String

  /// The run of one optimizer.
  struct Run: Encodable, Sendable {
    let optimizer: String
    let rate: Double
    /// The epochs that the page has not seen yet.
    let epochs: [Epoch]
    /// The reason if it ended early.
    let fault: String?
  }

  struct Epoch: Encodable, Sendable {
    let epoch: Int
    let loss: Double
    let validationLoss: Double?
    let score: Double?
    let validationScore: Double?
    /// The norm of each trained layer's gradient.
    let gradients: [Double]

    init(_ record: EpochRecord) {
      epoch = record.epoch
      loss = record.training.loss
      validationLoss = record.validation?.loss
      score = record.training.score
      validationScore = record.validation?.score
      gradients = record.layers.map(\.gradientNorm)
    }
  }

  /// The state before any training.
  static let none: [UInt8] = Array(#"{"phase":"none"}"#.utf8)
}

import LimnCore
import LimnTraining

/// A training as a page sees it at one moment.
struct TrainingFrame: Encodable, Sendable {
  let phase: LiveTraining.Phase
  /// What it was begun with.
  let settings: TrainingSettings
  /// How many epochs are done.
  let epoch: Int
  /// One for each optimizer.
  let runs: [Run]
  /// Which of them is shown below, and explained.
  let shown: Int
  /// The network of that run as it is now.
  let model: PageSetup.Model
  /// `[t][p]`: validation examples of class t taken for p; of classes only.
  let confusion: [[Int]]?
  /// What is wrong with that run, in words.
  let words: [String]
  /// What is counted beside the loss: "accuracy", "R²".
  let metric: String

  /// One optimizer's way.
  struct Run: Encodable, Sendable {
    let optimizer: String
    let rate: Double
    /// Those that the page has not seen.
    let epochs: [Epoch]
    /// Why it ended before its time.
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

  /// Before anything was trained.
  static let none: [UInt8] = Array(#"{"phase":"none"}"#.utf8)
}

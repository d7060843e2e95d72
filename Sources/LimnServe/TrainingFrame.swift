import LimnCore
import LimnTraining

/// A training as a page sees it at one moment.
struct TrainingFrame: Encodable, Sendable {
  let phase: LiveTraining.Phase
  /// How many epochs are done.
  let epoch: Int
  /// Those that the page has not seen.
  let epochs: [Epoch]
  /// Why it ended before its time.
  let fault: String?
  /// The network as it is now.
  let model: PageSetup.Model
  /// `[t][p]`: validation digits of class t taken for p.
  let confusion: [[Int]]
  /// What is wrong with the training, in words.
  let words: [String]

  struct Epoch: Encodable, Sendable {
    let epoch: Int
    let loss: Double
    let validationLoss: Double?
    let accuracy: Double?
    let validationAccuracy: Double?
    /// The norm of each trained layer's gradient.
    let gradients: [Double]

    init(_ record: EpochRecord) {
      epoch = record.epoch
      loss = record.training.loss
      validationLoss = record.validation?.loss
      accuracy = record.training.accuracy
      validationAccuracy = record.validation?.accuracy
      gradients = record.layers.map(\.gradientNorm)
    }
  }
}

import LimnCore
import LimnData
import LimnTraining

/// What a page asks to train, on the embedded digits.
struct TrainingSettings: Decodable, Sendable {
  /// Which page asks.
  let visitor: String
  /// The units of each hidden layer.
  let hidden: [Int]
  let activation: Activation
  let optimizer: String
  let rate: Double
  let batch: Int
  let decay: Double
  let epochs: Int
  var seed: UInt64 = 0
  /// Epochs a second; `nil` for as fast as it goes.
  let pace: Double?
  let startsPaused: Bool?

  static let mostLayers = 4
  static let mostUnits = 256
  static let mostEpochs = 10_000

  private enum CodingKeys: CodingKey {
    case visitor, hidden, activation, optimizer, rate, batch, decay, epochs, seed, pace,
      startsPaused
  }

  /// - Throws: ``Refusal``; the trainer checks its own settings.
  func check() throws(Refusal) {
    guard hidden.count <= Self.mostLayers, hidden.allSatisfy({ (1...Self.mostUnits).contains($0) })
    else {
      throw Refusal(
        400,
        "The page trains up to \(Self.mostLayers) hidden layers of 1 to \(Self.mostUnits) units.")
    }
    guard (1...Self.mostEpochs).contains(epochs) else {
      throw Refusal(400, "The page trains for 1 to \(Self.mostEpochs) epochs.")
    }
    guard StandardOptimizer(rawValue: optimizer) != nil else {
      throw Refusal(400, "There is no optimizer \(optimizer).")
    }
    if let pace { try Self.check(pace: pace) }
  }

  /// - Throws: ``Refusal``.
  static func check(pace: Double) throws(Refusal) {
    guard (0.1...10_000).contains(pace) else {
      throw Refusal(400, "The pace is from 0.1 to 10000 epochs a second.")
    }
  }

  var architecture: NetworkArchitecture { .digits(hidden: hidden, activation: activation) }

  /// The options of `limn train` with these settings.
  var options: TrainingOptions {
    let standard = StandardOptimizer(rawValue: optimizer)
    return TrainingOptions(
      optimizer: standard?.optimizer ?? StandardOptimizer.adam.optimizer,
      learningRate: .constant(rate), weightDecay: decay,
      batch: standard?.usesWholeSet == true ? .wholeSet : .examples(batch), epochs: epochs,
      earlyStopping: nil, seed: seed)
  }
}

import LimnCore
import LimnData
import LimnTraining

/// A page's request to train a network.
struct TrainingSettings: Codable, Sendable {
  /// The identifier of the page.
  let visitor: String
  /// The units of each hidden layer, "64,32", or all layers as `limn train --layers` has them.
  let layers: String
  let activation: Activation
  /// The optimizers: the first with `rate`; others race it from the same start, each with its
  /// default rate.
  let optimizers: [String]
  let rate: Double
  let batch: Int
  let decay: Double
  let epochs: Int
  var seed: UInt64 = 0
  /// The number of epochs per second; `nil` for full speed.
  let pace: Double?
  let startsPaused: Bool?

  static let mostLayers = 4
  static let mostUnits = 256
  static let mostItems = 16
  static let mostParameters = 2_000_000
  static let mostChannels = 64
  static let mostEpochs = 10_000
  static let mostRunners = 8

  /// - Throws: ``Refusal``; the trainer checks its own settings.
  func check() throws(Refusal) {
    guard (1...Self.mostEpochs).contains(epochs) else {
      throw Refusal(400, "The page trains for 1 to \(Self.mostEpochs) epochs.")
    }
    guard !optimizers.isEmpty, Set(optimizers).count == optimizers.count,
      optimizers.count <= Self.mostRunners
    else { throw Refusal(400, "optimizers: 1 to \(Self.mostRunners), none of them twice.") }
    for name in optimizers where StandardOptimizer(rawValue: name) == nil {
      throw Refusal(400, "There is no optimizer \(name.prefix(40)).")
    }
    if let pace { try Self.check(pace: pace) }
  }

  /// - Throws: ``Refusal``.
  static func check(pace: Double) throws(Refusal) {
    guard (0.1...10_000).contains(pace) else {
      throw Refusal(400, "The pace is from 0.1 to 10000 epochs a second.")
    }
  }

  /// The layers before the output layer.
  ///
  /// - Throws: ``Refusal``, `TrainingError`.
  func items() throws -> [LayerItem] {
    let parts = layers.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let units = parts.compactMap { Int($0) }
    guard units.count == parts.count else {
      guard parts.count <= Self.mostItems else {
        throw Refusal(400, "The page trains up to \(Self.mostItems) layers.")
      }
      let items = try LayerItem.list(parts.joined(separator: ","))
      for item in items { try Self.check(item) }
      return items
    }
    guard units.count <= Self.mostLayers, units.allSatisfy({ (1...Self.mostUnits).contains($0) })
    else { throw Self.tooLarge }
    return units.flatMap { [.dense($0), .activation(activation)] }
  }

  private static let tooLarge = Refusal(
    400,
    "The page trains up to \(mostLayers) hidden layers of 1 to \(mostUnits) units, or \(mostItems) layers "
      + "with convolutions of up to \(mostChannels) channels.")

  /// - Throws: ``Refusal`` for an oversized layer, before it is allocated.
  private static func check(_ item: LayerItem) throws(Refusal) {
    switch item {
    case .dense(let units) where units > mostUnits: throw tooLarge
    case .convolution(let outputs, _, _) where outputs > mostChannels: throw tooLarge
    default: break
    }
  }

  /// The training options for these settings, for each optimizer.
  func options(on training: LabeledSet) -> [(
    optimizer: StandardOptimizer, options: TrainingOptions
  )] {
    optimizers.compactMap { StandardOptimizer(rawValue: $0) }.enumerated().map { index, optimizer in
      let options = TrainingOptions(
        optimizer: optimizer.optimizer,
        learningRate: .constant(index == 0 ? rate : optimizer.usualLearningRate),
        weightDecay: decay, batch: optimizer.usesWholeSet ? .wholeSet : .examples(batch),
        epochs: epochs, earlyStopping: nil, seed: seed,
        targetScaling: TargetScaling(of: training.targets))
      return (optimizer, options)
    }
  }
}

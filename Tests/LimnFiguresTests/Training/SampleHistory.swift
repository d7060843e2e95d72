import LimnCore
import LimnData
import LimnNetwork
import LimnTraining

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Histories made up to try figures: any number of epochs and layers, curves like those of real runs.
enum SampleHistory {
  static func configuration(
    hidden: Int, validates: Bool = true, optimizer: StandardOptimizer = .adam
  ) throws -> TrainingConfiguration {
    let set = Digits.all.examples(at: [0, 1, 2])
    let network = try NetworkArchitecture.digits(hidden: .init(repeating: 16, count: hidden))
      .network(seed: 0)
    return try Trainer(
      network, on: set, validation: validates ? set : nil,
      options: TrainingOptions(
        optimizer: optimizer.optimizer, earlyStopping: validates ? .init(patience: 5) : nil)
    ).history.configuration
  }

  /// - Parameter hidden: the hidden layers; one layer more has parameters.
  static func history(
    epochs: Int, hidden: Int, validates: Bool = true, optimizer: StandardOptimizer = .adam,
    speed: Double = 1
  ) throws -> TrainingHistory {
    var stream = RandomStream(seed: UInt64(epochs * 100 + hidden))
    let records = (1...max(epochs, 1)).map { epoch in
      let progress = 12 * speed * Double(epoch) / Double(epochs)
      let noise = 1 + 0.1 * stream.uniform()
      let loss = (2.3 * exp(-progress) + 0.01) * noise
      return EpochRecord(
        epoch: epoch, learningRate: 0.003,
        training: Performance(loss: loss, accuracy: 1 - 0.9 * exp(-progress)),
        validation: validates
          ? Performance(loss: loss + 0.05 + 0.01 * progress, accuracy: 0.97 - 0.87 * exp(-progress))
          : nil,
        layers: (0...hidden).map { layer in
          LayerRecord(
            layer: 1 + 2 * layer,
            gradientNorm: exp(-progress / 3 - 0.2 * Double(layer)) * (0.8 + 0.4 * stream.uniform()),
            updateRatio: 0.01 * exp(-progress / 4) * (0.8 + 0.4 * stream.uniform()))
        },
        activations: (0..<hidden).map { layer in
          ActivationRecord(layer: 2 + 2 * layer, deadUnits: Double(layer % 5) / 20)
        })
    }
    return TrainingHistory(
      configuration: try configuration(
        hidden: hidden, validates: validates, optimizer: optimizer),
      epochs: epochs == 0 ? [] : records, outcome: .completed,
      keptEpoch: epochs == 0 ? nil : validates ? (epochs * 2 + 2) / 3 : epochs)
  }

  /// The history with the values of an epoch changed.
  static func changing(
    _ history: TrainingHistory, _ change: (EpochRecord) -> EpochRecord
  ) -> TrainingHistory {
    TrainingHistory(
      configuration: history.configuration, epochs: history.epochs.map(change),
      outcome: history.outcome, keptEpoch: history.keptEpoch)
  }
}

extension EpochRecord {
  /// The record with every measured number replaced.
  func with(_ value: Double) -> EpochRecord {
    EpochRecord(
      epoch: epoch, learningRate: learningRate,
      training: Performance(loss: value, accuracy: value),
      validation: validation.map { _ in Performance(loss: value, accuracy: value) },
      layers: layers.map {
        LayerRecord(layer: $0.layer, gradientNorm: value, updateRatio: value)
      },
      activations: activations)
  }
}

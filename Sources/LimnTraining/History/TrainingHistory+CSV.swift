import LimnData

extension TrainingHistory {
  /// The epochs as a table, a line for each: `epoch`, `learning_rate`, `training_loss`,
  /// `training_accuracy`, `validation_loss`, `validation_accuracy` (empty cells where nothing was
  /// validated), then `gradient_norm_L` and `update_ratio_L` for each layer L with parameters and
  /// `dead_units_L` for each activation layer. Layers are counted from 0, as in the network.
  public func csv() -> [UInt8] {
    var writer = CSVWriter()
    let trained = configuration.layers.indices.filter { configuration.layers[$0].parameters > 0 }
    let activations = epochs.first?.activations.map(\.layer) ?? []
    writer.append(
      [
        "epoch", "learning_rate", "training_loss", "training_accuracy", "validation_loss",
        "validation_accuracy",
      ]
        + trained.flatMap { ["gradient_norm_\($0)", "update_ratio_\($0)"] }
        + activations.map { "dead_units_\($0)" })
    for epoch in epochs {
      writer.append(
        ["\(epoch.epoch)", "\(epoch.learningRate)"]
          + ["\(epoch.training.loss)", "\(epoch.training.accuracy)"]
          + (epoch.validation.map { ["\($0.loss)", "\($0.accuracy)"] } ?? ["", ""])
          + epoch.layers.flatMap { ["\($0.gradientNorm)", "\($0.updateRatio)"] }
          + epoch.activations.map { "\($0.deadUnits)" })
    }
    return writer.bytes
  }
}

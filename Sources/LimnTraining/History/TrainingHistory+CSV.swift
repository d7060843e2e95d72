import LimnData

extension TrainingHistory {
  /// The epochs as a CSV table, one line for each. The columns are `epoch`, `learning_rate`,
  /// `training_loss`, `training_accuracy`, `validation_loss` and `validation_accuracy`, then
  /// `gradient_norm_L` and `update_ratio_L` for each layer L with parameters, and `dead_units_L`
  /// for each activation layer. Cells are empty if there was no validation. In place of `accuracy`,
  /// multi-label models have `label_accuracy` and regressions `r_squared`. Layers are counted from
  /// 0, as in the network.
  public func csv() -> [UInt8] {
    var writer = CSVWriter()
    let trained = configuration.layers.indices.filter { configuration.layers[$0].parameters > 0 }
    let activations = epochs.first?.activations.map(\.layer) ?? []
    writer.append(
      [
        "epoch", "learning_rate", "training_loss", "training_\(metric.column)", "validation_loss",
        "validation_\(metric.column)",
      ]
        + trained.flatMap { ["gradient_norm_\($0)", "update_ratio_\($0)"] }
        + activations.map { "dead_units_\($0)" })
    for epoch in epochs {
      writer.append(
        ["\(epoch.epoch)", "\(epoch.learningRate)"]
          + epoch.training.cells + (epoch.validation?.cells ?? ["", ""])
          + epoch.layers.flatMap { ["\($0.gradientNorm)", "\($0.updateRatio)"] }
          + epoch.activations.map { "\($0.deadUnits)" })
    }
    return writer.bytes
  }
}

extension Performance {
  fileprivate var cells: [String] { ["\(loss)", score.map { "\($0)" } ?? ""] }
}

extension Performance.Metric {
  fileprivate var column: String {
    switch self {
    case .accuracy: "accuracy"
    case .labelAccuracy: "label_accuracy"
    case .rSquared: "r_squared"
    }
  }
}

extension TrainingHistory {
  /// Rejects values that no run can have produced and no figure can show.
  ///
  /// - Throws: `TrainingError.malformedHistory`, with the position of the value.
  func check() throws {
    let ranges = CheckedNumbers()
    var last = 0
    for (index, record) in epochs.enumerated() {
      let place = "epochs.[\(index)]"
      guard record.epoch > last, record.epoch <= AllowedRange.largestCount else {
        throw TrainingError.malformedHistory(
          reason: "\(place).epoch: \(record.epoch) is not an epoch after \(last)")
      }
      last = record.epoch
      guard record.layers.map(\.layer) == epochs[0].layers.map(\.layer),
        record.activations.map(\.layer) == epochs[0].activations.map(\.layer)
      else {
        throw TrainingError.malformedHistory(
          reason: "\(place): other layers than those of the first epoch")
      }
      try ranges.number(record.learningRate, "\(place).learningRate")
      guard record.training.metric == metric, record.validation?.metric ?? metric == metric else {
        throw TrainingError.malformedHistory(
          reason: "\(place): scored by another metric than \(metric.rawValue)")
      }
      try ranges.performance(record.training, "\(place).training")
      if let validation = record.validation {
        try ranges.performance(validation, "\(place).validation")
      }
      for (index, layer) in record.layers.enumerated() {
        try ranges.number(layer.gradientNorm, "\(place).layers.[\(index)].gradientNorm")
        try ranges.number(layer.updateRatio, "\(place).layers.[\(index)].updateRatio")
      }
      for (index, activation) in record.activations.enumerated() {
        try ranges.share(activation.deadUnits, "\(place).activations.[\(index)].deadUnits")
      }
    }
  }
}

/// Checks the ranges of a history's numbers. Non-finite numbers pass, because figures handle them
/// and say that they leave them out.
private struct CheckedNumbers {
  private let limit = 1e100

  func number(_ value: Double, _ place: String) throws {
    guard !value.isFinite || abs(value) <= limit else {
      throw TrainingError.malformedHistory(reason: "\(place): \(value) lies beyond ±\(limit)")
    }
  }

  func share(_ value: Double, _ place: String) throws {
    guard !value.isFinite || (0...1).contains(value) else {
      throw TrainingError.malformedHistory(reason: "\(place): \(value) is not a share from 0 to 1")
    }
  }

  func performance(_ value: Performance, _ place: String) throws {
    try number(value.loss, "\(place).loss")
    guard let score = value.score else { return }
    switch value.metric {
    case .accuracy: try share(score, "\(place).accuracy")
    case .labelAccuracy: try share(score, "\(place).labelAccuracy")
    case .rSquared: try number(score, "\(place).rSquared")
    }
  }
}

/// Detects steps that are too large: the loss became infinite, it oscillates instead of falling, or
/// the first steps moved the weights to where the network only guesses.
public struct HighLearningRateRule: DiagnosisRule {
  /// The loss oscillates if its increases sum to more than this fraction of its decreases, from
  /// epoch to epoch: 0.5. With small enough steps, the loss on the whole training set falls in
  /// nearly every epoch.
  public var riseOverFall: Double
  /// In addition, the mean increase must exceed this fraction of the mean loss: 0.01. Once the loss
  /// has reached a plateau, small noise raises it as much as it lowers it.
  public var relativeRise: Double
  /// A step that is larger than this relative to the weights overshoots if the network then only
  /// guesses: 0.05, fifty times the usual 10⁻³ (Karpathy, "CS231n", notes on neural networks 3,
  /// ratio of weights to updates).
  public var updateRatio: Double
  /// A network only guesses if its accuracy has come less than this fraction of the way from
  /// chance, 1/classes, to 1: 0.1.
  public var progress: Double
  /// The minimum number of epochs for detecting oscillation: 5.
  public var fewestEpochs: Int

  /// Creates the rule with its thresholds; see the properties.
  public init(
    riseOverFall: Double = 0.5, relativeRise: Double = 0.01, updateRatio: Double = 0.05,
    progress: Double = 0.1, fewestEpochs: Int = 5
  ) {
    self.riseOverFall = riseOverFall
    self.relativeRise = relativeRise
    self.updateRatio = updateRatio
    self.progress = progress
    self.fewestEpochs = fewestEpochs
  }

  public var kind: Finding.Kind { .learningRateTooHigh }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    if case .diverged(let epoch, let batch) = history.outcome {
      return .found(Finding(epoch: epoch, evidence: .divergence(batch: batch)))
    }
    let epochs = history.judgeableEpochs
    if let finding = overshoot(in: epochs, classes: history.configuration.layers.last?.outputs) {
      return .found(finding)
    }
    guard epochs.count >= fewestEpochs else {
      return .notJudged(.tooFewEpochs(found: epochs.count, needed: fewestEpochs))
    }
    return oscillation(in: epochs).map(DiagnosisVerdict.found) ?? .notFound
  }

  private func overshoot(in epochs: [EpochRecord], classes: Int?) -> Finding? {
    // For labels and numbers, the accuracy of guessing is unknown.
    guard let classes, classes > 1, let last = epochs.last, let accuracy = last.training.accuracy
    else { return nil }
    let chance = 1 / Double(classes)
    let steps = epochs.compactMap { record in
      record.medianUpdateRatio.map { (epoch: record.epoch, ratio: $0) }
    }
    guard (accuracy - chance) / (1 - chance) < progress,
      let largest = steps.max(by: { $0.ratio < $1.ratio }), largest.ratio > updateRatio
    else { return nil }
    return Finding(
      epoch: largest.epoch,
      evidence: .overshoot(updateRatio: largest.ratio, accuracy: accuracy))
  }

  private func oscillation(in epochs: [EpochRecord]) -> Finding? {
    let losses = epochs.map(\.training.loss)
    let steps = zip(losses, losses.dropFirst()).map { $1 - $0 }
    let rise = steps.reduce(0) { $0 + max($1, 0) }
    let fall = steps.reduce(0) { $0 + max(-$1, 0) }
    guard rise > riseOverFall * fall,
      rise / Double(steps.count) > relativeRise * losses.mean(),
      let first = steps.firstIndex(where: { $0 > 0 })
    else { return nil }
    return Finding(
      epoch: epochs[first + 1].epoch, evidence: .oscillation(rise: rise, fall: fall))
  }
}

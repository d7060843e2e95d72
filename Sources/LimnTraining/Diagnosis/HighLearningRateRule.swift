/// The steps are too large: the loss became infinite, or it swings instead of falling, or the first
/// steps threw the weights to where the network only guesses.
public struct HighLearningRateRule: DiagnosisRule {
  /// The training loss swings when it rose by this much of what it fell, summed from epoch to epoch:
  /// 0.5. Where steps are small enough the loss of the whole training set falls in nearly every
  /// epoch.
  public var riseOverFall: Double
  /// … and when its mean rise is this much of its mean: 0.01. Around a level that is reached, small
  /// noise rises as much as it falls.
  public var relativeRise: Double
  /// A step of this size relative to the weights overshoots, if the network then only guesses: 0.05,
  /// fifty times the 10⁻³ that are usual (Karpathy, "CS231n", notes on neural networks 3, ratio of
  /// weights to updates).
  public var updateRatio: Double
  /// A network only guesses if it has come no further than this share of the way from the accuracy
  /// of chance, 1/classes, to 1: 0.1.
  public var progress: Double
  /// The epochs from which on it can be told whether the loss swings: 5.
  public var fewestEpochs: Int

  /// The rule with its thresholds; see the properties.
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
    // Of labels and numbers no history knows what guessing reaches.
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

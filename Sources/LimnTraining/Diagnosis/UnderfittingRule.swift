/// The training examples themselves are not fitted, and more epochs would not change it.
///
/// In the terms of Ng 2018, "Machine Learning Yearning", chapters 20 to 22: the avoidable bias (the
/// training error) is large, and larger than the variance (the gap to the validation error).
public struct UnderfittingRule: DiagnosisRule {
  /// The share of training examples that may be wrong: 0.1. No history knows the error that is
  /// unavoidable; this suits tasks that people do nearly without error. Of several labels it is the
  /// share of their answers; a regression's numbers are not judged.
  public var trainingError: Double
  /// The training loss has levelled off when the second half of the run brought less than this share
  /// of its fall: ¼, as for ``LowLearningRateRule``.
  public var laterFall: Double
  /// The epochs from which on it can be told whether the loss has levelled off: 5.
  public var fewestEpochs: Int

  /// The rule with its thresholds; see the properties.
  public init(trainingError: Double = 0.1, laterFall: Double = 0.25, fewestEpochs: Int = 5) {
    self.trainingError = trainingError
    self.laterFall = laterFall
    self.fewestEpochs = fewestEpochs
  }

  public var kind: Finding.Kind { .underfitting }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    let epochs = history.judgeableEpochs
    guard epochs.count >= fewestEpochs, let last = epochs.last else {
      return .notJudged(.tooFewEpochs(found: epochs.count, needed: fewestEpochs))
    }
    guard last.training.metric.isShare, let score = last.training.score else {
      return .notJudged(.noErrorRate)
    }
    let error = 1 - score
    let validationError = last.validation?.score.map { 1 - $0 }
    let share: Double
    if let later = epochs.laterFall, later > 0 {
      share = later
    } else {
      // A loss that did not fall, or rose in the second half, has levelled off, too.
      share = 0
    }
    guard error > trainingError, share < laterFall else { return .notFound }
    if let validationError, validationError - error >= error { return .notFound }
    return .found(
      Finding(
        epoch: last.epoch,
        evidence: .poorFit(
          trainingError: error, validationError: validationError, laterFall: share)))
  }
}

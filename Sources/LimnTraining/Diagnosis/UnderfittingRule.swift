/// Detects a network that does not fit its training examples, and would not with more epochs.
///
/// In the terms of Ng 2018, "Machine Learning Yearning", chapters 20 to 22: the avoidable bias (the
/// training error) is large, and larger than the variance (the gap to the validation error).
public struct UnderfittingRule: DiagnosisRule {
  /// The fraction of training examples that may be wrong: 0.1. A history does not know the
  /// unavoidable error; this value suits tasks that people do nearly without error. For multi-label
  /// models it is the fraction of all labels; regressions are not judged.
  public var trainingError: Double
  /// The training loss has levelled off if the second half of the run contributed less than this
  /// fraction of its decrease: ¼, as for ``LowLearningRateRule``.
  public var laterFall: Double
  /// The minimum number of epochs for detecting that the loss has levelled off: 5.
  public var fewestEpochs: Int

  /// Creates the rule with its thresholds; see the properties.
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
      // A loss that did not fall, or that rose in the second half, has also levelled off.
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

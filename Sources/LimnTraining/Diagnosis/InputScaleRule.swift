/// Detects features that differ greatly in scale, as the first layer sees them, in a run that did
/// not do well: steps that suit the large features hardly change the weights of the small ones.
///
/// See LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp", section 4.3.
public struct InputScaleRule: DiagnosisRule {
  /// The maximum ratio of the largest to the smallest scale: 100.
  public var ratio: Double
  /// The fraction of training examples that may be wrong: 0.1, as for ``UnderfittingRule``. A run
  /// that does better has coped with its inputs.
  public var trainingError: Double
  /// The fraction of a regression's variance that may remain unexplained: ½.
  public var varianceLeft: Double

  /// Creates the rule with its thresholds; see the properties.
  public init(ratio: Double = 100, trainingError: Double = 0.1, varianceLeft: Double = 0.5) {
    self.ratio = ratio
    self.trainingError = trainingError
    self.varianceLeft = varianceLeft
  }

  public var kind: Finding.Kind { .inputScales }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    guard let scales = history.configuration.inputScales,
      scales.largest > ratio * scales.smallest, let last = history.epochs.last
    else { return .notFound }
    guard last.training.loss.isFinite, let score = last.training.score else {
      return .found(Finding(epoch: last.epoch, evidence: .unequalInputs(scales, training: nil)))
    }
    guard 1 - score > (last.training.metric.isShare ? trainingError : varianceLeft) else {
      return .notFound
    }
    return .found(
      Finding(epoch: last.epoch, evidence: .unequalInputs(scales, training: last.training)))
  }
}

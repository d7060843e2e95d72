/// The features that the first layer sees are of sizes far apart, and the run did not do well: steps that
/// suit the large ones hardly move the weights of the small.
///
/// See LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp", section 4.3.
public struct InputScaleRule: DiagnosisRule {
  /// How many times the smallest size the largest may be: 100.
  public var ratio: Double
  /// The share of training examples that may be wrong: 0.1, as for ``UnderfittingRule``. A run that does
  /// better has coped with its inputs.
  public var trainingError: Double
  /// The share of a regression's variance that may be left: ½.
  public var varianceLeft: Double

  /// The rule with its thresholds; see the properties.
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

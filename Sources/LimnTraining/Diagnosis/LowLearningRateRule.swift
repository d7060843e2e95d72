/// The steps are too small: the loss falls steadily, by far too little.
///
/// Three signs together, each of which alone has other causes: it falls in nearly every epoch, so
/// steps could be larger; it is still under way at the end; and steps are small beside the weights.
public struct LowLearningRateRule: DiagnosisRule {
  /// The share of epochs in which the training loss may rise: 0.1.
  public var risingEpochs: Double
  /// The loss is still under way when the second half of the run brought this share of its fall: ¼,
  /// which an exponential decay does up to 2.2 of its time constants.
  public var laterFall: Double
  /// A step is small below this size relative to the weights, median over layers and epochs: 10⁻³,
  /// what is usual (Karpathy, "CS231n", notes on neural networks 3, ratio of weights to updates).
  public var updateRatio: Double
  /// The epochs from which on a trend can be told: 5.
  public var fewestEpochs: Int

  /// The rule with its thresholds; see the properties.
  public init(
    risingEpochs: Double = 0.1, laterFall: Double = 0.25, updateRatio: Double = 1e-3,
    fewestEpochs: Int = 5
  ) {
    self.risingEpochs = risingEpochs
    self.laterFall = laterFall
    self.updateRatio = updateRatio
    self.fewestEpochs = fewestEpochs
  }

  public var kind: Finding.Kind { .learningRateTooLow }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    let epochs = history.judgeableEpochs
    guard epochs.count >= fewestEpochs else {
      return .notJudged(.tooFewEpochs(found: epochs.count, needed: fewestEpochs))
    }
    let losses = epochs.map(\.training.loss)
    let rises = zip(losses, losses.dropFirst()).count { $0 < $1 }
    guard Double(rises) <= risingEpochs * Double(losses.count - 1),
      let share = epochs.laterFall, share >= laterFall,
      let ratio = epochs.medianUpdateRatio, ratio < updateRatio
    else { return .notFound }
    return .found(
      Finding(
        epoch: epochs[0].epoch, evidence: .slowDescent(updateRatio: ratio, laterFall: share)))
  }
}

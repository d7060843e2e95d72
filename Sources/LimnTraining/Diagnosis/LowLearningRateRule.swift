/// Detects steps that are too small: the loss falls steadily, but far too slowly.
///
/// Three signs must occur together, because each alone has other causes: the loss falls in nearly
/// every epoch, so steps could be larger; it is still falling at the end; and steps are small
/// relative to the weights.
public struct LowLearningRateRule: DiagnosisRule {
  /// The fraction of epochs in which the training loss may rise: 0.1.
  public var risingEpochs: Double
  /// The loss is still falling if the second half of the run contributed at least this fraction of
  /// its decrease: ¼, which is true of an exponential decay for up to 2.2 time constants.
  public var laterFall: Double
  /// A step is small if it is below this size relative to the weights, as the median over layers
  /// and epochs: 10⁻³, the usual size (Karpathy, "CS231n", notes on neural networks 3, ratio of
  /// weights to updates).
  public var updateRatio: Double
  /// The minimum number of epochs for detecting a trend: 5.
  public var fewestEpochs: Int

  /// Creates the rule with its thresholds; see the properties.
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

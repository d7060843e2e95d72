import LimnCore

/// Since the epoch of the lowest validation loss, validation loss has risen while training loss has
/// fallen.
///
/// The rise is Prechelt's generalisation loss, `E_va(t)/min E_va − 1` (Prechelt 1998, "Early
/// Stopping, But When?", section 2.2), of the median of the last epochs, so that one bad epoch does
/// not make it nor one good epoch hide it.
public struct OverfittingRule: DiagnosisRule {
  /// The rise that counts: 0.05, Prechelt's criterion GL₅.
  public var rise: Double
  /// The epochs at the end whose median is taken, and which must have passed since the best one:
  /// 5, the length of Prechelt's strips.
  public var lastEpochs: Int

  public init(rise: Double = 0.05, lastEpochs: Int = 5) {
    self.rise = rise
    self.lastEpochs = lastEpochs
  }

  public var kind: Finding.Kind { .overfitting }

  public func verdict(on history: TrainingHistory) -> Verdict {
    let points = history.judgeableEpochs.compactMap { record in
      record.validation.flatMap { validation in
        validation.loss.isFinite
          ? (epoch: record.epoch, training: record.training.loss, validation: validation.loss) : nil
      }
    }
    guard let best = points.indices.min(by: { points[$0].validation < points[$1].validation })
    else { return .notJudged(.noValidation) }
    guard points.count > lastEpochs else {
      return .notJudged(.tooFewEpochs(found: points.count, needed: lastEpochs + 1))
    }
    guard points.count - 1 - best >= lastEpochs else { return .notFound }
    let last = points.suffix(lastEpochs)
    let validation = Finding.Change(
      before: points[best].validation, after: last.map(\.validation).quantile(0.5))
    let training = Finding.Change(
      before: points[best].training, after: last.map(\.training).quantile(0.5))
    guard validation.after > (1 + rise) * validation.before, training.after < training.before else {
      return .notFound
    }
    return .found(
      Finding(
        epoch: points[best].epoch,
        evidence: .partingLosses(validation: validation, training: training)))
  }
}

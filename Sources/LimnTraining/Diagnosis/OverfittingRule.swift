import LimnCore

/// Detects a validation loss that has risen from its lowest level while the training loss has
/// fallen.
///
/// Levels are medians over successive epochs, so that a single lucky epoch does not set the mark:
/// the lowest of many noisy losses is below what the network reaches on average. The rise is
/// Prechelt's generalisation loss, `E_va(t)/min E_va − 1` (Prechelt 1998, "Early Stopping, But
/// When?", section 2.2), computed from these levels.
public struct OverfittingRule: DiagnosisRule {
  /// The minimum rise: 0.1, twice Prechelt's GL₅, which is meant for stopping a run and not for
  /// judging it.
  public var rise: Double
  /// The number of epochs in a level: 5, the length of Prechelt's strips.
  public var window: Int

  /// Creates the rule with its thresholds; see the properties.
  public init(rise: Double = 0.1, window: Int = 5) {
    self.rise = rise
    self.window = window
  }

  public var kind: Finding.Kind { .overfitting }

  public func verdict(on history: TrainingHistory) -> DiagnosisVerdict {
    let points = history.judgeableEpochs.compactMap { record in
      record.validation.flatMap { validation in
        validation.loss.isFinite
          ? (epoch: record.epoch, training: record.training.loss, validation: validation.loss) : nil
      }
    }
    guard !points.isEmpty else { return .notJudged(.noValidation) }
    guard points.count > window else {
      return .notJudged(.tooFewEpochs(found: points.count, needed: window + 1))
    }
    let levels = (0...points.count - window).map { start in
      let part = points[start..<start + window]
      return (
        epoch: part[start + window / 2].epoch, training: part.map(\.training).quantile(0.5),
        validation: part.map(\.validation).quantile(0.5)
      )
    }
    let last = levels[levels.count - 1]
    let best = levels.reduce(levels[0]) { $1.validation < $0.validation ? $1 : $0 }
    guard last.validation > (1 + rise) * best.validation, last.training < best.training else {
      return .notFound
    }
    return .found(
      Finding(
        epoch: best.epoch,
        evidence: .partingLosses(
          validation: Finding.Change(before: best.validation, after: last.validation),
          training: Finding.Change(before: best.training, after: last.training))))
  }
}

import LimnCore

/// A rule that detects a problem from a training history alone, by stated thresholds.
///
/// A rule's thresholds are its stored properties. The defaults are justified there and in
/// Docs/Guides/Training.md.
public protocol DiagnosisRule: Sendable {
  /// The problem that the rule detects.
  var kind: Finding.Kind { get }

  /// Judges a history. Cost: linear in the length of the history, plus sorting for medians.
  func verdict(on history: TrainingHistory) -> DiagnosisVerdict
}

/// A rule's verdict on a history.
public enum DiagnosisVerdict: Sendable, Hashable {
  /// The problem was detected.
  case found(Finding)
  /// The problem was not detected, which does not prove its absence.
  case notFound
  /// The history does not contain what the rule needs.
  case notJudged(MissingEvidence)
}

/// The reason why a rule cannot judge a history.
public enum MissingEvidence: Sendable, Hashable {
  /// The history has fewer epochs with finite losses than the rule needs.
  case tooFewEpochs(found: Int, needed: Int)
  /// The history has no validation losses.
  case noValidation
  /// The history is that of a regression, which has no error rate.
  case noErrorRate
}

extension TrainingHistory {
  /// The epochs with a finite training loss; in a history from a file, some may not be finite.
  var judgeableEpochs: [EpochRecord] { epochs.filter { $0.training.loss.isFinite } }
}

extension Array where Element == EpochRecord {
  /// The fraction of the training loss's total decrease since the first epoch that occurred in the
  /// second half of the epochs; `nil` if the loss did not decrease.
  ///
  /// A linear decrease gives ½. A decay `exp(−t/τ)` over a time T gives `1/(1 + exp(T/2τ))`, which
  /// is ¼ at T = 2.2 τ: above ¼, the run covers little more than two time constants.
  var laterFall: Double? {
    guard count > 2 else { return nil }
    let (first, middle, last) = (
      self[0].training.loss, self[count / 2].training.loss, self[count - 1].training.loss
    )
    return first > last ? (middle - last) / (first - last) : nil
  }

  /// The median over epochs of ``EpochRecord/medianUpdateRatio``; `nil` if no epoch has one.
  var medianUpdateRatio: Double? {
    let ratios = compactMap(\.medianUpdateRatio)
    return ratios.isEmpty ? nil : ratios.quantile(0.5)
  }
}

extension EpochRecord {
  /// The median over layers of the finite update ratios; `nil` if there are none.
  var medianUpdateRatio: Double? {
    let ratios = layers.map(\.updateRatio).filter(\.isFinite)
    return ratios.isEmpty ? nil : ratios.quantile(0.5)
  }
}

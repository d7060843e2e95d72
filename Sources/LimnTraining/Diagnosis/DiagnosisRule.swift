import LimnCore

/// A sign of trouble that can be read from a history alone, by stated thresholds.
///
/// A rule's thresholds are its stored properties; the defaults are argued where they stand and in
/// Docs/Guides/Training.md.
public protocol DiagnosisRule: Sendable {
  /// What the rule looks for.
  var kind: Finding.Kind { get }

  /// Cost: linear in the history, but for medians, which sort it.
  func verdict(on history: TrainingHistory) -> DiagnosisVerdict
}

/// What a rule says of a history.
public enum DiagnosisVerdict: Sendable, Hashable {
  /// The rule's sign is there.
  case found(Finding)
  /// The sign is absent, which proves nothing.
  case notFound
  /// The history does not hold what the rule needs.
  case notJudged(MissingEvidence)
}

/// Why a rule cannot judge a history.
public enum MissingEvidence: Sendable, Hashable {
  /// It has fewer epochs with finite losses than the rule needs.
  case tooFewEpochs(found: Int, needed: Int)
  /// It has no validation losses.
  case noValidation
  /// It is one of a regression, whose numbers are not right or wrong.
  case noErrorRate
}

extension TrainingHistory {
  /// The epochs whose training loss is a number: a history may come from a file.
  var judgeableEpochs: [EpochRecord] { epochs.filter { $0.training.loss.isFinite } }
}

extension Array where Element == EpochRecord {
  /// Of all that the training loss fell after the first epoch, the share that fell in the second
  /// half of the epochs; `nil` where it did not fall.
  ///
  /// A straight descent gives ½. A decay `exp(−t/τ)` over a time T gives `1/(1 + exp(T/2τ))`, which
  /// is ¼ at T = 2.2 τ: above ¼ the run covers little more than two time constants.
  var laterFall: Double? {
    guard count > 2 else { return nil }
    let (first, middle, last) = (
      self[0].training.loss, self[count / 2].training.loss, self[count - 1].training.loss
    )
    return first > last ? (middle - last) / (first - last) : nil
  }

  /// The median over epochs of ``EpochRecord/medianUpdateRatio``; `nil` where none has one.
  var medianUpdateRatio: Double? {
    let ratios = compactMap(\.medianUpdateRatio)
    return ratios.isEmpty ? nil : ratios.quantile(0.5)
  }
}

extension EpochRecord {
  /// The median over layers of the finite update ratios; `nil` where there is none.
  var medianUpdateRatio: Double? {
    let ratios = layers.map(\.updateRatio).filter(\.isFinite)
    return ratios.isEmpty ? nil : ratios.quantile(0.5)
  }
}

/// The findings of diagnosis rules for a training history.
public struct Diagnosis: Sendable, Hashable {
  /// The findings, in the order of the rules. Consequences of other findings are left out: a run
  /// whose learning rate is too high also fits poorly, but is not reported as underfitting.
  public let findings: [Finding]
  /// The rules that could not judge the history, with the reasons.
  public let notJudged: [Unjudged]

  /// A rule that could not judge the history.
  public struct Unjudged: Sendable, Hashable {
    /// The rule that could not judge.
    public let kind: Finding.Kind
    /// The evidence that was missing.
    public let reason: MissingEvidence
  }

  /// All rules with their default thresholds.
  public static let standardRules: [any DiagnosisRule] = [
    InputScaleRule(), HighLearningRateRule(), LowLearningRateRule(), ExplodingGradientRule(),
    VanishingGradientRule(),
    DeadUnitRule(), OverfittingRule(), UnderfittingRule(),
  ]

  /// Applies rules to a history.
  public init(
    of history: TrainingHistory, by rules: [any DiagnosisRule] = Diagnosis.standardRules
  ) {
    var found: [Finding] = []
    var unjudged: [Unjudged] = []
    for rule in rules {
      switch rule.verdict(on: history) {
      case .found(let finding): found.append(finding)
      case .notFound: break
      case .notJudged(let reason): unjudged.append(Unjudged(kind: rule.kind, reason: reason))
      }
    }
    let explained = found.reduce(into: Set<Finding.Kind>()) { $0.formUnion($1.kind.explains) }
    findings = found.filter { !explained.contains($0.kind) }
    notJudged = unjudged.filter { !explained.contains($0.kind) }
  }
}

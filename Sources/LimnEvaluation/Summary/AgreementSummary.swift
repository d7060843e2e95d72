/// How far two methods agree over a batch, beside the agreement of the first with a random
/// permutation of the second.
public struct AgreementSummary: Sendable, Hashable, Codable {
  /// The name of one method.
  public let first: String
  /// The name of the other.
  public let second: String
  /// The number of top features compared.
  public let k: Int
  /// The scores of each row.
  public let scores: [MethodAgreement.Scores]
  /// The scores of each row with the second method's values permuted.
  public let controlScores: [MethodAgreement.Scores]
  /// A summary of each measure, in the order of ``MethodAgreement/Measure``.
  public let measures: [MeasureSummary]

  /// One measure over the batch.
  public struct MeasureSummary: Sendable, Hashable, Codable {
    /// The measure of agreement.
    public let measure: MethodAgreement.Measure
    /// `nil` where no row has a value.
    public let spread: Spread?
    /// The same of the random control, where there is one.
    public let controlSpread: Spread?
    /// On how many inputs the methods agree more than the control does.
    public let signTest: SignTest
    /// By the rule of ``Verdict``; `nil` where no row has a value.
    public let verdict: Verdict?
  }

  init(
    first: String, second: String, k: Int, scores: [MethodAgreement.Scores],
    controlScores: [MethodAgreement.Scores]
  ) {
    self.first = first
    self.second = second
    self.k = k
    self.scores = scores
    self.controlScores = controlScores
    measures = MethodAgreement.Measure.allCases.map { measure in
      let values = scores.map { $0[measure] }
      let controls = controlScores.map { $0[measure] }
      let test = SignTest(values, against: controls, direction: .higher)
      let (spread, controlSpread) = (Spread(values), Spread(controls))
      return MeasureSummary(
        measure: measure, spread: spread, controlSpread: controlSpread, signTest: test,
        verdict: spread == nil || controlSpread == nil ? nil : Verdict(test))
    }
  }
}

extension MethodAgreement {
  /// The measures of agreement by name.
  public enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
    /// Spearman's correlation of all values, from −1 to 1.
    case rankCorrelation = "rank-correlation"
    /// The share of the top features that both name, from 0 to 1.
    case topOverlap = "top-overlap"
    /// The share that both name with the same sign, from 0 to 1.
    case signAgreement = "sign-agreement"
    /// The share that both put in the same place, from 0 to 1.
    case rankAgreement = "rank-agreement"
    /// The share in the same place with the same sign, from 0 to 1.
    case signedRankAgreement = "signed-rank-agreement"
  }
}

extension MethodAgreement.Scores {
  /// The value of a measure.
  public subscript(measure: MethodAgreement.Measure) -> MetricValue {
    switch measure {
    case .rankCorrelation: rankCorrelation
    case .topOverlap: topOverlap
    case .signAgreement: signAgreement
    case .rankAgreement: rankAgreement
    case .signedRankAgreement: signedRankAgreement
    }
  }
}

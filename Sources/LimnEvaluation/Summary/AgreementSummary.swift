/// How far two methods agree over a batch, beside the agreement of the first with a random
/// permutation of the second.
public struct AgreementSummary: Sendable, Hashable, Codable {
  public let first: String
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
    public let measure: MethodAgreement.Measure
    /// `nil` where no row has a value.
    public let spread: Spread?
    public let controlSpread: Spread?
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
    case rankCorrelation = "rank-correlation"
    case topOverlap = "top-overlap"
    case signAgreement = "sign-agreement"
    case rankAgreement = "rank-agreement"
    case signedRankAgreement = "signed-rank-agreement"
  }
}

extension MethodAgreement.Scores {
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

/// The agreement of two methods over a batch and, as a control, of the first method with a random
/// permutation of the second's values.
public struct AgreementSummary: Sendable, Hashable, Codable {
  /// The name of one method.
  public let first: String
  /// The name of the other.
  public let second: String
  /// The number of top features that are compared.
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
    /// The distribution over the rows; `nil` if no row has a value.
    public let spread: Spread?
    /// The distribution for the random control; `nil` if no row has a value.
    public let controlSpread: Spread?
    /// The sign test of the agreement against the control's.
    public let signTest: SignTest
    /// The verdict of the sign test; `nil` if no row has a value.
    public let verdict: Verdict?
  }

  init(
    first: String, second: String, k: Int, scores: [MethodAgreement.Scores],
    controlScores: [MethodAgreement.Scores]
  ) throws {
    self.first = first
    self.second = second
    self.k = k
    self.scores = scores
    self.controlScores = controlScores
    measures = try MethodAgreement.Measure.allCases.map { measure in
      let values = scores.map { $0[measure] }
      let controls = controlScores.map { $0[measure] }
      let test = try SignTest(values, against: controls, direction: .higher)
      let (spread, controlSpread) = (Spread(values), Spread(controls))
      return MeasureSummary(
        measure: measure, spread: spread, controlSpread: controlSpread, signTest: test,
        verdict: spread == nil || controlSpread == nil ? nil : Verdict(test))
    }
  }
}

extension MethodAgreement {
  /// The measures of agreement.
  public enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
    /// Spearman's correlation of all values, from −1 to 1.
    case rankCorrelation = "rank-correlation"
    /// The share of the top features that both have in common, from 0 to 1.
    case topOverlap = "top-overlap"
    /// The share of the top features that both have in common with the same sign, from 0 to 1.
    case signAgreement = "sign-agreement"
    /// The share of the top ranks at which both have the same feature, from 0 to 1.
    case rankAgreement = "rank-agreement"
    /// The share of the top ranks at which both have the same feature with the same sign, from 0 to
    /// 1.
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

import LimnEvaluation

/// How far two methods agree on one prediction, as ``MethodAgreement`` defines it; `nil` where a
/// measure is not defined.
struct PairAgreement: Sendable, Equatable {
  let rankCorrelation: Double?
  let topOverlap: Double?
  let signAgreement: Double?
}

extension PairAgreement {
  init(_ scores: MethodAgreement.Scores) {
    rankCorrelation = scores.rankCorrelation.number
    topOverlap = scores.topOverlap.number
    signAgreement = scores.signAgreement.number
  }
}

import LimnEvaluation

/// The agreement of two methods on one prediction, as defined by ``MethodAgreement``; undefined
/// measures are `nil`.
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

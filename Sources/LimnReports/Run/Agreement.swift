import LimnEvaluation

/// Two methods of a run, by their places in it.
struct MethodPair: Sendable, Hashable {
  let first: Int
  let second: Int

  /// Each two of `count` methods: (0, 1), (0, 2), … (1, 2), ….
  static func all(of count: Int) -> [MethodPair] {
    (0..<count).flatMap { first in
      (first + 1..<count).map { MethodPair(first: first, second: $0) }
    }
  }
}

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

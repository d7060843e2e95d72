import LimnAttribution
import LimnCore

/// How far two methods say the same of one prediction (Krishna et al. 2022, arXiv 2202.01602,
/// section 3).
///
/// The top features of a method are the `k` of the largest magnitude; a value of exactly 0 names no
/// feature and is never among them. Where two magnitudes are equal the lower feature comes first. With
/// fewer than `k` values that are not zero in one of the two, the shares are still of `k`.
public struct MethodAgreement: Sendable, Hashable {
  /// The number of top features to compare; at most as many as there are features.
  public var k: Int

  /// Compares all values, and the `k` of largest magnitude.
  public init(k: Int = 10) {
    self.k = k
  }

  /// The measures of one pair of attributions.
  public struct Scores: Sendable, Hashable, Codable {
    /// Spearman's correlation of the values of all features, of their magnitudes where one of the two
    /// has no signs; in -1...1.
    public let rankCorrelation: MetricValue
    /// The share of the k top features that both name ("feature agreement").
    public let topOverlap: MetricValue
    /// The share that both name with the same sign.
    public let signAgreement: MetricValue
    /// The share of places from 1 to k where both name the same feature.
    public let rankAgreement: MetricValue
    /// The share of places where both name the same feature with the same sign.
    public let signedRankAgreement: MetricValue
  }

  /// How two attributions of one input agree.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for a `k` below 1, or
  ///   `.attributionWidth` for attributions of different lengths.
  public func scores(of a: Attribution, _ b: Attribution) throws -> Scores {
    try scores(ofEachTwo: [a, b])[0]
  }

  /// The measures of each two of several attributions of one prediction, in the order (0, 1),
  /// (0, 2), … (1, 2), …: each attribution is sorted once.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for a `k` below 1, or
  ///   `.attributionWidth` for attributions of different lengths.
  public func scores(ofEachTwo attributions: [Attribution]) throws -> [Scores] {
    try EvaluationError.require("top features", k, atLeast: 1)
    guard let width = attributions.first?.values.count else { return [] }
    for attribution in attributions where attribution.values.count != width {
      throw EvaluationError.attributionWidth(
        method: attribution.method, row: 0, found: attribution.values.count, expected: width)
    }
    let needsMagnitudes = attributions.contains { !$0.quantity.isSigned }
    let orders = attributions.map { FeatureOrder($0, k: k, needsMagnitudes: needsMagnitudes) }
    return orders.indices.flatMap { first in
      orders[(first + 1)...].map { scores(of: orders[first], $0, width: width) }
    }
  }

  private func scores(of a: FeatureOrder, _ b: FeatureOrder, width: Int) -> Scores {
    let share = { (count: Int) -> MetricValue in
      .value(Double(count) / Double(min(k, width)))
    }
    let sameSign = { (feature: Int) in (a.values[feature] > 0) == (b.values[feature] > 0) }
    let common = Set(a.top).intersection(b.top)
    let samePlace = zip(a.top, b.top).filter { $0 == $1 }.map(\.0)
    let named = !a.top.isEmpty && !b.top.isEmpty
    let areSigned = a.isSigned && b.isSigned
    func whereNamed(_ count: Int) -> MetricValue {
      named ? share(count) : .undefined(.zeroAttribution)
    }
    func whereSigned(_ count: Int) -> MetricValue {
      areSigned || !named ? whereNamed(count) : .undefined(.unsignedQuantity)
    }
    return Scores(
      rankCorrelation: MetricValue(
        areSigned
          ? Correlation.pearson(a.ranks, b.ranks)
          : Correlation.pearson(a.ranksOfMagnitudes, b.ranksOfMagnitudes),
        else: .constantAttribution),
      topOverlap: whereNamed(common.count),
      signAgreement: whereSigned(common.count(where: sameSign)),
      rankAgreement: whereNamed(samePlace.count),
      signedRankAgreement: whereSigned(samePlace.count(where: sameSign)))
  }
}

/// One attribution's features in order.
private struct FeatureOrder {
  let values: [Double]
  let isSigned: Bool
  let ranks: [Double]
  /// Empty where every attribution that is compared has signs.
  let ranksOfMagnitudes: [Double]
  /// The top features, the largest magnitude first.
  let top: [Int]

  init(_ attribution: Attribution, k: Int, needsMagnitudes: Bool) {
    let values = attribution.values
    self.values = values
    isSigned = attribution.quantity.isSigned
    ranks = values.ranks()
    ranksOfMagnitudes = needsMagnitudes ? values.map { abs($0) }.ranks() : []
    top = Array(
      values.indices.filter { values[$0] != 0 }.sorted {
        let (left, right) = (abs(values[$0]), abs(values[$1]))
        return left == right ? $0 < $1 : left > right
      }.prefix(k))
  }
}

import LimnAttribution
import LimnCore

/// How closely two methods agree on one prediction (Krishna et al. 2022, arXiv 2202.01602, section
/// 3).
///
/// The top features of a method are the `k` with the largest magnitudes, excluding values of
/// exactly 0. Of two equal magnitudes, the feature with the lower index comes first. The shares are
/// always relative to `k`, even if an attribution has fewer than `k` nonzero values.
public struct MethodAgreement: Sendable, Hashable {
  /// The number of top features to compare, at least 1; reduced to the number of features if there
  /// are fewer.
  public var k: Int

  /// Creates a comparison of the top `k` features; the rank correlation uses all of them.
  public init(k: Int = 10) {
    self.k = k
  }

  /// The measures of one pair of attributions.
  public struct Scores: Sendable, Hashable, Codable {
    /// Spearman's correlation of the values of all features, or of their magnitudes if one of the
    /// two attributions is unsigned; in -1...1.
    public let rankCorrelation: MetricValue
    /// The share of the k top features that both have in common ("feature agreement"); in 0...1.
    public let topOverlap: MetricValue
    /// The share of the k top features that both have in common with the same sign; in 0...1.
    public let signAgreement: MetricValue
    /// The share of the ranks from 1 to k at which both have the same feature; in 0...1.
    public let rankAgreement: MetricValue
    /// The share of the ranks from 1 to k at which both have the same feature with the same sign;
    /// in 0...1.
    public let signedRankAgreement: MetricValue
  }

  /// The agreement of two attributions of one input.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for a `k` below 1;
  ///   ``EvaluationError/attributionWidth(method:row:found:expected:)`` for attributions of
  ///   different lengths.
  public func scores(of a: Attribution, _ b: Attribution) throws -> Scores {
    try scores(ofEachTwo: [a, b])[0]
  }

  /// The agreement of every pair among several attributions of one prediction, in the order (0, 1),
  /// (0, 2), … (1, 2), …. Each attribution is sorted only once.
  ///
  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for a `k` below 1;
  ///   ``EvaluationError/attributionWidth(method:row:found:expected:)`` for attributions of
  ///   different lengths.
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

/// The features of one attribution, ranked.
private struct FeatureOrder {
  let values: [Double]
  let isSigned: Bool
  let ranks: [Double]
  /// Empty if all compared attributions are signed.
  let ranksOfMagnitudes: [Double]
  /// The top features by descending magnitude.
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

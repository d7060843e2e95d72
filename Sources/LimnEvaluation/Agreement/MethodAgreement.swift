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

  /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for a `k` below 1, or
  ///   `.attributionWidth` for attributions of different lengths.
  public func scores(of a: Attribution, _ b: Attribution) throws -> Scores {
    try EvaluationError.require("top features", k, atLeast: 1)
    guard a.values.count == b.values.count else {
      throw EvaluationError.attributionWidth(
        method: b.method, row: 0, found: b.values.count, expected: a.values.count)
    }
    let signed = a.quantity.isSigned && b.quantity.isSigned
    let (first, second) = (top(a.values), top(b.values))
    let share = { (count: Int) -> MetricValue in
      .value(Double(count) / Double(min(k, a.values.count)))
    }
    let sameSign = { (feature: Int) in (a.values[feature] > 0) == (b.values[feature] > 0) }
    let common = Set(first).intersection(second)
    let samePlace = zip(first, second).filter { $0 == $1 }.map(\.0)
    let named = !first.isEmpty && !second.isEmpty
    let overlap: MetricValue = named ? share(common.count) : .undefined(.zeroAttribution)
    let ranks: MetricValue = named ? share(samePlace.count) : .undefined(.zeroAttribution)
    func whereSigned(_ value: @autoclosure () -> MetricValue) -> MetricValue {
      guard named else { return .undefined(.zeroAttribution) }
      return signed ? value() : .undefined(.unsignedQuantity)
    }
    return Scores(
      rankCorrelation: MetricValue(
        signed
          ? Correlation.spearman(a.values, b.values)
          : Correlation.spearman(a.values.map { abs($0) }, b.values.map { abs($0) }),
        else: .constantAttribution),
      topOverlap: overlap,
      signAgreement: whereSigned(share(common.count(where: sameSign))),
      rankAgreement: ranks,
      signedRankAgreement: whereSigned(share(samePlace.count(where: sameSign))))
  }

  /// The top features, the largest magnitude first.
  private func top(_ values: [Double]) -> [Int] {
    Array(
      values.indices.filter { values[$0] != 0 }.sorted {
        let (left, right) = (abs(values[$0]), abs(values[$1]))
        return left == right ? $0 < $1 : left > right
      }.prefix(k))
  }
}

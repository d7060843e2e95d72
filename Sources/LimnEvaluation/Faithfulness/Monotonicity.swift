import LimnAttribution
import LimnCore

/// Monotonicity: features are inserted into the baseline one by one, in ascending order of
/// magnitude. The value is the share of features whose insertion moves the score in the direction
/// of their sign: up (or not at all) for a positive value, down (or not at all) for a negative one.
///
/// If no value is negative, it is 1 exactly when the test of Luss et al. 2019 (arXiv 1905.12698;
/// AIX360's `monotonicity_metric`) passes, that is, when the score never falls. Features that equal
/// the baseline and features with value zero are not counted. Equal magnitudes are ordered at
/// random.
public struct Monotonicity: AttributionMetric {
  /// The seed of the order of equal magnitudes.
  public var seed: UInt64

  /// Creates the metric. The seed determines the order of equal magnitudes.
  public init(seed: UInt64 = 0) {
    self.seed = seed
  }

  public var metric: Metric { .monotonicity }

  /// The shares, in `0...1`. Cost: `n + 1` model evaluations for each input, candidate and
  /// reference row, with n the number of features that differ from the baseline.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    for attributions in candidates { try batch.validate(attributions) }
    let values = try batch.scoring(work: work) { row in
      trial(of: row, candidates: candidates.map { $0[row] }, in: batch)
    } read: { row, orders, scores in
      var start = scores.startIndex
      return orders.enumerated().map { candidate, order in
        let path = scores[start...(start + order.count)]
        start += order.count + 1
        return value(of: order, candidates[candidate][row].values, along: Array(path))
      }
    }
    return candidates.indices.map { candidate in values.map { $0[candidate] } }
  }

  private func trial(of row: Int, candidates: [Attribution], in batch: ExplainedBatch)
    -> Trial<[[Int]]>
  {
    let active = batch.activeFeatures(of: row)
    var stream = batch.stream(.ties, seed: seed, row: row)
    let shuffled = stream.permutation(of: active.count).map { active[$0] }
    let orders = candidates.map { candidate in
      shuffled.enumerated().sorted { a, b in
        let (left, right) = (abs(candidate.values[a.element]), abs(candidate.values[b.element]))
        return left == right ? a.offset < b.offset : left < right
      }.map(\.element)
    }
    let removed = orders.flatMap { order in (0...order.count).map { order.dropFirst($0) } }
    return Trial(removed: removed, plan: orders)
  }

  private func value(of order: [Int], _ values: [Double], along scores: [Double]) -> MetricValue {
    guard !order.isEmpty else { return .undefined(.inputIsBaseline) }
    var (claims, kept) = (0, 0)
    for (step, feature) in order.enumerated() where values[feature] != 0 {
      let change = scores[step + 1] - scores[step]
      claims += 1
      if values[feature] > 0 ? change >= 0 : change <= 0 { kept += 1 }
    }
    return claims > 0
      ? .value(Double(kept) / Double(claims)) : .undefined(.zeroAttribution)
  }
}

import LimnAttribution
import LimnCore

/// Monotonicity: features are put into the baseline one by one, those of the smallest magnitude
/// first; the value is the share of them whose insertion moves the score the way their sign says,
/// up (or not at all) for a positive value and down (or not at all) for a negative one.
///
/// For values without negative ones it is 1 exactly where the test of Luss et al. 2019
/// (arXiv 1905.12698; AIX360's `monotonicity_metric`) holds: the score never falls. Features that
/// equal the baseline, or whose value is zero, claim nothing and are not counted. Equal magnitudes are
/// ordered at random.
public struct Monotonicity: AttributionMetric {
  /// Orders equal magnitudes.
  public var seed: UInt64

  /// The metric; the seed orders values that are equal.
  public init(seed: UInt64 = 0) {
    self.seed = seed
  }

  public var metric: Metric { .monotonicity }

  /// Cost: as many model evaluations as an input has features that differ from the baseline, and one
  /// more, for each candidate.
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

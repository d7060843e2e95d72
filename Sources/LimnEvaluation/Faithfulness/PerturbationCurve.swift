import LimnAttribution
import LimnCore

/// Deletion and insertion curves: the score as features are replaced by the baseline, or put into
/// it, in the order of their attribution (Samek et al. 2017, arXiv 1509.06321, "pixel flipping";
/// Petsiuk, Das, Saenko 2018, arXiv 1806.07421).
///
/// Features that equal the baseline take no step, for nothing changes with them; let n be the number
/// of the others. After k steps the curve is at the share `k/n` of features and at the share
/// `(f − f(x′)) / (f(x) − f(x′))` of the score difference, from 1 to 0 in deletion and from 0 to 1 in
/// insertion, with whatever overshoot lies between. Its area is the trapezoid rule over all points.
/// Equal values are ordered at random.
///
/// Deletion with the least relevant first meets the same inputs as insertion with the most relevant
/// first, in reverse: the two areas are the same where a step takes one feature, and so are those of
/// the other pair.
public struct PerturbationCurve: AttributionMetric {
  /// What is done to the features.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// They are taken from the input.
    case deletion
    /// They are put into the baseline.
    case insertion
  }

  /// Which features come first.
  public enum Order: String, Sendable, Hashable, Codable {
    /// The largest values first.
    case mostRelevantFirst
    /// The smallest values first.
    case leastRelevantFirst
  }

  /// Whether features are removed or put in.
  public var kind: Kind
  /// In which order.
  public var order: Order
  /// The most steps from one end to the other; where an input has more features to take, a step
  /// takes several.
  public var steps: Int
  /// Orders equal values.
  public var seed: UInt64

  /// A curve with so many steps; the seed orders values that are equal.
  public init(
    _ kind: Kind, order: Order = .mostRelevantFirst, steps: Int = 64, seed: UInt64 = 0
  ) {
    self.kind = kind
    self.order = order
    self.steps = steps
    self.seed = seed
  }

  public var metric: Metric {
    // An area is judged by what the order makes of it.
    (kind == .deletion) == (order == .mostRelevantFirst) ? .deletion : .insertion
  }

  /// One input's curve.
  public struct Points: Sendable, Hashable {
    /// Shares of the features, from 0 to 1.
    public let features: [Double]
    /// Shares of the score difference.
    public let scores: [Double]

    /// The area under the curve, by the trapezoid rule.
    public var area: Double {
      zip(features.indices, features.indices.dropFirst()).reduce(0) { sum, ends in
        let (a, b) = ends
        return sum + (features[b] - features[a]) * (scores[a] + scores[b]) / 2
      }
    }

    /// The share of the score difference at a share of the features in `0...1`, on the straight line
    /// between the neighbouring points.
    public func score(at share: Double) -> Double {
      precondition((0...1).contains(share), "a share of \(share)")
      guard let above = features.firstIndex(where: { $0 >= share }), above > 0 else {
        return scores[0]
      }
      let (left, right) = (features[above - 1], features[above])
      let part = (share - left) / (right - left)
      return scores[above - 1] + part * (scores[above] - scores[above - 1])
    }
  }

  /// The areas under the curves. Cost: at most `steps + 1` model evaluations an input and candidate.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try curves(of: candidates, in: batch, work: work).map { $0.map(Self.area) }
  }

  /// The area of a curve, or why there is none.
  public static func area(of curve: Result<Points, UndefinedCurve>) -> MetricValue {
    switch curve {
    case .success(let points): .value(points.area)
    case .failure(let undefined): .undefined(undefined.reason)
    }
  }

  /// The curves: for each candidate one a row, or why there is none.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`.
  public func curves(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[Result<Points, UndefinedCurve>]]
  {
    try EvaluationError.require("steps", steps, atLeast: 1)
    for attributions in candidates { try batch.validate(attributions) }
    let curves = try batch.scoring(work: work) { row in
      trial(of: row, candidates: candidates.map { $0[row] }, in: batch)
    } read: { row, counts, scores in
      candidates.indices.map { candidate in
        let start = scores.startIndex + candidate * counts.count
        return curve(counts, scores[start..<start + counts.count])
      }
    }
    return candidates.indices.map { candidate in curves.map { $0[candidate] } }
  }

  /// All steps of all candidates on one row, and how many features are gone after each step.
  private func trial(of row: Int, candidates: [Attribution], in batch: ExplainedBatch)
    -> Trial<[Int]>
  {
    let active = batch.activeFeatures(of: row)
    let steps = min(self.steps, active.count)
    let counts =
      steps == 0
      ? [0]
      : (0...steps).map { Int((Double($0 * active.count) / Double(steps)).rounded()) }
    var stream = batch.stream(.ties, seed: seed, row: row)
    let shuffled = stream.permutation(of: active.count).map { active[$0] }
    let removed = candidates.flatMap { candidate in
      let ordered = ranked(shuffled, by: candidate.values)
      // Insertion has the first `count` features in and the others out.
      return counts.map { kind == .deletion ? ordered.prefix($0) : ordered.dropFirst($0) }
    }
    return Trial(removed: removed, plan: counts)
  }

  /// The features in the order in which they go; equal ones as they came, or in reverse.
  private func ranked(_ features: [Int], by values: [Double]) -> [Int] {
    let falling = features.enumerated().sorted { a, b in
      let (left, right) = (values[a.element], values[b.element])
      return left == right ? a.offset < b.offset : left > right
    }.map(\.element)
    return order == .mostRelevantFirst ? falling : falling.reversed()
  }

  private func curve(_ counts: [Int], _ scores: ArraySlice<Double>)
    -> Result<Points, UndefinedCurve>
  {
    let total = counts[counts.count - 1]
    guard total > 0 else { return .failure(UndefinedCurve(reason: .inputIsBaseline)) }
    let (first, last) = (scores[scores.startIndex], scores[scores.endIndex - 1])
    let (whole, empty) = kind == .deletion ? (first, last) : (last, first)
    guard ExplainedBatch.differ(whole, empty) else {
      return .failure(UndefinedCurve(reason: .noScoreDifference))
    }
    return .success(
      Points(
        features: counts.map { Double($0) / Double(total) },
        scores: scores.map { ($0 - empty) / (whole - empty) }))
  }
}

/// Why an input has no curve.
public struct UndefinedCurve: Error, Sendable, Hashable {
  /// Why there is no curve.
  public let reason: UndefinedReason
}

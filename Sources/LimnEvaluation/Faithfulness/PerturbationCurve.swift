import LimnAttribution
import LimnCore

/// Deletion and insertion curves: the score as features are replaced by the baseline, or inserted
/// into it, in the order of their attribution (Samek et al. 2017, arXiv 1509.06321, "pixel
/// flipping"; Petsiuk, Das, Saenko 2018, arXiv 1806.07421).
///
/// Features that equal the baseline are skipped, since replacing them changes nothing. With n other
/// features, k of which are replaced or inserted, the curve has the abscissa `k/n` and the ordinate
/// `(f − f(x′)) / (f(x) − f(x′))`, the share of the score difference. It runs from 1 to 0 in
/// deletion and from 0 to 1 in insertion, and may leave this range in between. Its area is computed
/// by the trapezoid rule. Equal values are ordered at random.
///
/// Deletion with the least relevant features first passes through the same inputs as insertion with
/// the most relevant features first, in reverse. If every step takes one feature, the two areas are
/// therefore equal, and so are those of the opposite pair.
public struct PerturbationCurve: AttributionMetric {
  /// Whether features are removed or inserted.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Features of the input are replaced by the baseline.
    case deletion
    /// Features of the input are inserted into the baseline.
    case insertion
  }

  /// The order in which features are taken.
  public enum Order: String, Sendable, Hashable, Codable {
    /// Largest values first.
    case mostRelevantFirst
    /// Smallest values first.
    case leastRelevantFirst
  }

  /// Whether features are removed or inserted.
  public var kind: Kind
  /// The order in which features are taken.
  public var order: Order
  /// The maximum number of steps, at least 1; with more features than steps, a step takes several
  /// features.
  public var steps: Int
  /// The seed of the order of equal values.
  public var seed: UInt64

  /// Creates a curve; the properties describe the settings.
  public init(
    _ kind: Kind, order: Order = .mostRelevantFirst, steps: Int = 64, seed: UInt64 = 0
  ) {
    self.kind = kind
    self.order = order
    self.steps = steps
    self.seed = seed
  }

  public var metric: Metric {
    // With the least relevant first, a deletion area is good if it is high, as in insertion.
    (kind == .deletion) == (order == .mostRelevantFirst) ? .deletion : .insertion
  }

  /// The curve of one input.
  public struct Points: Sendable, Hashable {
    /// The shares of features replaced or inserted, ascending from 0 to 1.
    public let features: [Double]
    /// The share of the score difference at each element of ``features``.
    public let scores: [Double]

    /// The area under the curve, by the trapezoid rule.
    public var area: Double {
      zip(features.indices, features.indices.dropFirst()).reduce(0) { sum, ends in
        let (a, b) = ends
        return sum + (features[b] - features[a]) * (scores[a] + scores[b]) / 2
      }
    }

    /// The share of the score difference at a share of the features in `0...1`, by linear
    /// interpolation.
    ///
    /// - Throws: ``EvaluationError/setting(name:value:allowed:)`` for a share outside `0...1`.
    public func score(at share: Double) throws -> Double {
      try EvaluationError.require((0...1).contains(share), "share", share, allowed: "from 0 to 1")
      guard let above = features.firstIndex(where: { $0 >= share }), above > 0 else {
        return scores[0]
      }
      let (left, right) = (features[above - 1], features[above])
      let part = (share - left) / (right - left)
      return scores[above - 1] + part * (scores[above] - scores[above - 1])
    }
  }

  /// The areas under the curves. Cost: at most `steps + 1` model evaluations for each input,
  /// candidate and reference row.
  ///
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    try curves(of: candidates, in: batch, work: work).map { $0.map(Self.area) }
  }

  /// The area under a curve, or the reason why there is none.
  public static func area(of curve: Result<Points, UndefinedCurve>) -> MetricValue {
    switch curve {
    case .success(let points): .value(points.area)
    case .failure(let undefined): .undefined(undefined.reason)
    }
  }

  /// The curves. Cost: at most `steps + 1` model evaluations for each input, candidate and
  /// reference row.
  ///
  /// - Returns: for each candidate, the curve of every row, or the reason why it has none.
  /// - Throws: ``EvaluationError``, `ModelError`, `CancellationError`.
  public func curves(
    of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work = Work()
  ) throws
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

  /// All steps of all candidates on one row, and the number of features taken after each step.
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
      // In insertion the first `count` features are present and the others removed.
      return counts.map { kind == .deletion ? ordered.prefix($0) : ordered.dropFirst($0) }
    }
    return Trial(removed: removed, plan: counts)
  }

  /// The features in the order in which they are taken; equal values keep their order, or its
  /// reverse.
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

/// The error that stands for the missing curve of an input.
public struct UndefinedCurve: Error, Sendable, Hashable {
  /// The reason why there is no curve.
  public let reason: UndefinedReason
}

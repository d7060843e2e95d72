import LimnAttribution
import LimnCore

/// How much of an attribution lies where it is known to belong, given as a mask for each input.
///
/// In colour images, the values of a pixel's channels are summed. Only positive values count as
/// relevance, since negative ones speak against the score.
public struct Localization: AttributionMetric {
  /// The quantities that compare an attribution with a mask.
  public enum Question: String, Sendable, Hashable, CaseIterable {
    /// Whether the largest value lies in the mask: 1 or 0; if several values are equally large, the
    /// share of them in the mask (Zhang et al. 2016, arXiv 1608.00507).
    case pointingGame
    /// The share of all relevance that lies in the mask, in `0...1` (Arras, Osman, Samek 2022,
    /// arXiv 2003.07258).
    case mass
    /// The share of the k pixels with the largest values that lie in the mask, with k the mask's
    /// number of pixels; in `0...1` (Arras, Osman, Samek 2022). Ties count with their expected
    /// share under a random order.
    case rank
  }

  /// The quantity that is computed.
  public let question: Question
  /// The masks, `n × pixels` or `1 × pixels` for all inputs; nonzero inside the region.
  public let masks: Matrix

  /// Creates the metric.
  ///
  /// - Parameters:
  ///   - question: the quantity to compute.
  ///   - masks: `n × pixels`, or `1 × pixels` for all inputs; nonzero inside the region.
  public init(_ question: Question, masks: Matrix) {
    self.question = question
    self.masks = masks
  }

  public var metric: Metric {
    switch question {
    case .pointingGame: .pointingGame
    case .mass: .relevanceMass
    case .rank: .relevanceRank
    }
  }

  /// The values, in `0...1`. Cost: no model evaluations.
  ///
  /// - Throws: ``EvaluationError/maskSize(found:expected:)`` for masks of another number of pixels;
  ///   other cases of ``EvaluationError`` for masks or attributions that do not match the batch.
  public func values(of candidates: [[Attribution]], in batch: ExplainedBatch, work: Work) throws
    -> [[MetricValue]]
  {
    let shape = batch.model.inputShape
    guard masks.columns == shape.pixelCount else {
      throw EvaluationError.maskSize(found: masks.columns, expected: shape.pixelCount)
    }
    guard masks.rows == 1 || masks.rows == batch.count else {
      throw EvaluationError.rowCount(of: .masks, found: masks.rows, expected: batch.count)
    }
    return try candidates.map { attributions in
      try batch.validate(attributions)
      return attributions.enumerated().map { row, attribution in
        let mask = masks[row: masks.rows == 1 ? 0 : row].map { $0 != 0 }
        guard mask.contains(true), mask.contains(false) else {
          return .undefined(.maskOfAllOrNothing)
        }
        return value(shape.pixelSums(attribution.values), mask)
      }
    }
  }

  private func value(_ values: [Double], _ mask: [Bool]) -> MetricValue {
    guard let largest = values.max(), largest > 0 else { return .undefined(.noPositiveValue) }
    switch question {
    case .pointingGame:
      let places = values.indices.filter { values[$0] == largest }
      return .value(Double(places.count { mask[$0] }) / Double(places.count))
    case .mass:
      let relevance = values.map { max($0, 0) }
      let inside = zip(relevance, mask).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
      return .value(inside / relevance.sum())
    case .rank:
      let count = mask.count { $0 }
      // The k-th largest value; the pixels equal to it share the remaining places.
      let bound = values.sorted(by: >)[count - 1]
      let above = values.indices.filter { values[$0] > bound }
      let equal = values.indices.filter { values[$0] == bound }
      let left = Double(count - above.count) / Double(equal.count)
      let hits = Double(above.count { mask[$0] }) + left * Double(equal.count { mask[$0] })
      return .value(hits / Double(count))
    }
  }
}

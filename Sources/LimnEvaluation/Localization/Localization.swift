import LimnAttribution
import LimnCore

/// How much of an attribution lies where it is known to belong: in a mask of each input.
///
/// Pixels count once: of colour images the values of a pixel's channels are added up. What speaks
/// against the score is not relevance: of signed values those above zero count.
public struct Localization: AttributionMetric {
  /// What is asked.
  public enum Question: String, Sendable, Hashable, CaseIterable {
    /// Whether the largest value lies in the mask (Zhang et al. 2016, arXiv 1608.00507); of several
    /// that are equally large their share.
    case pointingGame
    /// The share of all relevance that lies in the mask (Arras, Osman, Samek 2022, arXiv 2003.07258).
    case mass
    /// The share of the mask's k pixels that are among the k of the largest values (the same); of equal
    /// values as many as a random order would have there.
    case rank
  }

  /// What is asked of the mask.
  public let question: Question
  /// Whether each pixel belongs: a row for each input, or one for all.
  public let masks: Matrix

  /// A metric of where the values lie.
  ///
  /// - Parameter masks: n × pixels, or 1 × pixels; what is not 0 belongs.
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

  /// No model evaluation.
  ///
  /// - Throws: `EvaluationError.maskSize`, `.rowCount`.
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
      // The value of the last of the k; what equals it shares the places that are left.
      let bound = values.sorted(by: >)[count - 1]
      let above = values.indices.filter { values[$0] > bound }
      let equal = values.indices.filter { values[$0] == bound }
      let left = Double(count - above.count) / Double(equal.count)
      let hits = Double(above.count { mask[$0] }) + left * Double(equal.count { mask[$0] })
      return .value(hits / Double(count))
    }
  }
}

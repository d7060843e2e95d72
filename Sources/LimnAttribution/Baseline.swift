import LimnCore

/// A reference input, whose values stand for absent features.
public enum Baseline: Sendable, Equatable {
  /// Zero everywhere; for digits, an empty image.
  case zeros
  /// The given values, one for each feature, all finite.
  case values([Float])

  /// The baseline as one row of `width` values.
  ///
  /// - Throws: ``AttributionError/baselineWidth(found:expected:)`` for another number of values,
  ///   ``AttributionError/nonFiniteBaseline(column:)`` for NaN or infinity,
  ///   `ModelError.inputWidth` for a negative width.
  public func row(width: Int) throws -> [Float] {
    switch self {
    case .zeros:
      guard width >= 0 else { throw ModelError.inputWidth(found: 0, expected: width) }
      return [Float](repeating: 0, count: width)
    case .values(let values):
      guard values.count == width else {
        throw AttributionError.baselineWidth(found: values.count, expected: width)
      }
      if let column = values.firstIndex(where: { !$0.isFinite }) {
        throw AttributionError.nonFiniteBaseline(column: column)
      }
      return values
    }
  }
}

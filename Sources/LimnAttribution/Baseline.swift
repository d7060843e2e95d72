import LimnCore

/// What "absent" means for a feature: the input a method starts from.
public enum Baseline: Sendable, Equatable {
  /// Zero everywhere: for digits, no ink.
  case zeros
  /// The given values, one per feature.
  case values([Float])

  /// The baseline as one row of `width` values.
  ///
  /// - Throws: `AttributionError.baselineWidth`, `.nonFiniteBaseline`.
  public func row(width: Int) throws -> [Float] {
    switch self {
    case .zeros:
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

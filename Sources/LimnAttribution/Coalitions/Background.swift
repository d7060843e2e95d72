import LimnCore

/// What stands in for absent features: one baseline, or a set of rows over which the game is
/// averaged (interventional: the absent features are drawn together, whatever the present ones are).
public enum Background: Sendable, Equatable {
  case baseline(Baseline)
  /// `m × inputShape.count`; each coalition then costs m model evaluations.
  case rows(Matrix)

  /// Zero everywhere.
  public static let zeros = Background.baseline(.zeros)

  /// The rows absent features are taken from.
  ///
  /// - Throws: `AttributionError.emptyBackground`, `.baselineWidth` or `.nonFiniteBaseline` for a
  ///   baseline, `.backgroundWidth` or `.nonFiniteBackground` for a set.
  public func matrix(width: Int) throws -> Matrix {
    switch self {
    case .baseline(let baseline):
      return Matrix(row: try baseline.row(width: width))
    case .rows(let rows):
      guard rows.rows > 0 else { throw AttributionError.emptyBackground }
      guard rows.columns == width else {
        throw AttributionError.backgroundWidth(found: rows.columns, expected: width)
      }
      if let (row, column) = rows.firstNonFinite() {
        throw AttributionError.nonFiniteBackground(row: row, column: column)
      }
      return rows
    }
  }
}

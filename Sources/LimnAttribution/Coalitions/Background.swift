import LimnCore

/// What stands in for absent features: one baseline, or a set of rows over which the game is
/// averaged (interventional: the absent features are drawn together, whatever the present ones are).
public enum Background: Sendable, Equatable {
  /// One input that stands in for whatever is absent.
  case baseline(Baseline)
  /// `m × inputShape.count`; each coalition then costs m model evaluations.
  case rows(Matrix)

  /// Zero everywhere.
  public static let zeros = Background.baseline(.zeros)

  /// What a background is sampled to where no other number is asked for: each coalition costs as many
  /// evaluations as there are rows.
  public static let standardRows = 100

  /// Some of the rows: one drawn from each of `count` equal stretches, so that no order of the rows can
  /// make the sample one of its own. All where there are no more.
  ///
  /// - Parameters:
  ///   - count: at least 1.
  ///   - seed: what is drawn by; the same seed gives the same rows.
  public static func sample(
    of rows: Matrix, count: Int = standardRows, seed: UInt64 = 0
  ) -> Background {
    guard rows.rows > count else { return .rows(rows) }
    return .rows(rows.rows(at: sampledRows(of: rows.rows, count: count, seed: seed)))
  }

  /// Which of `total` rows ``sample(of:count:seed:)`` takes, ascending: all where there are no more than
  /// `count`.
  public static func sampledRows(
    of total: Int, count: Int = standardRows, seed: UInt64 = 0
  ) -> [Int] {
    precondition(count > 0, "a background of \(count) rows")
    guard total > count else { return Array(0..<total) }
    let stream = RandomStream(seed: seed).split(sampleStream)
    return (0..<count).map { index in
      let (start, end) = (index * total / count, (index + 1) * total / count)
      var stream = stream.split(index)
      return start + stream.integer(below: end - start)
    }
  }

  /// Apart from what the methods draw by the same seed.
  private static let sampleStream = -1_000_003

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

import LimnCore

/// The values of absent features: one baseline, or a set of rows over which the score is averaged.
/// The average is interventional: absent features are taken together from one row, independently of
/// the present ones.
public enum Background: Sendable, Equatable {
  /// One input, whose values replace absent features.
  case baseline(Baseline)
  /// Background rows, `m × inputShape.count` with m at least 1; each coalition then costs m model
  /// evaluations.
  case rows(Matrix)

  /// A baseline that is zero everywhere.
  public static let zeros = Background.baseline(.zeros)

  /// The default number of rows a background is sampled to. Each coalition costs one evaluation for
  /// each row.
  public static let standardRows = 100

  /// A stratified sample of rows: one is drawn from each of `count` consecutive, equally long
  /// parts, so that sorted rows are sampled evenly. All rows if there are no more than `count`.
  ///
  /// - Parameters:
  ///   - rows: the rows to sample from, `n × inputShape.count`.
  ///   - count: the number of rows in the sample, at least 1.
  ///   - seed: the seed of the draws; the same seed gives the same rows.
  /// - Throws: `AttributionError.outOfRange` for a count below 1.
  public static func sample(
    of rows: Matrix, count: Int = standardRows, seed: UInt64 = 0
  ) throws -> Background {
    .rows(rows.rows(at: try sampledRows(of: rows.rows, count: count, seed: seed)))
  }

  /// The indices of the rows that ``sample(of:count:seed:)`` takes from `total` rows, ascending;
  /// all indices if there are no more than `count`.
  ///
  /// - Throws: `AttributionError.outOfRange` for a count below 1 or a total below 0.
  public static func sampledRows(
    of total: Int, count: Int = standardRows, seed: UInt64 = 0
  ) throws -> [Int] {
    try SettingRange("rows", 0...Int.max).check(total)
    try SettingRange("background-rows", 1...Int.max).check(count)
    guard total > count else { return Array(0..<total) }
    let stream = RandomStream(seed: seed).split(sampleStream)
    return (0..<count).map { index in
      let (start, end) = (
        share(index, of: total, by: count), share(index + 1, of: total, by: count)
      )
      var stream = stream.split(index)
      return start + stream.integer(below: end - start)
    }
  }

  /// `index × total / count`; the product may exceed `Int.max`.
  private static func share(_ index: Int, of total: Int, by count: Int) -> Int {
    count.dividingFullWidth(index.multipliedFullWidth(by: total)).quotient
  }

  /// Separates this stream from the methods' streams with the same seed.
  private static let sampleStream = -1_000_003

  /// The rows that absent features are taken from: one for a baseline.
  ///
  /// - Parameter width: the number of features.
  /// - Throws: ``AttributionError`` for a background that is empty, has another width, or is not
  ///   finite.
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

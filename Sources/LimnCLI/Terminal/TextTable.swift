import Limn

/// A table of texts, with columns as wide as their content.
struct TextTable {
  enum Side { case left, right }

  let rows: [[String]]
  /// The alignment of each column; further columns are left-aligned.
  let sides: [Side]

  /// - Parameter rows: rows with the same number of cells; a cell takes at most ``mostColumns``
  ///   columns.
  init(_ rows: [[String]], sides: [Side] = []) {
    self.rows = rows.map { $0.map { $0.shown(columns: Self.mostColumns) } }
    self.sides = sides
  }

  static let mostColumns = 60
  static let gap = "  "

  var lines: [String] {
    rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let isRight = column < sides.count && sides[column] == .right
        return isRight ? cell.0.paddedBefore(to: cell.1) : cell.0.padded(to: cell.1)
      }.joined(separator: Self.gap)
    }
  }

  /// The width of the whole table in columns.
  var width: Int { widths.reduce(0, +) + Self.gap.count * max(0, widths.count - 1) }

  private var widths: [Int] {
    (0..<(rows.first?.count ?? 0)).map { column in
      rows.reduce(0) { max($0, $1[column].columns) }
    }
  }
}

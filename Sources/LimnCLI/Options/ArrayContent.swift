import Limn

/// A file's numbers, with the shape that the file itself gives a row.
struct ArrayContent {
  let rows: Matrix
  let rowShape: InputShape
  /// Whether the first column looks like an index that pandas wrote.
  private(set) var beginsWithIndex = false
  /// The columns' names, where the file is a table with a heading.
  private(set) var columnNames: [String]?

  /// - Throws: `DataError`, `FileError`.
  init(path: String) throws {
    let name = path.lowercased()
    if name.hasSuffix(".npy") {
      let file = try NPYFile(path: path)
      rows = try file.matrix()
      let axes = file.header.shape.dropFirst()
      // n×1×H×W is an image as well.
      let sides = axes.count == 3 && axes.first == 1 ? axes.dropFirst() : axes
      if sides.count == 2, let height = sides.first, let width = sides.last {
        rowShape = .image(height: height, width: width)
      } else {
        rowShape = .vector(rows.columns)
      }
    } else if name.hasSuffix(".csv") {
      let table = try CSVTable(path: path)
      rows = table.values
      beginsWithIndex = table.beginsWithIndex
      columnNames = table.heading
      rowShape = .vector(rows.columns)
    } else {
      throw DataError.unknownFormat(file: path)
    }
    guard rows.rows > 0, rows.columns > 0 else { throw DataError.noRows(file: path) }
  }
}

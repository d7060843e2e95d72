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
      let axes = Array(file.header.shape.dropFirst())
      // n×C×H×W is an image as well, and n×H×W×C.
      if axes.count == 2 {
        rowShape = .image(height: axes[0], width: axes[1])
        rows = try file.matrix()
      } else if let layout = ImageLayout.possible(for: axes).first, let image = layout.image(axes) {
        let rowsOfFile = try InputFile(path: path, schema: InputSchema(image, layout: layout))
        rowShape = image
        rows = try rowsOfFile.rows(0..<rowsOfFile.count)
      } else {
        rows = try file.matrix()
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

import LimnCore

/// Inputs for a model in a file, `.npy` or `.csv`, one in each row.
///
/// The axes of an NPY array after the first make up a row: n×64 or n×8×8 for an 8×8 image. An array
/// of one input's size altogether, 64 or 8×8, is one row. A range of rows is read when it is asked
/// for.
///
/// A colour image's axes may be in either order: n×3×32×32 or n×32×32×3. Rows that do not show theirs
/// have the schema's. They are given channels first.
public struct InputFile: Sendable {
  public let path: String
  /// The shape each row is to be read in.
  public let shape: InputShape
  /// The number of rows.
  public let count: Int
  /// Where each value of an input lies in a row of the file; `nil` where it has the same place.
  private let places: [Int]?
  private let source: Source

  private enum Source {
    case array(NPYFile)
    case table(CSVFile)
  }

  /// Opens the file and checks the width of its rows.
  ///
  /// - Parameter shape: of the rows; what does not show its layout has channels first.
  /// - Throws: as ``init(path:schema:)``.
  public init(path: String, shape: InputShape) throws {
    try self.init(path: path, schema: InputSchema(shape))
  }

  /// Opens the file and checks the width of its rows.
  ///
  /// - Parameter schema: the rows' shape, and the layout of rows that do not show it.
  /// - Throws: `FileError.cannotRead`; `DataError.unknownFormat`, `.wrongWidth`, `.indexColumn`,
  ///   `.noRows`, and what ``NPYFile`` and ``CSVTable/init(parsing:file:numbers:)`` throw.
  public init(path: String, schema: InputSchema) throws {
    let shape = schema.shape
    self.path = path
    self.shape = shape
    var layout = schema.layout
    let name = path.lowercased()
    if name.hasSuffix(".npy") {
      let array = try NPYFile(path: path)
      self.source = .array(array)
      self.count = try Self.rows(of: array, shape: shape)
      layout = Self.layout(of: array.header.shape, schema: schema)
    } else if name.hasSuffix(".csv") {
      // What is not finite is refused row by row, so that a run may leave out a bad row.
      let table = try CSVFile(path: path)
      guard table.columns == shape.count else {
        if table.columns == shape.count + 1, table.beginsWithIndex {
          throw DataError.indexColumn(file: path, columns: table.columns, expected: shape)
        }
        throw DataError.wrongWidth(
          file: path, shape: [table.rows, table.columns], expected: shape)
      }
      self.source = .table(table)
      self.count = table.rows
    } else {
      throw DataError.unknownFormat(file: path)
    }
    self.places = layout.places(of: shape)
    guard count > 0 else { throw DataError.noRows(file: path) }
  }

  /// The layout that an array's axes show, or else the schema's.
  private static func layout(of sizes: [Int], schema: InputSchema) -> ImageLayout {
    let fitting = ImageLayout.allCases.filter { layout in
      let own = layout.sizes(of: schema.shape)
      return sizes.suffix(own.count) == own[...]
    }
    guard let only = fitting.first, fitting.count == 1 else { return schema.layout }
    return only
  }

  /// The columns' names, where the file is a table with a heading.
  public var columnNames: [String]? {
    guard case .table(let table) = source, let names = table.heading else { return nil }
    return places?.map { names[$0] } ?? names
  }

  private static func rows(of array: NPYFile, shape: InputShape) throws -> Int {
    let header = array.header
    if header.rowSize == shape.count { return header.rows }
    if header.rows * header.rowSize == shape.count { return 1 }
    throw DataError.wrongWidth(file: array.path, shape: header.shape, expected: shape)
  }

  /// One row, counted from 0, as a batch.
  ///
  /// - Throws: as ``rows(_:)``.
  public func row(_ index: Int) throws -> Matrix {
    guard index >= 0, index < count else {
      throw DataError.noSuchRow(file: path, row: index, count: count)
    }
    return try rows(index..<index + 1)
  }

  /// The rows in `range`, `range.count × shape.count`.
  ///
  /// - Throws: `DataError.noSuchRow`, `.nonFinite` for the first NaN or infinity; `FileError`.
  public func rows(_ range: Range<Int>) throws -> Matrix {
    guard range.lowerBound >= 0 else {
      throw DataError.noSuchRow(file: path, row: range.lowerBound, count: count)
    }
    guard range.upperBound <= count else {
      throw DataError.noSuchRow(file: path, row: range.upperBound - 1, count: count)
    }
    let rows: Matrix
    switch source {
    case .table(let table): rows = try table.rows(range)
    case .array(let array) where array.header.rowSize == shape.count: rows = try array.rows(range)
    case .array(let array):
      rows = Matrix(
        rows: range.count, columns: shape.count,
        elements: range.isEmpty ? [] : try array.matrix().elements)
    }
    if let (row, column) = rows.firstNonFinite() {
      throw DataError.nonFinite(file: path, row: range.lowerBound + row, column: column)
    }
    guard let places else { return rows }
    return Matrix(rows: rows.rows, columns: rows.columns) { target in
      rows.elements.withUnsafeBufferPointer { source in
        for row in 0..<rows.rows {
          let start = row * rows.columns
          for (inside, place) in places.enumerated() {
            target[start + inside] = source[start + place]
          }
        }
      }
    }
  }
}

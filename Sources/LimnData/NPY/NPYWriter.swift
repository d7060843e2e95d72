import LimnCore

/// Writes an NPY file of `Float` row by row, so that a batch need not fit into memory.
///
/// The header is written first, so the number of rows must be known. The file appears at its path
/// on ``finish()``; if the writer is discarded before that, nothing is left behind.
public struct NPYWriter: ~Copyable {
  /// The shape of the whole array; the first axis counts rows.
  public let shape: [Int]
  /// The number of rows appended so far.
  public private(set) var rowsWritten = 0
  private let rowSize: Int
  private var file: PartialFile

  /// Begins a new array and writes its header.
  ///
  /// - Parameters:
  ///   - path: the destination of the file.
  ///   - rows: the number of rows that will be appended.
  ///   - rowShape: the shape of one row, such as `[8, 8]` for an image.
  /// - Throws: `FileError.cannotWrite`.
  public init(path: String, rows: Int, rowShape: [Int]) throws {
    self.shape = [rows] + rowShape
    self.rowSize = rowShape.reduce(1, *)
    var file = try PartialFile(path: path)
    try file.append(
      NPYHeader(elementType: .float32, isFortranOrder: false, shape: shape).encoded)
    self.file = file
  }

  /// Appends `rows`, whose width must be that of ``shape``.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public mutating func append(_ rows: Matrix) throws {
    precondition(rows.columns == rowSize, "rows of \(rows.columns) values in shape \(shape)")
    rowsWritten += rows.rows
    precondition(rowsWritten <= shape[0], "\(rowsWritten) rows for shape \(shape)")
    try file.append(littleEndian: rows.elements)
  }

  /// Moves the file to its destination. All rows must have been appended.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public consuming func finish() throws {
    precondition(rowsWritten == shape[0], "\(rowsWritten) rows for shape \(shape)")
    try file.commit()
  }
}

extension NPYWriter {
  /// Writes a whole array: `values`, of `shape.reduce(1, *)` elements in C order.
  ///
  /// - Parameters:
  ///   - values: `shape.reduce(1, *)` elements in C order.
  ///   - shape: the length of each axis.
  ///   - path: the destination of the file.
  /// - Throws: `FileError.cannotWrite`; an existing file at `path` is then unchanged.
  public static func write(_ values: [Float], shape: [Int], to path: String) throws {
    precondition(
      values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    var file = try PartialFile(path: path)
    try file.append(
      NPYHeader(elementType: .float32, isFortranOrder: false, shape: shape).encoded)
    try file.append(littleEndian: values)
    try file.commit()
  }
}

extension PartialFile {
  fileprivate mutating func append(littleEndian values: [Float]) throws {
    #if _endian(little)
      try values.withUnsafeBytes { try append($0) }
    #else
      try values.map(\.bitPattern.littleEndian).withUnsafeBytes { try append($0) }
    #endif
  }
}

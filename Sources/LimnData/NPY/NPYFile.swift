import LimnCore

/// An array in an NPY file, from which rows are read as they are wanted.
///
/// Only the header is held in memory: a batch larger than memory is read range by range.
public struct NPYFile: Sendable, Hashable {
  public let path: String
  public let header: NPYHeader
  private let dataStart: Int

  /// A numeric array's header takes a few hundred bytes; nothing longer is looked at.
  private static let maximumHeaderSize = 1 << 16

  /// Reads and checks the header, and that the file is as long as the header says.
  ///
  /// - Throws: `FileError.cannotRead`; `DataError.malformed`, `.unsupportedElementType`,
  ///   `.arrayTooLarge`, `.wrongLength`.
  public init(path: String) throws {
    let file = try ReadableFile(path: path)
    let preamble = try file.bytes(at: 0, count: NPYHeader.preambleSize)
    guard preamble.starts(with: NPYHeader.magic) else {
      throw DataError.malformed(file: path, at: .byte(0), expected: "the signature of an NPY file")
    }
    guard preamble.count == NPYHeader.preambleSize, (1...3).contains(preamble[6]), preamble[7] == 0
    else {
      throw DataError.malformed(file: path, at: .byte(6), expected: "version 1.0, 2.0 or 3.0")
    }
    let lengthSize = preamble[6] == 1 ? 2 : 4
    let lengthBytes = try file.bytes(at: NPYHeader.preambleSize, count: lengthSize)
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let headerStart = NPYHeader.preambleSize + lengthSize
    guard lengthBytes.count == lengthSize, length < Self.maximumHeaderSize,
      headerStart + length <= file.size
    else {
      throw DataError.malformed(
        file: path, at: .byte(NPYHeader.preambleSize),
        expected: "the length of a header that follows")
    }
    var parser = NPYHeaderParser(
      try file.bytes(at: headerStart, count: length), at: headerStart, file: path)
    let header = try parser.header()
    let dataStart = headerStart + length
    guard let end = header.dataSize.flatMap({ $0 <= Int.max - dataStart ? dataStart + $0 : nil })
    else {
      throw DataError.arrayTooLarge(file: path, shape: header.shape)
    }
    guard file.size == end else {
      throw DataError.wrongLength(file: path, bytes: file.size, expected: end)
    }
    self.path = path
    self.header = header
    self.dataStart = dataStart
  }

  /// The rows in `range`, `range.count × header.rowSize`, the axes after the first run together in
  /// C order whichever order the file has. Values are rounded to the nearest `Float`; NaN and
  /// infinities are given as they are.
  ///
  /// - Throws: `FileError.cannotRead`, or `DataError.wrongLength` when the file has been cut since.
  public func rows(_ range: Range<Int>) throws -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= header.rows,
      "rows \(range) of \(header.rows)")
    guard !range.isEmpty, header.rowSize > 0 else {
      return Matrix(rows: range.count, columns: header.rowSize)
    }
    let file = try ReadableFile(path: path)
    guard header.isFortranOrder, header.shape.count > 1 else {
      let values = try elements(
        range.lowerBound * header.rowSize..<range.upperBound * header.rowSize, of: file)
      return Matrix(rows: range.count, columns: header.rowSize, elements: values)
    }
    var result = Matrix(rows: range.count, columns: header.rowSize)
    for (stored, column) in fortranColumns().enumerated() {
      let start = stored * header.rows
      let values = try elements(
        start + range.lowerBound..<start + range.upperBound, of: file)
      for (row, value) in values.enumerated() { result[row, column] = value }
    }
    return result
  }

  /// The whole array as a matrix.
  ///
  /// - Throws: as ``rows(_:)``.
  public func matrix() throws -> Matrix {
    try rows(0..<header.rows)
  }

  /// For each column in the order a Fortran file stores them, its number in C order.
  private func fortranColumns() -> [Int] {
    var columns = [0]
    var stride = header.rowSize
    for axis in header.shape.dropFirst() {
      stride /= axis
      columns = (0..<axis).flatMap { index in columns.map { $0 + index * stride } }
    }
    return columns
  }

  private func elements(_ range: Range<Int>, of file: borrowing ReadableFile) throws -> [Float] {
    let size = header.elementType.size
    let start = dataStart + range.lowerBound * size
    let bytes = try file.bytes(at: start, count: range.count * size)
    guard bytes.count == range.count * size else {
      throw DataError.wrongLength(
        file: path, bytes: start + bytes.count, expected: start + range.count * size)
    }
    return bytes.withUnsafeBytes { header.elementType.floats(from: $0) }
  }
}

import LimnCore

/// An array in an NPY file, whose rows are read on demand.
///
/// Only the header is held in memory, so a batch may be larger than memory.
public struct NPYFile: Sendable, Hashable {
  /// The path of the file.
  public let path: String
  /// The name used in errors.
  private let name: String
  /// The header of the array.
  public let header: NPYHeader
  private let dataStart: Int

  /// The maximum size of a header, in bytes; that of a numeric array takes a few hundred.
  private static let maximumHeaderSize = 1 << 16

  /// Opens a file, and checks its header and that its length matches.
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - name: the name used in errors; `nil` for the path.
  /// - Throws: `FileError.cannotRead`; `DataError.malformed`, `.unsupportedElementType`,
  ///   `.arrayTooLarge`, `.wrongLength`.
  public init(path: String, name: String? = nil) throws {
    let name = name ?? path
    let file = try ReadableFile(path: path)
    let preamble = try file.bytes(at: 0, count: NPYHeader.preambleSize)
    guard preamble.starts(with: NPYHeader.magic) else {
      throw DataError.malformed(file: name, at: .byte(0), expected: "the signature of an NPY file")
    }
    guard preamble.count == NPYHeader.preambleSize, (1...3).contains(preamble[6]), preamble[7] == 0
    else {
      throw DataError.malformed(file: name, at: .byte(6), expected: "version 1.0, 2.0 or 3.0")
    }
    let lengthSize = preamble[6] == 1 ? 2 : 4
    let lengthBytes = try file.bytes(at: NPYHeader.preambleSize, count: lengthSize)
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let headerStart = NPYHeader.preambleSize + lengthSize
    guard lengthBytes.count == lengthSize, length < Self.maximumHeaderSize,
      headerStart + length <= file.size
    else {
      throw DataError.malformed(
        file: name, at: .byte(NPYHeader.preambleSize),
        expected: "the length of a header that follows")
    }
    var parser = NPYHeaderParser(
      try file.bytes(at: headerStart, count: length), at: headerStart, file: name)
    let header = try parser.header()
    let dataStart = headerStart + length
    guard let end = header.dataSize.flatMap({ $0 <= Int.max - dataStart ? dataStart + $0 : nil })
    else {
      throw DataError.arrayTooLarge(file: name, shape: header.shape)
    }
    guard file.size == end else {
      throw DataError.wrongLength(file: name, bytes: file.size, expected: end)
    }
    self.path = path
    self.name = name
    self.header = header
    self.dataStart = dataStart
  }

  /// Reads the rows in `range`: `range.count × header.rowSize`, with the axes after the first
  /// flattened in C order, even if the file is in Fortran order. Values are rounded to the nearest
  /// `Float`; NaN and infinities are kept.
  ///
  /// - Throws: `FileError.cannotRead`; `DataError.wrongLength` if the file has been truncated since
  ///   it was opened.
  public func rows(_ range: Range<Int>) throws -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= header.rows,
      "rows \(range) of \(header.rows)")
    let elements = try values(ofRows: range, filler: 0) { header.elementType.floats(from: $0) }
    return Matrix(rows: range.count, columns: header.rowSize, elements: elements)
  }

  /// Reads the whole array: `header.rows × header.rowSize`.
  ///
  /// - Throws: as ``rows(_:)``.
  public func matrix() throws -> Matrix {
    try rows(0..<header.rows)
  }

  /// Reads all values exactly as integers, in C order.
  ///
  /// - Throws: `DataError.notWhole` for a fraction, NaN, an infinity, or a value that does not fit
  ///   into 64 bits; otherwise as ``rows(_:)``.
  public func integers() throws -> [Int] {
    var next = 0
    return try values(ofRows: 0..<header.rows, filler: 0) { bytes in
      do {
        let values = try header.elementType.integers(from: bytes)
        next += values.count
        return values
      } catch let error as NPYElementType.NotWhole {
        throw DataError.notWhole(file: name, index: next + error.index, value: error.value)
      }
    }
  }

  /// The number of bytes that are read at a time.
  private static let blockSize = 1 << 20

  /// The values of the rows in `range` in C order; `decode` converts elements in the file's order.
  private func values<Value>(
    ofRows range: Range<Int>, filler: Value, decode: (UnsafeRawBufferPointer) throws -> [Value]
  ) throws -> [Value] {
    guard !range.isEmpty, header.rowSize > 0 else { return [] }
    let file = try ReadableFile(path: path)
    let (rows, rowSize) = (header.rows, header.rowSize)
    guard header.isFortranOrder, header.shape.count > 1 else {
      var values: [Value] = []
      values.reserveCapacity(range.count * rowSize)
      let elements = range.lowerBound * rowSize..<range.upperBound * rowSize
      let step = Self.blockSize / header.elementType.size
      for start in stride(from: elements.lowerBound, to: elements.upperBound, by: step) {
        values += try decoded(
          start..<min(start + step, elements.upperBound), of: file, decode: decode)
      }
      return values
    }
    var values = [Value](repeating: filler, count: range.count * rowSize)
    // Reads one stored column's rows in the range, or several short columns completely.
    let together = max(1, Self.blockSize / (rows * header.elementType.size))
    var column = FortranColumn(axes: header.shape.dropFirst())
    for stored in stride(from: 0, to: rowSize, by: together) {
      let count = min(together, rowSize - stored)
      let read = count == 1 ? range : 0..<rows
      let block = try decoded(
        stored * rows + read.lowerBound..<(stored + count - 1) * rows + read.upperBound, of: file,
        decode: decode)
      for index in 0..<count {
        let start = index * rows + range.lowerBound - read.lowerBound
        for row in 0..<range.count { values[row * rowSize + column.number] = block[start + row] }
        column.advance()
      }
    }
    return values
  }

  private func decoded<Value>(
    _ range: Range<Int>, of file: borrowing ReadableFile,
    decode: (UnsafeRawBufferPointer) throws -> [Value]
  ) throws -> [Value] {
    let size = header.elementType.size
    let start = dataStart + range.lowerBound * size
    let bytes = try file.bytes(at: start, count: range.count * size)
    guard bytes.count == range.count * size else {
      throw DataError.wrongLength(
        file: name, bytes: start + bytes.count, expected: start + range.count * size)
    }
    return try bytes.withUnsafeBytes(decode)
  }
}

/// A column of a row, in the order in which a Fortran file stores them: the first axis varies
/// fastest.
private struct FortranColumn {
  private let axes: [Int]
  /// The distance in C order between neighbours along each axis.
  private let strides: [Int]
  private var indices: [Int]
  /// The column's index in C order.
  private(set) var number = 0

  init(axes: ArraySlice<Int>) {
    self.axes = Array(axes)
    indices = axes.map { _ in 0 }
    var strides: [Int] = []
    var stride = 1
    for axis in axes.reversed() {
      strides.append(stride)
      stride *= axis
    }
    self.strides = strides.reversed()
  }

  /// Moves to the next column; the last one is followed by the first.
  mutating func advance() {
    for axis in axes.indices {
      number += strides[axis]
      indices[axis] += 1
      if indices[axis] < axes[axis] { return }
      number -= axes[axis] * strides[axis]
      indices[axis] = 0
    }
  }
}

import LimnCore

/// An array in an NPY file, from which rows are read as they are wanted.
///
/// Only the header is held in memory: a batch larger than memory is read range by range.
public struct NPYFile: Sendable, Hashable {
  /// Where the file is.
  public let path: String
  /// What it is called in errors.
  private let name: String
  /// What the file says of its array.
  public let header: NPYHeader
  private let dataStart: Int

  /// A numeric array's header takes a few hundred bytes; nothing longer is looked at.
  private static let maximumHeaderSize = 1 << 16

  /// Reads and checks the header, and that the file is as long as the header says.
  ///
  /// - Parameter name: what it is called in errors; its path if `nil`.
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

  /// The rows in `range`, `range.count × header.rowSize`, the axes after the first run together in
  /// C order whichever order the file has. Values are rounded to the nearest `Float`; NaN and
  /// infinities are given as they are.
  ///
  /// - Throws: `FileError.cannotRead`, or `DataError.wrongLength` when the file has been cut since.
  public func rows(_ range: Range<Int>) throws -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= header.rows,
      "rows \(range) of \(header.rows)")
    let elements = try values(ofRows: range, filler: 0) { header.elementType.floats(from: $0) }
    return Matrix(rows: range.count, columns: header.rowSize, elements: elements)
  }

  /// The whole array as a matrix.
  ///
  /// - Throws: as ``rows(_:)``.
  public func matrix() throws -> Matrix {
    try rows(0..<header.rows)
  }

  /// All values as whole numbers, exactly, in C order.
  ///
  /// - Throws: `DataError.notWhole` for a fraction, a NaN, an infinity, or what 64 bits do not hold;
  ///   else as ``rows(_:)``.
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

  /// The bytes that are read at a time.
  private static let blockSize = 1 << 20

  /// The values of the rows in `range` in C order, as `decode` makes them of elements in the file's
  /// order.
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
    // One stored column's rows in the range, or several short columns whole.
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

/// A column of a row, in the order in which a Fortran file stores them: the first axis runs fastest.
private struct FortranColumn {
  private let axes: [Int]
  /// How far apart in C order the neighbours along each axis are.
  private let strides: [Int]
  private var indices: [Int]
  /// Its number in C order.
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

  /// Goes on to the next; behind the last comes the first.
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

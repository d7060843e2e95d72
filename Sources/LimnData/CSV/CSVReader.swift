import LimnCore

/// Splits the text of a CSV file into lines of cells, block by block. All knowledge of separators
/// and quotes is here.
///
/// A quote begins a quoted cell only if it is the first character of a cell after optional spaces;
/// anywhere else it is an ordinary character. Cost: linear in the number of bytes; memory for one
/// block and one line.
struct CSVReader: ~Copyable {
  /// The maximum number of cells in a line.
  static let mostCells = 1 << 20

  private enum Source: ~Copyable {
    /// The block contains the whole text.
    case memory
    case file(ReadableFile)
  }

  let separator: UInt8
  /// The line at which the next record begins, counted from 1.
  private(set) var line: Int
  /// The record that ``next()`` has read.
  private(set) var record = CSVRecord()

  private let file: String
  private let source: Source
  private let blockSize: Int
  private var block: [UInt8]
  /// The offset of the block in the file.
  private var blockOffset = 0
  /// The position of the next byte in the block.
  private var position = 0

  /// Creates a reader for a text in memory; `file` is its name in errors.
  ///
  /// - Throws: `DataError.malformed` for UTF-16, which spreadsheets write as "Unicode text".
  init(_ bytes: [UInt8], file: String) throws {
    let start = try Self.textStart(bytes.prefix(3), file: file)
    let separator = try Self.separator {
      CSVReader(
        file: file, source: .memory, block: bytes, blockSize: bytes.count, separator: $0, line: 1,
        offset: start)
    }
    self.init(
      file: file, source: .memory, block: bytes, blockSize: bytes.count, separator: separator,
      line: 1, offset: start)
  }

  /// Creates a reader for a regular file, which reads `blockSize` bytes at a time.
  ///
  /// - Throws: `FileError.cannotRead`; `DataError.malformed` for UTF-16.
  init(path: String, name: String? = nil, blockSize: Int) throws {
    let start = try Self.textStart(
      ReadableFile(path: path).bytes(at: 0, count: 3)[...], file: name ?? path)
    let separator = try Self.separator {
      try CSVReader(
        path: path, name: name, blockSize: blockSize, separator: $0, line: 1, offset: start)
    }
    try self.init(
      path: path, name: name, blockSize: blockSize, separator: separator, line: 1, offset: start)
  }

  /// Creates a reader for a regular file that starts at an offset where a record begins.
  ///
  /// - Throws: `FileError.cannotRead`.
  init(
    path: String, name: String? = nil, blockSize: Int, separator: UInt8, line: Int, offset: Int
  ) throws {
    self.init(
      file: name ?? path, source: .file(try ReadableFile(path: path)), block: [],
      blockSize: blockSize,
      separator: separator, line: line, offset: offset)
  }

  private init(
    file: String, source: consuming Source, block: [UInt8], blockSize: Int, separator: UInt8,
    line: Int, offset: Int
  ) {
    self.file = file
    self.source = source
    self.block = block
    self.blockSize = blockSize
    self.separator = separator
    self.line = line
    if block.isEmpty { blockOffset = offset } else { position = offset }
  }

  /// Reads the next line of cells into ``record``; returns false at the end. Blank lines at the end
  /// are ignored.
  ///
  /// - Throws: `DataError.malformed` for a quote that is not closed, or that is closed inside a
  ///   cell; `DataError.tooManyCells`, `FileError.cannotRead`.
  mutating func next() throws -> Bool {
    guard try !isBlankToTheEnd() else { return false }
    record.begin(line: line, offset: offset)
    repeat {
      guard record.count < Self.mostCells else {
        throw DataError.tooManyCells(file: file, line: record.line, most: Self.mostCells)
      }
      try readCell()
    } while try take(separator)
    // A line ends with LF, CRLF or CR.
    let hasReturn = try take(0x0D)
    let hasFeed = try take(0x0A)
    if hasReturn || hasFeed { line += 1 }
    return true
  }

  private mutating func readCell() throws {
    while try take(0x20) {}
    if try take(Self.quote) {
      try readQuoted()
      record.endCell()
      return
    }
    repeat {
      let run = block[position...].prefix { $0 != separator && !Self.isLineEnd($0) }
      record.append(run)
      position = run.endIndex
    } while try position == block.count && readBlock()
    record.endCell(trimmingSpaces: true)
  }

  /// Reads up to the closing quote; two consecutive quotes are one quote of the text.
  private mutating func readQuoted() throws {
    let start = line
    while let byte = try peek() {
      position += 1
      guard byte == Self.quote else {
        if byte == 0x0A { line += 1 }
        record.append(byte)
        continue
      }
      if try take(Self.quote) {
        record.append(Self.quote)
        continue
      }
      while try take(0x20) {}
      if let next = try peek(), next != separator, !Self.isLineEnd(next) {
        throw DataError.malformed(
          file: file, at: .cell(line: line, column: record.count + 1),
          expected: "a separator after the closing quote")
      }
      return
    }
    throw DataError.malformed(
      file: file, at: .cell(line: start, column: record.count + 1), expected: "a closing quote")
  }

  /// Whether only spaces and line ends follow. Does not consume anything else.
  private mutating func isBlankToTheEnd() throws -> Bool {
    let start = offset
    while let byte = try peek() {
      guard byte == 0x20 || Self.isLineEnd(byte) else {
        if start >= blockOffset {
          position = start - blockOffset
        } else {
          (block, blockOffset, position) = ([], start, 0)
        }
        return false
      }
      position += 1
    }
    return true
  }

  /// The offset of the next byte in the file.
  private var offset: Int { blockOffset + position }

  private mutating func peek() throws -> UInt8? {
    if position == block.count, try !readBlock() { return nil }
    return block[position]
  }

  private mutating func take(_ byte: UInt8) throws -> Bool {
    guard try peek() == byte else { return false }
    position += 1
    return true
  }

  /// Reads the next block; returns false at the end of the file.
  private mutating func readBlock() throws -> Bool {
    switch source {
    case .memory: return false
    case .file(let file):
      let next = try file.bytes(at: offset, count: blockSize)
      guard !next.isEmpty else { return false }
      (block, blockOffset, position) = (next, offset, 0)
      return true
    }
  }

  private static let quote = UInt8(ascii: "\"")
  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}

extension CSVReader {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The offset at which a text begins, given its first three bytes.
  private static func textStart(_ beginning: ArraySlice<UInt8>, file: String) throws -> Int {
    if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
      throw DataError.malformed(file: file, at: .byte(0), expected: "text in UTF-8, not UTF-16")
    }
    return beginning.starts(with: byteOrderMark) ? byteOrderMark.count : 0
  }

  /// The separator: the first of tab, semicolon and comma that divides the first line into several
  /// cells and the second line, if there is one, into the same number. (A name may contain a
  /// semicolon.) If none does, the first that divides the first line, otherwise a comma.
  private static func separator(_ reader: (UInt8) throws -> CSVReader) throws -> UInt8 {
    var dividing: [UInt8] = []
    for candidate in [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")] {
      var reader = try reader(candidate)
      do {
        guard try reader.next(), reader.record.count > 1 else { continue }
        dividing.append(candidate)
        let width = reader.record.count
        if try !reader.next() || reader.record.count == width { return candidate }
      } catch is DataError {
        // With this candidate, quotes end in the wrong places: either another candidate is right,
        // or the error occurs again when the text is read.
      }
    }
    return dividing.first ?? UInt8(ascii: ",")
  }
}

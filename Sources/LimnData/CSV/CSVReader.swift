import LimnCore

/// Divides the text of a CSV file into lines of cells, block by block: the one place that knows how
/// cells are separated and quoted.
///
/// A quote opens a quoted cell only where it is the first character of a cell, spaces aside; anywhere
/// else it is a character like any other. Cost: linear in the bytes; memory for a block and a line.
struct CSVReader: ~Copyable {
  /// The most cells of a line.
  static let mostCells = 1 << 20

  private enum Source: ~Copyable {
    /// All of the text is in the block.
    case memory
    case file(ReadableFile)
  }

  let separator: UInt8
  /// Where the next record begins, counted from 1.
  private(set) var line: Int
  /// What ``next()`` read last.
  private(set) var record = CSVRecord()

  private let file: String
  private let source: Source
  private let blockSize: Int
  private var block: [UInt8]
  /// Where the block lies in the file.
  private var blockOffset = 0
  /// The next byte's place in the block.
  private var position = 0

  /// A reader of a text that is in memory; `file` names it in errors.
  ///
  /// - Throws: `DataError.malformed` for UTF-16, which a spreadsheet's "Unicode text" is.
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

  /// A reader of a regular file from its beginning, `blockSize` bytes at a time.
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

  /// A reader of a regular file from a place where a record begins.
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

  /// Reads the next line of cells into ``record``; false at the end, where blank lines do not count.
  ///
  /// - Throws: `DataError.malformed` for a quote that is not closed, or closed inside a cell;
  ///   `DataError.tooManyCells`, `FileError.cannotRead`.
  mutating func next() throws -> Bool {
    guard try !isBlankToTheEnd() else { return false }
    record.begin(line: line, offset: offset)
    repeat {
      guard record.count < Self.mostCells else {
        throw DataError.tooManyCells(file: file, line: record.line, most: Self.mostCells)
      }
      try readCell()
    } while try take(separator)
    // LF, CRLF or CR.
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

  /// What stands up to the closing quote; a quote written twice is one of the text.
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

  /// Whether only spaces and line ends follow; what follows is still there afterwards.
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

  /// The next byte's place in the file.
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

  /// Goes on to the next block; false at the end of the file.
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

  /// Where a text begins whose first three bytes are `beginning`.
  private static func textStart(_ beginning: ArraySlice<UInt8>, file: String) throws -> Int {
    if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
      throw DataError.malformed(file: file, at: .byte(0), expected: "text in UTF-8, not UTF-16")
    }
    return beginning.starts(with: byteOrderMark) ? byteOrderMark.count : 0
  }

  /// The first of tab, semicolon and comma that divides the first line into cells and the second, if
  /// there is one, into as many: a name may hold a semicolon. Where none does, the first that divides
  /// the first line; else a comma.
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
        // Quotes end where this separator is not: it is another one, or the text is read again and
        // its error told.
      }
    }
    return dividing.first ?? UInt8(ascii: ",")
  }
}

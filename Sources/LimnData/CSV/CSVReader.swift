/// Divides the text of a CSV file into lines of cells.
struct CSVReader {
  /// One cell: its text without quotes, nor spaces around an unquoted one.
  struct Cell {
    let text: String
    /// Where it begins, counted from 1.
    let line: Int
  }

  /// One line of cells; a quoted cell may hold line ends, so it may take several lines of text.
  struct Record {
    let cells: [Cell]
    /// Where it begins, counted from 1.
    let line: Int
  }

  private let file: String
  private let text: [UInt8]
  let separator: UInt8
  private var position = 0
  /// Where the next record begins, counted from 1.
  private(set) var line: Int

  /// - Parameters:
  ///   - separator: what stands between cells; `nil` for what the first line shows.
  ///   - line: the number of the first line.
  /// - Throws: `DataError.malformed` for UTF-16, which a spreadsheet's "Unicode text" is.
  init(_ bytes: [UInt8], file: String, separator: UInt8? = nil, line: Int = 1) throws {
    self.line = line
    // What a file begins with is looked at where its first line is read.
    if let separator {
      self.file = file
      self.text = bytes
      self.separator = separator
      return
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw DataError.malformed(file: file, at: .byte(0), expected: "text in UTF-8, not UTF-16")
    }
    self.file = file
    self.text = bytes
    self.position = bytes.starts(with: Self.byteOrderMark) ? 3 : 0
    self.separator = Self.separator(of: bytes[position...])
  }

  /// The next line of cells, or `nil` at the end, where blank lines do not count.
  ///
  /// - Throws: `DataError.malformed` for a quote that is not closed, or closed inside a cell.
  mutating func next() throws -> Record? {
    guard text[position...].contains(where: { !Self.isBlank($0) }) else { return nil }
    let start = line
    var cells: [Cell] = []
    repeat {
      cells.append(try cell(column: cells.count + 1))
    } while take(separator)
    takeLineEnd()
    return Record(cells: cells, line: start)
  }

  /// Where the last line that is whole and not blank ends, past its line end; `nil` without one.
  ///
  /// - Parameter text: from the beginning of a line, and not up to the end of its file.
  static func endOfLastLine(in text: [UInt8]) -> Int? {
    var (end, isQuoted, isBlankLine) = (Int?.none, false, true)
    let start = text.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    for (index, byte) in text.enumerated().dropFirst(start) {
      if byte == quote { isQuoted.toggle() }
      if isQuoted || !isLineEnd(byte) {
        if !isBlank(byte) { isBlankLine = false }
        continue
      }
      // CR may be the first half of CRLF.
      if byte == 0x0D, index + 1 == text.count || text[index + 1] == 0x0A { continue }
      if !isBlankLine { end = index + 1 }
      isBlankLine = true
    }
    return end
  }

  private mutating func cell(column: Int) throws -> Cell {
    let start = line
    let blanks = text[position...].prefix { $0 == 0x20 }
    if text[blanks.endIndex...].first == Self.quote {
      position = blanks.endIndex + 1
      return Cell(text: try quoted(from: start, column: column), line: start)
    }
    let cell = text[position...].prefix { $0 != separator && !Self.isLineEnd($0) }
    position = cell.endIndex
    let trimmed = cell.drop { $0 == 0x20 }
    let end = trimmed.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? trimmed.startIndex
    return Cell(text: String(decoding: trimmed[..<end], as: UTF8.self), line: start)
  }

  /// What stands up to the closing quote; a quote written twice is one of the text.
  private mutating func quoted(from start: Int, column: Int) throws -> String {
    var content: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == Self.quote, !take(Self.quote) {
        position = text[position...].prefix { $0 == 0x20 }.endIndex
        guard
          position == text.count || text[position] == separator
            || Self.isLineEnd(text[position])
        else {
          throw DataError.malformed(
            file: file, at: .cell(line: line, column: column),
            expected: "a separator after the closing quote")
        }
        return String(decoding: content, as: UTF8.self)
      }
      if byte == 0x0A { line += 1 }
      content.append(byte)
    }
    throw DataError.malformed(
      file: file, at: .cell(line: start, column: column), expected: "a closing quote")
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// Goes past LF, CRLF or CR.
  private mutating func takeLineEnd() {
    let hasReturn = take(0x0D)
    let hasFeed = take(0x0A)
    if hasReturn || hasFeed { line += 1 }
  }

  /// The first of tab, semicolon and comma that the first line has outside quotes; else a comma.
  private static func separator(of text: ArraySlice<UInt8>) -> UInt8 {
    var found: Set<UInt8> = []
    var isQuoted = false
    for byte in text {
      if byte == quote { isQuoted.toggle() }
      if isQuoted { continue }
      if isLineEnd(byte) { break }
      found.insert(byte)
    }
    return [UInt8(ascii: "\t"), UInt8(ascii: ";")].first(where: found.contains)
      ?? UInt8(ascii: ",")
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let quote = UInt8(ascii: "\"")
  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || isLineEnd(byte) }
}

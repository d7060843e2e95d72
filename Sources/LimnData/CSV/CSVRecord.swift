/// One line of cells. Quoted cells may contain line ends, so it may span several lines of text.
struct CSVRecord {
  /// The position at which the record begins: its line, counted from 1, and its byte offset in the
  /// file.
  private(set) var line = 1
  private(set) var offset = 0
  /// The bytes of all cells, without quotes and without spaces around unquoted cells.
  private var text: [UInt8] = []
  /// The end of each cell's bytes.
  private var ends: [Int] = []

  /// The number of cells.
  var count: Int { ends.count }

  /// The bytes of a cell; cells are counted from 0.
  func cell(_ index: Int) -> ArraySlice<UInt8> {
    text[start(of: index)..<ends[index]]
  }

  /// The text of a cell; invalid UTF-8 is replaced by U+FFFD.
  func text(of index: Int) -> String { String(decoding: cell(index), as: UTF8.self) }

  /// The position of a cell in the file: its line and its column, counted from 1.
  func place(of index: Int) -> DataError.Place {
    // Line ends in the record's text come only from quoted cells before this one.
    .cell(line: line + text[..<start(of: index)].count { $0 == 0x0A }, column: index + 1)
  }

  private func start(of index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

  mutating func begin(line: Int, offset: Int) {
    (self.line, self.offset) = (line, offset)
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func append(_ byte: UInt8) { text.append(byte) }

  mutating func append(_ bytes: ArraySlice<UInt8>) { text += bytes }

  mutating func endCell(trimmingSpaces: Bool = false) {
    let start = ends.last ?? 0
    while trimmingSpaces, text.count > start, text.last == 0x20 { text.removeLast() }
    ends.append(text.count)
  }
}

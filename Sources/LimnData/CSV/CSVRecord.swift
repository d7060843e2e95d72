/// One line of cells; a quoted cell may hold line ends, so it may take several lines of text.
struct CSVRecord {
  /// Where it begins: the line, counted from 1, and the byte in the file.
  private(set) var line = 1
  private(set) var offset = 0
  /// The cells' bytes without their quotes, nor spaces around an unquoted one, one after another.
  private var text: [UInt8] = []
  /// Where each cell's bytes end.
  private var ends: [Int] = []

  /// The number of cells.
  var count: Int { ends.count }

  /// The bytes of a cell, counted from 0.
  func cell(_ index: Int) -> ArraySlice<UInt8> {
    text[start(of: index)..<ends[index]]
  }

  /// The text of a cell; what is not UTF-8 in it becomes U+FFFD.
  func text(of index: Int) -> String { String(decoding: cell(index), as: UTF8.self) }

  /// Where a cell stands in its file: its line, and its column counted from 1.
  func place(of index: Int) -> DataError.Place {
    // Only quoted cells before it hold line ends.
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

import LimnCore
import Testing

@testable import LimnData

/// Read in pieces of any size, a file holds what it holds read whole.
@Suite struct CSVFileTests {
  /// Lines of numbers as programs write them, now and then one that is wrong.
  private func text(_ stream: inout RandomStream) -> [UInt8] {
    let separator = [",", ";", "\t"][stream.integer(below: 3)]
    let lineEnd = ["\n", "\r\n", "\r"][stream.integer(below: 3)]
    let columns = 1 + stream.integer(below: 4)
    func cell(_ stream: inout RandomStream) -> String {
      let number = "\(stream.integer(below: 2000) - 1000)"
      switch stream.integer(below: 60) {
      case 0: return "nan"
      case 1: return ""
      case 2: return "x"
      case 3...12: return "\"\(number)\""
      case 13...16: return " \(number) "
      default: return number
      }
    }
    var lines = (0..<stream.integer(below: 9)).map { _ in
      (0..<columns).map { _ in cell(&stream) }.joined(separator: separator)
    }
    if stream.integer(below: 3) == 0 {
      lines.insert(
        stream.integer(below: 2) == 0
          ? (0..<columns).map { "width \($0)\"" }.joined(separator: separator)
          : (0..<columns).map { "\"a \"\"\($0)\"\"\(lineEnd)b\"" }.joined(separator: separator),
        at: 0)
    }
    if stream.integer(below: 12) == 0, !lines.isEmpty {
      lines.insert("", at: stream.integer(below: lines.count))
    }
    let end = ["", lineEnd, lineEnd + lineEnd][stream.integer(below: 3)]
    let mark: [UInt8] = stream.integer(below: 5) == 0 ? CSVReader.byteOrderMark : []
    return mark + Array((lines.joined(separator: lineEnd) + end).utf8)
  }

  @Test func anyPiecesAreTheWhole() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/t.csv"
    var stream = RandomStream(seed: 5)
    var tables = 0
    for _ in 0..<400 {
      let bytes = text(&stream)
      try AtomicFile.write(bytes, to: path)
      let whole = Result { try CSVTable(parsing: bytes, file: path, numbers: .any).values }
      for size in [1, 5, 17, 1000] {
        let file = Result { try CSVFile(path: path, pieceSize: size) }
        switch (whole, file) {
        case (.success(let table), .success(let file)):
          tables += 1
          #expect(file.rows == table.rows && file.columns == table.columns)
          for _ in 0..<3 {
            let start = stream.integer(below: table.rows + 1)
            let end = start + stream.integer(below: table.rows - start + 1)
            let (found, expected) = (try file.rows(start..<end), table.rows(start..<end))
            // NaN is not equal to itself.
            #expect(found.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern))
          }
        case (.failure(let expected as DataError), .failure(let found as DataError)):
          #expect(found == expected)
        default:
          Issue.record("\(whole) against \(file): \(String(decoding: bytes, as: UTF8.self))")
        }
      }
    }
    #expect(tables > 400, "the trial has too few tables")
  }

  /// A lone quote once made every piece as long as the rest of the file, so that rows cost its square.
  @Test func aLoneQuoteOpensNothing() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/t.csv"
    let rows = (0..<20_000).map { "\($0),\($0 % 7)" }.joined(separator: "\n")
    try AtomicFile.write(Array("width 5\",b\n\(rows)\n".utf8), to: path)
    let file = try CSVFile(path: path)
    #expect(file.rows == 20_000 && file.heading == ["width 5\"", "b"])
    let start = ContinuousClock.now
    for row in stride(from: 0, to: 20_000, by: 10) {
      #expect(try file.rows(row..<row + 1).elements == [Float(row), Float(row % 7)])
    }
    // 2,000 pieces of 16 KB; of the whole file each, 240 KB, it would be fifteen times as many bytes.
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func aFileThatShrankIsTold() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/t.csv"
    try AtomicFile.write(Array("1,2\n3,4\n5,6\n".utf8), to: path)
    let file = try CSVFile(path: path, pieceSize: 4)
    #expect(try file.rows(1..<3).elements == [3, 4, 5, 6])
    try AtomicFile.write(Array("1,2\n3,4\n".utf8), to: path)
    #expect(throws: DataError.self) { try file.rows(1..<3) }
  }
}

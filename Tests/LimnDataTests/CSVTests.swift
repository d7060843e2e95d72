import LimnCore
import LimnData
import Testing

private func table(_ text: String) throws -> CSVTable {
  try CSVTable(parsing: Array(text.utf8), file: "t.csv")
}

@Suite struct CSVTests {
  private let expected = Matrix(rows: [[1, -2.5], [3e4, 0]], columns: 2)

  @Test(arguments: [
    "1,-2.5\n3e4,0\n", "1,-2.5\r\n3e4,0\r\n", "1,-2.5\r3e4,0", "1;-2.5\n3e4;0", "1\t-2.5\n3e4\t0",
    "\u{FEFF}1,-2.5\n3e4,0\n\n  \n", "\"1\",\"-2.5\"\n\"3e4\" , 0 \n", " 1 , -2.5\n+3e4,-0\n",
  ])
  func formsOfTheSameTable(text: String) throws {
    let table = try table(text)
    #expect(table.heading == nil)
    #expect(table.values == expected)
  }

  @Test func headings() throws {
    let named = try table("\"ink, left\";\"a \"\"b\"\"\nc\"\n1;-2.5\n3e4;0")
    #expect(named.heading == ["ink, left", "a \"b\"\nc"])
    #expect(named.values == expected)
    #expect(try table("0,1,2\n7,8,9\n").heading == ["0", "1", "2"])
    #expect(try table("0,1\n7,8\n").heading == nil)
    #expect(try table(",a\n7,8\n").heading == ["", "a"])
  }

  @Test func cellsThatAreNoNumbersAreNamedByLineAndColumn() {
    for (text, line, column, cell) in [
      ("1,2\n3,x\n", 2, 2, "x"), ("1,x\n", 1, 2, "x"), ("a,b\n\"1\n\",2", 2, 1, "1\n"),
      ("\"a\nb\",c\n1,2\n-,4", 4, 1, "-"), ("1;2,5,\n", 1, 2, "2,5,"),
    ] {
      #expect(
        throws: DataError.notANumber(
          file: "t.csv", at: .cell(line: line, column: column), text: cell)
      ) { try table(text) }
    }
  }

  /// What C reads as a number, and people do not write as one.
  @Test(arguments: [
    "0x1A", "1\u{0}2", "12\u{0}garbage", "\u{0}", "1\u{1}", "1_000", "1,000", "1 000", "nan(1)",
    "0b1", "1e", "1e+", ".", "+", "-.e1", "1.2.3", "infinit", "\u{1B}[31m1", "１２", "1f", "1.",
  ])
  func onlyDecimalNumbersAreNumbers(cell: String) throws {
    let text = "a,b\n1,\"\(cell)\"\n"
    if cell == "1." {
      // A point may end a number, as spreadsheets and C print it.
      #expect(try table(text).values == Matrix(rows: [[1, 1]], columns: 2))
      return
    }
    #expect(
      throws: DataError.notANumber(file: "t.csv", at: .cell(line: 2, column: 2), text: cell)
    ) { try table(text) }
  }

  /// Numbers agree with those of Swift's own reader of decimal text.
  @Test func numbersAreRoundedToTheNearest() throws {
    var stream = RandomStream(seed: 12)
    for _ in 0..<2_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
      guard value.isFinite else { continue }
      for text in ["\(value)", "\(Double(value))"] {
        #expect(try table("\(text),1\n").values[0, 0] == value, "\(text)")
      }
    }
    #expect(try table("16777217,.5\n").values == Matrix(rows: [[16_777_216, 0.5]], columns: 2))
  }

  /// A name may hold the separators of other tables, and quotes that open nothing.
  @Test func namesHoldAnything() throws {
    #expect(try table("weight; kg,f1\n1,2\n").heading == ["weight; kg", "f1"])
    #expect(try table("a\tb;c,d\n1;2\n").heading == ["a\tb", "c,d"])
    #expect(try table("a,b;c\n1;2\n").heading == ["a,b", "c"])
    #expect(try table("width 5\",height 5'\"\n1,2\n").heading == ["width 5\"", "height 5'\""])
    // Where the second line agrees with none, the first line decides.
    #expect(throws: DataError.ragged(file: "t.csv", line: 2, cells: 3, expected: 2)) {
      try table("a;b\n1;2;3\n")
    }
  }

  @Test func aHeadingInAnotherEncodingIsNamed() {
    let latin1 = Array("a,gr".utf8) + [0xF6, 0xDF] + Array("e\n1,2\n".utf8)
    #expect(
      throws: DataError.notUTF8(file: "t.csv", at: .cell(line: 1, column: 2), byte: 0xF6)
    ) { try CSVTable(parsing: latin1, file: "t.csv") }
    #expect(
      throws: DataError.malformed(
        file: "t.csv", at: .cell(line: 1, column: 1), expected: "a name without the character NUL")
    ) { try table("a\u{0}b,c\n1,2\n") }
  }

  @Test func anIndexThatPandasWroteIsSeen() throws {
    #expect(try table(",a\n0,5\n1,6\n2,7\n").beginsWithIndex)
    #expect(try table("Unnamed: 0,a\n0,5\n1,6\n2,7\n").beginsWithIndex)
    #expect(try table("0,5\n1,6\n2,7\n").beginsWithIndex)
    // Columns without names, too.
    let unnamed = try table(",0,1\n0,5,6\n1,6,7\n2,7,8\n")
    #expect(unnamed.heading == ["", "0", "1"] && unnamed.beginsWithIndex)
    #expect(try !table("id,a\n0,5\n1,6\n2,7\n").beginsWithIndex)
    #expect(try !table(",a\n0,5\n1,6\n3,7\n").beginsWithIndex)
    #expect(try !table(",a\n0,5\n1,6\n").beginsWithIndex)
    #expect(try !table("0\n1\n2\n").beginsWithIndex)
  }

  @Test func linesOfTooManyCellsAreRefused() {
    let line = [UInt8](repeating: UInt8(ascii: ","), count: 1 << 20)
    #expect(throws: DataError.tooManyCells(file: "t.csv", line: 1, most: 1 << 20)) {
      try CSVTable(parsing: line, file: "t.csv")
    }
  }

  @Test func raggedLinesAreNamed() {
    #expect(throws: DataError.ragged(file: "t.csv", line: 3, cells: 1, expected: 2)) {
      try table("a,b\n1,2\n3\n")
    }
    #expect(throws: DataError.ragged(file: "t.csv", line: 2, cells: 3, expected: 2)) {
      try table("1,2\n3,4,\n")
    }
    // A blank line between rows is a line of one empty cell.
    #expect(throws: DataError.ragged(file: "t.csv", line: 2, cells: 1, expected: 2)) {
      try table("1,2\n\n3,4\n")
    }
  }

  @Test(arguments: ["nan", "NaN", "inf", "-Infinity", "1e39"])
  func whatIsNotFiniteIsRefusedUnlessWanted(cell: String) throws {
    #expect(throws: DataError.nonFinite(file: "t.csv", row: 1, column: 1)) {
      try table("a,b\n1,2\n3,\(cell)\n")
    }
    let kept = try CSVTable(parsing: Array("1,\(cell)".utf8), file: "t.csv", numbers: .any)
    #expect(!kept.values[0, 1].isFinite)
  }

  @Test func tablesWithoutRowsAreRefused() {
    for text in ["", "\n\n", "a,b\n", "\u{FEFF}"] {
      #expect(throws: DataError.noRows(file: "t.csv")) { try table(text) }
    }
  }

  @Test func quotesMustClose() {
    #expect(
      throws: DataError.malformed(
        file: "t.csv", at: .cell(line: 2, column: 2), expected: "a closing quote")
    ) { try table("1,2\n3,\"4\n5,6") }
    #expect(
      throws: DataError.malformed(
        file: "t.csv", at: .cell(line: 1, column: 1),
        expected: "a separator after the closing quote")
    ) { try table("\"1\"2,3") }
  }

  @Test func otherEncodingsAreRefused() {
    #expect(
      throws: DataError.malformed(
        file: "t.csv", at: .byte(0), expected: "text in UTF-8, not UTF-16")
    ) { try CSVTable(parsing: [0xFF, 0xFE, 0x31, 0], file: "t.csv") }
  }

  @Test func randomBytesNeverCrash() {
    var stream = RandomStream(seed: 2)
    let alphabet = Array("01.,;\t\"\r\n -ex\u{FEFF}".utf8)
    for _ in 0..<2_000 {
      let bytes = (0..<stream.integer(below: 24)).map { _ in
        stream.uniform() < 0.9
          ? alphabet[stream.integer(below: alphabet.count)] : UInt8(stream.integer(below: 256))
      }
      do {
        let table = try CSVTable(parsing: bytes, file: "t.csv")
        #expect(table.values.rows > 0)
      } catch {
        #expect(error is DataError)
      }
    }
  }

  @Test func writerQuotesWhatNeedsIt() throws {
    var writer = CSVWriter()
    writer.append(["plain", "a,b", "say \"hi\"", "two\nlines", ""])
    writer.append(["1"])
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n1\r\n")
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    var writer = CSVWriter()
    let heading = ["a,b", "\"quoted\"", "three\r\nlines\n"]
    let rows: [[Float]] = [[0.1, -3e-30, 7], [1, 2, 16_777_216]]
    writer.append(heading)
    for row in rows { writer.append(row.map { "\($0)" }) }
    let table = try CSVTable(parsing: writer.bytes, file: "t.csv")
    #expect(table.heading == heading)
    #expect(table.values == Matrix(rows: rows, columns: 3))
  }
}

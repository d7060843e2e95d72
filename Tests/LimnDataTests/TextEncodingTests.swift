import Foundation
import LimnCore
import LimnData
import Testing

/// Tables in other encodings than UTF-8.
@Suite struct TextEncodingTests {
  private func write(_ bytes: [UInt8], to directory: borrowing TemporaryDirectory) throws -> String
  {
    let path = try directory.file("t.csv", "")
    try AtomicFile.write(bytes, to: path)
    return path
  }

  private let text = "größe,œuvre,数\n1,2,3\n"

  /// Foundation's encoder writes what is read back.
  @Test(arguments: [
    (TextEncoding.utf16LittleEndian, String.Encoding.utf16LittleEndian),
    (.utf16BigEndian, .utf16BigEndian), (.utf8, .utf8),
  ])
  func everyCharacterIsRead(_ encoding: TextEncoding, _ foundation: String.Encoding) throws {
    let directory = try TemporaryDirectory()
    // Beyond the first plane, and longer than a block: a pair of units may stand at a block's end.
    let long = "a" + String(repeating: "𝄞x", count: 40_000)
    let content = text.replacing("数", with: long)
    let path = try write(Array(try #require(content.data(using: foundation))), to: directory)
    let file = try InputFile(path: path, columns: TableColumns(encoding: encoding))
    #expect(file.columnNames == ["größe", "œuvre", long])
    #expect(try file.matrix().elements == [1, 2, 3])
  }

  @Test func utf16WithAMarkIsNoticed() throws {
    let directory = try TemporaryDirectory()
    for (mark, foundation) in [
      ([0xFF, 0xFE], String.Encoding.utf16LittleEndian), ([0xFE, 0xFF], .utf16BigEndian),
    ] as [([UInt8], String.Encoding)] {
      let path = try write(mark + Array(try #require(text.data(using: foundation))), to: directory)
      for encoding in [nil, TextEncoding.utf16] {
        let file = try InputFile(path: path, columns: TableColumns(encoding: encoding))
        #expect(file.columnNames == ["größe", "œuvre", "数"])
      }
    }
  }

  @Test func everyByteIsACharacter() throws {
    let directory = try TemporaryDirectory()
    let undefined: Set<UInt8> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
    for (encoding, foundation, bytes) in [
      (TextEncoding.latin1, String.Encoding.isoLatin1, Array(UInt8(0x80)...0xFF)),
      (.windows1252, .windowsCP1252, (UInt8(0x80)...0xFF).filter { !undefined.contains($0) }),
    ] {
      let path = try write(Array("a".utf8) + bytes + Array(",b\n1,2\n".utf8), to: directory)
      let file = try InputFile(path: path, columns: TableColumns(encoding: encoding))
      let expected = try #require(String(bytes: bytes, encoding: foundation))
      #expect(file.columnNames == ["a" + expected, "b"])
    }
  }

  @Test func whatIsNoTextIsRefusedWithItsPlace() throws {
    let directory = try TemporaryDirectory()
    func refusal(_ bytes: [UInt8], _ encoding: TextEncoding?) throws -> DataError? {
      let path = try write(bytes, to: directory)
      do {
        _ = try InputFile(path: path, columns: TableColumns(encoding: encoding))
        return nil
      } catch let error as DataError { return error }
    }
    let start = Array("a,b\n1,2\n".utf8)
    guard
      case .malformed(
        _, .byte(8), "text in windows-1252 in line 3, but found the byte 0x81") =
        try refusal(start + [0x81], .windows1252)
    else {
      Issue.record("a byte without a character was taken")
      return
    }
    let units = start.flatMap { [$0, 0] as [UInt8] }
    // The second half of a pair alone, the first alone, half a unit.
    for (end, place) in [([0x00, 0xDC], 16), ([0x00, 0xD8], 16), ([0x31], 16)] as [([UInt8], Int)] {
      guard
        case .malformed(_, .byte(place), "text in utf-16le in line 3") =
          try refusal(units + end, .utf16LittleEndian)
      else {
        Issue.record("\(end) was taken for text")
        continue
      }
    }
    guard case .malformed(_, .byte(0), _) = try refusal(start, .utf16) else {
      Issue.record("UTF-16 without a mark was guessed")
      return
    }
    guard
      case .notUTF8(_, .cell(line: 1, column: 2), 0xE9) = try refusal(
        Array("a,".utf8) + [0xE9] + Array("\n1,2\n".utf8), nil)
    else {
      Issue.record("a byte that is no UTF-8 was taken")
      return
    }
  }

  @Test func arraysHaveNoEncoding() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/a.npy"
    try NPYWriter.write([1, 2], shape: [2], to: path)
    #expect(throws: DataError.encodingOfArray(file: path)) {
      try InputFile(path: path, columns: TableColumns(encoding: .latin1))
    }
    let parquet = try write(Array("PAR1\u{15}\u{4}".utf8), to: directory)
    #expect(throws: DataError.parquet(file: parquet)) { try InputFile(path: parquet) }
  }
}

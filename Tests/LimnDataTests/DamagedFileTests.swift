import LimnCore
import LimnData
import TestSupport
import Testing

/// Valid files with damage: each is read or refused by an error with its place, and none ends the
/// program. `make fuzz` looks much further.
@Suite struct DamagedFileTests {
  private static let arrays: [[UInt8]] = ["<f4", ">f8", "|b1", "|i1", "<u2", ">i4", "<i8", "<u8"]
    .flatMap { type in
      [([2, 3], false), ([2, 1, 3], true), ([6], false), ([], true)].compactMap { shape, fortran in
        NPYElementType(descriptor: type).map { type in
          NPYHeader(elementType: type, isFortranOrder: fortran, shape: shape).encoded
            + (0..<shape.reduce(type.size, *)).map { UInt8($0 & 1) }
        }
      }
    }

  @Test func arrays() throws {
    let directory = try TemporaryDirectory()
    var readings = 0
    for bytes in Mutations(of: Self.arrays, count: 4_000, seed: 1) {
      let path = try directory.file("a.npy", bytes)
      do {
        let file = try NPYFile(path: path)
        #expect(try file.matrix().elements.count == file.header.rows * file.header.rowSize)
        readings += 1
        #expect(try file.integers().count == file.header.rows * file.header.rowSize)
      } catch is DataError {}
    }
    #expect(readings > 100, "the damage is too great")
  }

  private static let tables: [[UInt8]] = [
    "a,b\n1,2\n3,4\n", "1;2,5\n3;4\n", "\"a \"\"q\"\"\nb\",c\r\n-1e3,+.5\r\n\r\n",
    "0\t1\t2\n3\t4\t5\n", ",0,1\n0,5,6\n1,7,nan\n", "\u{FEFF}x\ninf\n", "w 5\";k,f\n1,2\n",
    " 1 , \"2\" \n",
  ].map { Array($0.utf8) }

  /// The two ways to read a table agree on every one of them.
  @Test func tables() throws {
    let directory = try TemporaryDirectory()
    var readings = 0
    for bytes in Mutations(of: Self.tables, count: 4_000, seed: 2) {
      let path = try directory.file("t.csv", bytes)
      let whole = Result { try CSVTable(parsing: bytes, file: path, numbers: .any) }
      switch whole {
      case .success(let table):
        readings += 1
        let file = try InputFile(path: path, shape: .vector(table.values.columns))
        #expect(file.count == table.values.rows)
        #expect(file.columnNames == table.heading)
        do {
          #expect(try file.rows(0..<file.count) == table.values)
        } catch DataError.nonFinite {
          #expect(table.values.elements.contains { !$0.isFinite })
        }
      case .failure(let error):
        #expect(error is DataError)
        #expect(throws: DataError.self) { try InputFile(path: path, shape: .vector(1)) }
      }
    }
    #expect(readings > 100, "the damage is too great")
  }
}

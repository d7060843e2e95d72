import LimnCore
import LimnData
import Testing

@Suite struct InputFileTests {
  private let shape = InputShape.image(height: 2, width: 3)

  @Test(arguments: [[4, 6], [4, 2, 3], [4, 1, 2, 3]] as [[Int]])
  func rowsOfAnArray(axes: [Int]) throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/rows.NPY"
    try NPYWriter.write((0..<24).map(Float.init), shape: axes, to: path)
    let file = try InputFile(path: path, shape: shape)
    #expect(file.count == 4)
    #expect(try file.row(2).elements == [12, 13, 14, 15, 16, 17])
    #expect(try file.rows(1..<3).elements == (6..<18).map(Float.init))
  }

  /// Each row with its place, its name and its values; of some rows those places.
  @Test func rowsComeWithTheirNames() throws {
    let table = Array("id,a,b\nx,1,2\ny,3,4\nz,5,6\n".utf8)
    let file = try InputFile(table: table, named: "t.csv", columns: TableColumns(id: "id"))
    let rows = try file.namedRows()
    #expect(rows.map(\.index) == [0, 1, 2] && rows.map(\.name) == ["x", "y", "z"])
    #expect(rows.map(\.values) == [[1, 2], [3, 4], [5, 6]])
    #expect(try file.namedRows(1..<3) == Array(rows[1...]))
    #expect(throws: DataError.noSuchRow(file: "t.csv", row: 3, count: 3)) {
      try file.namedRows(2..<4)
    }
    let unnamed = try InputFile(table: Array("1,2\n".utf8), named: "t.csv")
    #expect(try unnamed.namedRows().map(\.name) == [nil])
  }

  /// A table in memory is what the file would be, in rows, columns and errors.
  @Test func aTableInMemoryIsReadAsTheFile() throws {
    let directory = try TemporaryDirectory()
    let text = "id;size;kind\r\nx;1,5;red\r\ny;-2;blue\r\n"
    let path = "\(directory.path)/t.csv"
    let wide: [UInt8] = text.utf16.reduce(into: [0xFF, 0xFE]) {
      $0 += [UInt8($1 & 255), UInt8($1 >> 8)]
    }
    for bytes in [Array(text.utf8), wide] {
      try AtomicFile.write(bytes, to: path)
      var columns = TableColumns(label: "kind", id: "id", usesDecimalComma: true)
      let (own, file) = (
        try InputFile(table: bytes, named: "t.csv", columns: columns),
        try InputFile(path: path, columns: columns)
      )
      #expect(own.path == "t.csv" && own.isTable)
      #expect(try own.matrix() == file.matrix())
      #expect(try own.matrix().elements == [1.5, -2])
      #expect(own.labels == ["red", "blue"] && own.ids == ["x", "y"])
      #expect(try InputFile.columns(ofTable: bytes, named: "t.csv") == ["id", "size", "kind"])
      columns.label = "sort"
      #expect(
        throws: DataError.noSuchColumn(
          file: "t.csv", name: "sort", names: ["id", "size", "kind"], count: 3)
      ) { try InputFile(table: bytes, named: "t.csv", columns: columns) }
    }
    #expect(
      try InputFile.columns(ofTable: Array("1,2\n3,4\n".utf8), named: "t") == ["0", "1"])
    #expect(throws: DataError.noRows(file: "t")) {
      try InputFile.columns(ofTable: Array("a,b\n".utf8), named: "t")
    }
  }

  @Test(arguments: [Array("PAR1".utf8), [0x50, 0x4B, 3, 4], [0x93] + Array("NUMPY".utf8)])
  func whatIsNoTableInTextIsRefused(_ start: [UInt8]) {
    let bytes = start + [1, 0, 1, 0]
    #expect(throws: DataError.self) { try InputFile(table: bytes, named: "t.csv") }
    #expect(throws: DataError.self) { try InputFile.columns(ofTable: bytes, named: "t.csv") }
  }

  @Test(arguments: [[6], [2, 3], [1, 6], [1, 2, 3], [6, 1]] as [[Int]])
  func anArrayOfOneInputsSizeIsOneRow(axes: [Int]) throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/one.npy"
    try NPYWriter.write([5, 4, 3, 2, 1, 0], shape: axes, to: path)
    let file = try InputFile(path: path, shape: shape)
    #expect(file.count == 1)
    #expect(try file.row(0).elements == [5, 4, 3, 2, 1, 0])
    #expect(try file.rows(0..<0).rows == 0)
  }

  /// 2×2 pixels of three channels, in either order of their axes, or flattened in the schema's.
  @Test(
    arguments: [
      ([2, 3, 2, 2], .channelsLast, false), ([2, 2, 2, 3], .channelsFirst, true),
      ([2, 12], .channelsLast, true), ([2, 12], .channelsFirst, false),
    ] as [([Int], ImageLayout, Bool)])
  func coloursAreGivenChannelsFirst(axes: [Int], layout: ImageLayout, isLast: Bool) throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/colours.npy"
    try NPYWriter.write((0..<24).map(Float.init), shape: axes, to: path)
    let schema = InputSchema(.image(channels: 3, height: 2, width: 2), layout: layout)
    let row = try InputFile(path: path, schema: schema).row(1).elements
    let last: [Float] = [12, 15, 18, 21, 13, 16, 19, 22, 14, 17, 20, 23]
    let first: [Float] = [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
    let expected = isLast ? last : first
    #expect(row == expected)
  }

  @Test func rowsOfATable() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("rows.csv", "a,b\n1,2\n3,4\n")
    let file = try InputFile(path: path, shape: .vector(2))
    #expect(file.count == 2)
    #expect(try file.row(1).elements == [3, 4])
    #expect(file.columnNames == ["a", "b"])
  }

  @Test func rowsThatAreNotThereAreRefused() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("rows.csv", "1,2\n3,4\n")
    let file = try InputFile(path: path, shape: .vector(2))
    for row in [-1, 2, Int.max] {
      #expect(throws: DataError.noSuchRow(file: path, row: row, count: 2)) {
        try file.row(row)
      }
    }
    #expect(throws: DataError.noSuchRow(file: path, row: 4, count: 2)) { try file.rows(0..<5) }
  }

  @Test func otherWidthsAreRefusedWithBoth() throws {
    let directory = try TemporaryDirectory()
    let table = try directory.file("rows.csv", "1,2\n3,4\n")
    #expect(
      throws: DataError.wrongWidth(file: table, shape: [2, 2], expected: .vector(3))
    ) { try InputFile(path: table, shape: .vector(3)) }
    let array = "\(directory.path)/rows.npy"
    try NPYWriter.write((0..<18).map(Float.init), shape: [2, 3, 3], to: array)
    #expect(throws: DataError.wrongWidth(file: array, shape: [2, 3, 3], expected: shape)) {
      try InputFile(path: array, shape: shape)
    }
  }

  @Test func anIndexColumnIsNamedAsSuch() throws {
    let directory = try TemporaryDirectory()
    let table = try directory.file("rows.csv", ",a,b\n0,1,2\n1,3,4\n2,5,6\n")
    #expect(throws: DataError.indexColumn(file: table, columns: 3, expected: .vector(2))) {
      try InputFile(path: table, shape: .vector(2))
    }
    #expect(try InputFile(path: table, shape: .vector(3)).row(1).elements == [1, 3, 4])
  }

  @Test func aBadRowIsNamedAndTheOthersAreRead() throws {
    let directory = try TemporaryDirectory()
    let table = try directory.file("rows.csv", "1,2\n3,nan\n5,6\n")
    let array = "\(directory.path)/rows.npy"
    try NPYWriter.write([1, 2, 3, .infinity, 5, 6], shape: [3, 2], to: array)
    for path in [table, array] {
      let file = try InputFile(path: path, shape: .vector(2))
      #expect(throws: DataError.nonFinite(file: path, row: 1, column: 1)) {
        try file.rows(0..<3)
      }
      #expect(throws: DataError.nonFinite(file: path, row: 1, column: 1)) { try file.row(1) }
      #expect(try file.row(2).elements == [5, 6])
    }
  }

  @Test func emptyArraysAndOtherFormatsAreRefused() throws {
    let directory = try TemporaryDirectory()
    let empty = "\(directory.path)/empty.npy"
    try NPYWriter.write([], shape: [0, 6], to: empty)
    #expect(throws: DataError.noRows(file: empty)) { try InputFile(path: empty, shape: shape) }
    #expect(throws: DataError.unknownFormat(file: "data.txt")) {
      try InputFile(path: "data.txt", shape: shape)
    }
  }
}

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

import LimnCore
import LimnData
import Testing

@Suite struct NPYTests {
  private let folder: ArrayFolder

  init() throws { folder = try ArrayFolder() }

  /// `numpy.save` of `arange(6, dtype='<f4').reshape(2, 3)`, NumPy 2: 118 bytes of header.
  @Test func writesTheBytesThatNumPyWrites() throws {
    try NPYWriter.write([0, 1, 2, 3, 4, 5], shape: [2, 3], to: "\(folder.path)/a.npy")
    let text = NPYBytes.dictionary("<f4", "(2, 3)")
    let header = text + String(repeating: " ", count: 117 - text.utf8.count) + "\n"
    let expected =
      [0x93] + Array("NUMPY".utf8) + [1, 0, 0x76, 0] + Array(header.utf8)
      + NPYBytes.bytes([0, 1, 2, 3, 4, 5].map { Float($0).bitPattern })
    #expect(try FileBytes.read("\(folder.path)/a.npy") == expected)
  }

  @Test(arguments: [[], [0], [7], [3, 8, 8], [1, 1, 2, 1, 3]] as [[Int]])
  func whatIsWrittenIsReadAgain(shape: [Int]) throws {
    let values = (0..<shape.reduce(1, *)).map { Float($0) * 0.1 - 1 }
    try NPYWriter.write(values, shape: shape, to: "\(folder.path)/a.npy")
    let file = try NPYFile(path: "\(folder.path)/a.npy")
    #expect(file.header.shape == shape)
    #expect(try file.matrix().elements == values)
    #expect((try FileBytes.read("\(folder.path)/a.npy").count - 4 * values.count) % 64 == 0)
  }

  @Test func everyElementTypeInBothByteOrders() throws {
    let cases: [(String, [UInt8], [Float])] = [
      ("f4", NPYBytes.bytes([Float(1.5), -2e30].map(\.bitPattern)), [1.5, -2e30]),
      ("f8", NPYBytes.bytes([0.1, -2e300].map(\.bitPattern)), [0.1, -.infinity]),
      ("i1", [0x80, 0x7F], [-128, 127]), ("u1", [0x80, 0xFF], [128, 255]),
      ("i2", NPYBytes.bytes([-2, 300] as [Int16]), [-2, 300]),
      ("u2", NPYBytes.bytes([65535, 300] as [UInt16]), [65535, 300]),
      ("i4", NPYBytes.bytes([-70000, 3] as [Int32]), [-70000, 3]),
      ("u4", NPYBytes.bytes([4_000_000_000, 3] as [UInt32]), [4e9, 3]),
      ("i8", NPYBytes.bytes([-5_000_000_000, 3] as [Int64]), [-5e9, 3]),
      ("u8", NPYBytes.bytes([UInt64.max, 3]), [1.8446744e19, 3]),
      ("b1", [0, 1], [0, 1]),
    ]
    for (type, data, expected) in cases {
      let size = data.count / 2
      for order in size == 1 ? ["|", "<", ">"] : ["<", ">"] {
        let stored =
          order == ">" ? data[..<size].reversed() + data[size...].reversed() : data
        let path = try folder.file(
          NPYBytes.handmade(NPYBytes.dictionary(order + type, "(2,)"), data: stored))
        #expect(try NPYFile(path: path).matrix().elements == expected, "\(order)\(type)")
      }
    }
  }

  @Test(arguments: [[1, 0], [2, 0], [3, 0]] as [[UInt8]])
  func allVersionsAreRead(version: [UInt8]) throws {
    let path = try folder.file(
      NPYBytes.handmade(NPYBytes.dictionary("|u1", "(1, 3)"), data: [7, 8, 9], version: version))
    #expect(try NPYFile(path: path).matrix().elements == [7, 8, 9])
  }

  /// The header in another Python hand: order of keys, quotes, no last comma, Python 2's long.
  @Test func headersMayBeWrittenFreely() throws {
    let path = try folder.file(
      NPYBytes.handmade(
        "{ \"shape\":(2L,2L) ,\"fortran_order\":False,\"descr\":\"|i1\"}  ", data: [1, 2, 3, 4]))
    #expect(try NPYFile(path: path).matrix() == Matrix(rows: [[1, 2], [3, 4]], columns: 2))
  }

  /// Element (i, j, k) of a 2×3×4 array is 100i + 10j + k, stored with the first axis fastest.
  @Test func fortranOrderIsTurnedAround() throws {
    func value(_ i: Int, _ j: Int, _ k: Int) -> Int { 100 * i + 10 * j + k }
    var stored: [UInt8] = []
    for k in 0..<4 {
      for j in 0..<3 {
        for i in 0..<2 { stored.append(UInt8(value(i, j, k))) }
      }
    }
    let path = try folder.file(
      NPYBytes.handmade(NPYBytes.dictionary("|u1", "(2, 3, 4)", fortran: true), data: stored))
    let array = try NPYFile(path: path)
    let expected: [[Float]] = (0..<2).map { i in
      (0..<12).map { column in Float(value(i, column / 4, column % 4)) }
    }
    #expect(try array.matrix() == Matrix(rows: expected, columns: 12))
    #expect(try array.rows(1..<2).elements == expected[1])
  }

  /// Every kind of integer, exactly: two neighbours beyond 2²⁴ and beyond 2⁵³ stay two.
  @Test func integersAreExact() throws {
    func read(_ type: String, _ data: [UInt8], count: Int) throws -> [Int] {
      try NPYFile(
        path: try folder.file(
          NPYBytes.handmade(NPYBytes.dictionary(type, "(\(count),)"), data: data))
      ).integers()
    }
    let large = [16_777_217, 16_777_216, -9_007_199_254_740_993, .max, .min]
    #expect(try read("<i8", NPYBytes.bytes(large), count: 5) == large)
    #expect(
      try read(">i8", large.flatMap { NPYBytes.bytes([$0.byteSwapped]) }, count: 5) == large)
    #expect(
      try read("<i4", NPYBytes.bytes([Int32.min, 16_777_217]), count: 2) == [
        -2_147_483_648, 16_777_217,
      ])
    #expect(try read("<u4", NPYBytes.bytes([UInt32.max]), count: 1) == [4_294_967_295])
    #expect(try read("<u8", NPYBytes.bytes([UInt64(Int.max)]), count: 1) == [.max])
    #expect(try read("<i2", NPYBytes.bytes([Int16.min]), count: 1) == [-32_768])
    #expect(try read("<u2", NPYBytes.bytes([UInt16.max]), count: 1) == [65_535])
    #expect(try read("|i1", [0xFF], count: 1) == [-1])
    #expect(try read("|u1", [0xFF], count: 1) == [255])
    #expect(try read("|b1", [0, 7], count: 2) == [0, 1])
    #expect(
      try read("<f4", NPYBytes.bytes([Float(16_777_216).bitPattern]), count: 1) == [16_777_216])
    #expect(
      try read("<f8", NPYBytes.bytes([Double(16_777_217.0).bitPattern]), count: 1) == [16_777_217])
  }

  @Test func whatIsNotWholeIsNamed() throws {
    for (type, data, value) in [
      ("<f8", NPYBytes.bytes([Double(1.0).bitPattern, Double(0.5).bitPattern]), 0.5),
      ("<f4", NPYBytes.bytes([Float(1).bitPattern, Float.infinity.bitPattern]), .infinity),
      ("<f8", NPYBytes.bytes([Double(1.0).bitPattern, Double(1e19).bitPattern]), 1e19),
      ("<u8", NPYBytes.bytes([1, UInt64.max]), Double(UInt64.max)),
    ] {
      let path = try folder.file(NPYBytes.handmade(NPYBytes.dictionary(type, "(2,)"), data: data))
      #expect(throws: DataError.notWhole(file: path, index: 1, value: value)) {
        try NPYFile(path: path).integers()
      }
    }
  }

  /// Long columns are read one by one, short ones many at a time; both give what C order gives.
  @Test(arguments: [[3, 700, 2, 2], [60_000, 5], [300_000, 2], [1, 3, 4, 5]])
  func fortranOrderInBlocks(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    // The value is the element's number in C order.
    var data: [UInt8] = []
    data.reserveCapacity(4 * count)
    var indices = shape.map { _ in 0 }
    for _ in 0..<count {
      let number = zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
      withUnsafeBytes(of: Int32(number).littleEndian) { data += $0 }
      for axis in shape.indices {
        indices[axis] += 1
        if indices[axis] < shape[axis] { break }
        indices[axis] = 0
      }
    }
    let axes = shape.map(String.init).joined(separator: ", ")
    let array = try NPYFile(
      path: try folder.file(
        NPYBytes.handmade(NPYBytes.dictionary("<i4", "(\(axes))", fortran: true), data: data)))
    #expect(try array.integers() == Array(0..<count))
    let middle = shape[0] / 3..<shape[0]
    #expect(
      try array.rows(middle).elements
        == (middle.lowerBound * array.header.rowSize..<count).map(Float.init))
  }

  @Test func rangesOfRowsAreThoseOfTheWhole() throws {
    let values = (0..<50).map(Float.init)
    try NPYWriter.write(values, shape: [10, 5], to: "\(folder.path)/a.npy")
    let array = try NPYFile(path: "\(folder.path)/a.npy")
    for range in [0..<10, 3..<4, 7..<10, 4..<4] {
      #expect(try array.rows(range) == array.matrix().rows(range))
    }
  }

  @Test func rowsWrittenInPiecesAreTheWhole() throws {
    let batch = Matrix(rows: 5, columns: 4) { for i in $0.indices { $0[i] = Float(i) / 3 } }
    var writer = try NPYWriter(path: "\(folder.path)/pieces.npy", rows: 5, rowShape: [2, 2])
    for range in [0..<2, 2..<2, 2..<5] { try writer.append(batch.rows(range)) }
    #expect(!folder.names.contains("pieces.npy"))
    try writer.finish()
    try NPYWriter.write(batch.elements, shape: [5, 2, 2], to: "\(folder.path)/whole.npy")
    #expect(
      try FileBytes.read("\(folder.path)/pieces.npy") == FileBytes.read("\(folder.path)/whole.npy"))
    #expect(folder.names == ["pieces.npy", "whole.npy"])
  }

  @Test func anUnfinishedWriterLeavesNothing() throws {
    do {
      var writer = try NPYWriter(path: "\(folder.path)/a.npy", rows: 5, rowShape: [3])
      try writer.append(Matrix(rows: 2, columns: 3))
    }
    #expect(folder.names.isEmpty)
  }
}

import LimnCore
import LimnData
import Testing

/// NPY files that are not what they say, or not what is read.
@Suite struct NPYRefusalTests {
  private let folder: ArrayFolder

  init() throws { folder = try ArrayFolder() }

  @Test(arguments: ["<c8", "<U4", "|O", "<M8[s]", ">f3", "<i16", "f4", "~f4", ""])
  func otherTypesAreRefusedByName(type: String) throws {
    let path = try folder.file(
      NPYBytes.handmade(NPYBytes.dictionary(type, "(1,)"), data: [0, 0, 0, 0]))
    #expect(throws: DataError.unsupportedElementType(file: path, descriptor: type)) {
      try NPYFile(path: path)
    }
  }

  @Test func recordsAreRefused() throws {
    let path = try folder.file(
      NPYBytes.handmade("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"))
    #expect(throws: DataError.unsupportedElementType(file: path, descriptor: "record")) {
      try NPYFile(path: path)
    }
  }

  @Test func shapesBeyondTheMachineAreRefused() throws {
    for shape in [
      "(4611686018427387904, 4)", "(0, 9223372036854775807, 3)", "(9223372036854775807,)",
    ] {
      let path = try folder.file(NPYBytes.handmade(NPYBytes.dictionary("<f4", shape)))
      let error = #expect(throws: DataError.self) { try NPYFile(path: path) }
      guard case .arrayTooLarge = error else {
        Issue.record("\(shape): \(String(describing: error))")
        continue
      }
    }
    // Ten thousand million elements, promised in a hundred bytes.
    let path = try folder.file(NPYBytes.handmade(NPYBytes.dictionary("<f4", "(100000, 100000)")))
    let start = try FileBytes.read(path).count
    #expect(
      throws: DataError.wrongLength(file: path, bytes: start, expected: start + 40_000_000_000)
    ) { try NPYFile(path: path) }
  }

  @Test func anEmptyAxisMeansNoData() throws {
    let path = try folder.file(
      NPYBytes.handmade(NPYBytes.dictionary("<f4", "(0, 1000000000)", fortran: true)))
    #expect(try NPYFile(path: path).matrix().rows == 0)
  }

  @Test func malformedHeadersAreRefusedWithThePlace() throws {
    let cases: [(String, Int)] = [
      ("'descr': '<f4'", 0), ("{'descr': '<f4', 'fortran_order': False}", 41),
      (NPYBytes.dictionary("<f4", "(-1,)"), 51), (NPYBytes.dictionary("<f4", "(3)"), 52),
      (NPYBytes.dictionary("<f4", "(99999999999999999999,)"), 51),
      (NPYBytes.dictionary("<f4", "(3,"), 53),
      ("{'descr': '<f4', 'descr': '<f4', }", 17), ("{'other': 1}", 1), ("", 1),
      ("{'fortran_order': 0}", 18), (NPYBytes.dictionary("<f4", "(1,)") + "1", 57),
    ]
    for (text, offset) in cases {
      let path = try folder.file(NPYBytes.handmade(text, data: [0, 0, 0, 0]))
      let error = #expect(throws: DataError.self) { try NPYFile(path: path) }
      guard case .malformed(_, .byte(let byte), _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
      #expect(byte - 10 == offset, "\(text)")
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = NPYBytes.handmade(
      NPYBytes.dictionary("<f4", "(2, 3)"), data: [UInt8](repeating: 1, count: 24))
    for length in 0..<whole.count {
      let path = try folder.file(Array(whole[..<length]))
      #expect(throws: DataError.self) { try NPYFile(path: path) }
    }
    let path = try folder.file(whole + [0])
    #expect(
      throws: DataError.wrongLength(file: path, bytes: whole.count + 1, expected: whole.count)
    ) { try NPYFile(path: path) }
  }

  /// Random bytes behind a good beginning: any error will do, a crash will not.
  @Test func randomBytesNeverCrash() throws {
    var stream = RandomStream(seed: 1)
    let whole = NPYBytes.handmade(
      NPYBytes.dictionary(">f8", "(2, 3)", fortran: true), data: [UInt8](repeating: 1, count: 48))
    for _ in 0..<400 {
      var bytes = whole
      for _ in 0..<3 {
        bytes[6 + stream.integer(below: bytes.count - 6)] = UInt8(stream.integer(below: 256))
      }
      let path = try folder.file(bytes)
      do {
        _ = try NPYFile(path: path).matrix()
      } catch is DataError {
      }
    }
  }

  @Test func versionsAndLengthsAreChecked() throws {
    let good = NPYBytes.dictionary("<f4", "(0,)")
    for version in [[0, 0], [4, 0], [1, 1]] as [[UInt8]] {
      let path = try folder.file(NPYBytes.handmade(good, version: version))
      #expect(
        throws: DataError.malformed(
          file: path, at: .byte(6), expected: "version 1.0, 2.0 or 3.0")
      ) { try NPYFile(path: path) }
    }
    let path = try folder.file(NPYBytes.handmade(good, version: [2, 0], length: 0xFFFF_FFF0))
    #expect(
      throws: DataError.malformed(
        file: path, at: .byte(8), expected: "the length of a header that follows")
    ) { try NPYFile(path: path) }
  }

  @Test func missingFilesAndDirectoriesAreNamed() {
    #expect(
      throws: FileError.cannotRead(path: "/no/such.npy", reason: "No such file or directory")
    ) { try NPYFile(path: "/no/such.npy") }
    #expect(throws: FileError.cannotRead(path: "/tmp", reason: "Not a regular file")) {
      try NPYFile(path: "/tmp")
    }
  }
}

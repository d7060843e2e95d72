import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A directory of its own for one test, gone afterwards.
private func withDirectory(_ body: (String) throws -> Void) throws {
  var template = Array("/tmp/limn-test-XXXXXX".utf8CString)
  let path = try #require(mkdtemp(&template).map { String(cString: $0) })
  defer {
    for name in names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }
  try body(path)
}

private func names(in path: String) -> [String] {
  guard let directory = opendir(path) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}

@Suite struct AtomicFileTests {
  @Test(arguments: [0, 1, 65_536, 200_001])
  func bytesComeBackAndNothingElseIsLeft(count: Int) throws {
    try withDirectory { directory in
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try AtomicFile.write(bytes, to: "\(directory)/file")
      #expect(try FileBytes.read("\(directory)/file") == bytes)
      #expect(names(in: directory) == ["file"])
    }
  }

  @Test func anOldFileIsReplacedWhole() throws {
    try withDirectory { directory in
      try AtomicFile.write([1, 2, 3, 4], to: "\(directory)/file")
      try AtomicFile.write([5], to: "\(directory)/file")
      #expect(try FileBytes.read("\(directory)/file") == [5])
    }
  }

  /// The name is a directory, so that only the last step, the move, can fail.
  @Test func aFailedMoveLeavesNothingBeside() throws {
    try withDirectory { directory in
      mkdir("\(directory)/taken", 0o777)
      defer { rmdir("\(directory)/taken") }
      let path = "\(directory)/taken"
      #expect(throws: FileError.cannotWrite(path: path, reason: "Is a directory")) {
        try AtomicFile.write([1], to: path)
      }
      #expect(names(in: directory) == ["taken"])
    }
  }

  /// What stands under the name of a file in the making is someone's: a file, or a link to one.
  @Test func whatStandsUnderATemporaryNameStays() throws {
    try withDirectory { directory in
      let path = "\(directory)/file"
      let beside = "\(path).\(getpid()).partial"
      try AtomicFile.write([1], to: "\(directory)/theirs")
      try #require(symlink("theirs", beside) == 0)
      defer { unlink(beside) }
      try AtomicFile.write([2, 3], to: path)
      #expect(try FileBytes.read("\(directory)/theirs") == [1])
      #expect(try FileBytes.read(path) == [2, 3])
      #expect(names(in: directory).sorted() == ["file", "file.\(getpid()).partial", "theirs"])
    }
  }

  @Test func aPipeIsWrittenToNotReplaced() throws {
    try withDirectory { directory in
      let path = "\(directory)/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try AtomicFile.write([7, 8, 9], to: path)
      var bytes = [UInt8](repeating: 0, count: 8)
      #expect(read(reader, &bytes, 8) == 3)
      #expect(bytes[..<3] == [7, 8, 9])
    }
  }

  @Test func errorsNameThePathAndTheReason() throws {
    let path = "/no/such/directory/file"
    #expect(throws: FileError.cannotWrite(path: path, reason: "No such file or directory")) {
      try AtomicFile.write([1], to: path)
    }
    #expect(throws: FileError.cannotRead(path: path, reason: "No such file or directory")) {
      try FileBytes.read(path)
    }
    #expect(throws: FileError.cannotRead(path: "/tmp", reason: "Is a directory")) {
      try FileBytes.read("/tmp")
    }
  }
}

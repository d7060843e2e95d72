import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct ReadableFileTests {
  @Test func bytesFromAnywhereUpToTheEnd() throws {
    var template = Array("/tmp/limn-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    close(descriptor)
    defer { unlink(path) }
    let content = (0..<100).map { UInt8($0) }
    try AtomicFile.write(content, to: path)
    let file = try ReadableFile(path: path)
    #expect(file.size == 100)
    for (offset, count) in [(0, 100), (0, 0), (7, 5), (95, 5), (95, 6), (100, 1), (200, 3)] {
      let found = try file.bytes(at: offset, count: count)
      #expect(found == Array(content.dropFirst(offset).prefix(count)))
    }
    #expect(try file.bytes(at: 98, count: .max) == [98, 99])
  }

  @Test func whatIsNoRegularFileIsRefused() {
    #expect(throws: FileError.cannotRead(path: "/dev/null", reason: "Not a regular file")) {
      _ = try ReadableFile(path: "/dev/null").size
    }
    #expect(
      throws: FileError.cannotRead(path: "/no/such/file", reason: "No such file or directory")
    ) { _ = try ReadableFile(path: "/no/such/file").size }
  }
}

import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A folder of its own for one test, in which commands are run; gone afterwards.
struct Folder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/limn-cli-XXXXXX".utf8CString)
    self.path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    Self.remove(path)
  }

  /// The names in a folder in it, sorted; in itself by default. Empty where there is none.
  func names(in folder: String = ".") -> [String] {
    Self.names(in: "\(path)/\(folder)")
  }

  /// Puts a file into it.
  func put(_ name: String, _ bytes: [UInt8]) throws {
    try AtomicFile.write(bytes, to: "\(path)/\(name)")
  }

  /// Makes a folder in it.
  func makeFolder(_ name: String) {
    #expect(mkdir("\(path)/\(name)", 0o755) == 0)
  }

  /// Puts a text file into it.
  func put(_ name: String, _ text: String) throws {
    try put(name, Array(text.utf8))
  }

  /// The bytes of a file in it.
  func bytes(_ name: String) throws -> [UInt8] {
    try FileBytes.read("\(path)/\(name)")
  }

  /// The text of a file in it.
  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  private static func names(in path: String) -> [String] {
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

  private static func remove(_ path: String) {
    for name in names(in: path) { remove("\(path)/\(name)") }
    if unlink(path) != 0 { rmdir(path) }
  }
}

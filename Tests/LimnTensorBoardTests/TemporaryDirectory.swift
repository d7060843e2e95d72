import LimnTensorBoard
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A directory of its own for one event file, gone afterwards.
struct TemporaryDirectory: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/limn-test-XXXXXX".utf8CString)
    self.path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    unlink(file)
    rmdir(path)
  }

  var file: String { "\(path)/\(EventFile.name)" }

  /// What lies in it.
  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  var hasFile: Bool { access(file, F_OK) == 0 }
}

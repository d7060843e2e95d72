import LimnCore
import LimnReports
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A folder of its own for one test, gone afterwards with all that is in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/limn-reports-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    do { try Folder.remove(path) } catch { print("left behind: \(path)") }
  }

  /// All files in a folder below, by their path in it.
  func files(in name: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    func add(_ folder: String, prefix: String) throws {
      for name in try Folder.names(in: folder) {
        let path = "\(folder)/\(name)"
        if Folder.isFolder(path) {
          try add(path, prefix: "\(prefix)\(name)/")
        } else {
          files[prefix + name] = try FileBytes.read(path)
        }
      }
    }
    try add("\(path)/\(name)", prefix: "")
    return files
  }
}

extension Folder {
  /// Takes away a file, or a folder with all that is in it; of a link the link. Limn itself never does:
  /// it takes away what it knows by name.
  static func remove(_ path: String) throws {
    if try standing(at: path) == .folder {
      for name in try names(in: path) { try remove("\(path)/\(name)") }
      try removeIfEmpty(path)
    } else {
      try removeFile(path)
    }
  }
}

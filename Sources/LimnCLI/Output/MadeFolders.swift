import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A folder that is made if it is missing, with its parents; let go before ``keep()``, or when the
/// process is told to end, those that were made are removed again, unless something lies in them.
struct MadeFolders: ~Copyable {
  let path: String
  /// Outermost first.
  private let made: [String]
  private var isKept = false

  /// - Throws: `FileError.cannotWrite`.
  init(_ path: String) throws {
    var made: [String] = []
    let ends = path.indices.dropFirst().filter { path[$0] == "/" } + [path.endIndex]
    for end in ends {
      let folder = String(path[..<end])
      var status = stat()
      if stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
      if UnfinishedFiles.begin(folder, { mkdir(folder, 0o777) == 0 }) {
        made.append(folder)
        continue
      }
      let (code, reason) = (errno, String(cString: strerror(errno)))
      UnfinishedFiles.end([folder]) {}
      // By another run, a moment ago.
      if code == EEXIST, stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
      Self.remove(made)
      throw FileError.cannotWrite(path: folder, reason: reason)
    }
    self.path = path
    self.made = made
  }

  deinit { if !isKept { Self.remove(made) } }

  /// The folders stay.
  consuming func keep() {
    UnfinishedFiles.end(made) {}
    isKept = true
  }

  private static func remove(_ made: [String]) {
    UnfinishedFiles.change { noted in
      for folder in made.reversed() where rmdir(folder) == 0 {
        noted.removeAll { $0 == folder }
      }
    }
  }
}

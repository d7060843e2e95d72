import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A folder that is created, with its parents, if it is missing. If the value is released before
/// ``keep()``, or the process is told to end, the created folders are removed again, unless they
/// contain something.
struct MadeFolders: ~Copyable {
  let path: String
  /// The created folders, outermost first.
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
      // Another run has just created it.
      if code == EEXIST, stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
      Self.remove(made)
      throw FileError.cannotWrite(path: folder, reason: reason)
    }
    self.path = path
    self.made = made
  }

  deinit { if !isKept { Self.remove(made) } }

  /// Keeps the folders.
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

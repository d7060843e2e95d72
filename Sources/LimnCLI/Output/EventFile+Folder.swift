import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

extension EventFile {
  /// An event file in a folder, which is made if it is missing.
  ///
  /// Its time is the system's, or what `SOURCE_DATE_EPOCH` says (reproducible-builds.org), so that
  /// the same run can give the same bytes.
  ///
  /// - Throws: `FileError.cannotWrite`.
  static func made(in folder: String) throws -> EventFile {
    for end in folder.indices.dropFirst() where folder[end] == "/" {
      try makeFolder(String(folder[..<end]))
    }
    try makeFolder(folder)
    return try EventFile(directory: folder, clock: clock)
  }

  private static func makeFolder(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    guard mkdir(path, 0o777) == 0 else {
      throw FileError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }

  private static func clock() -> Double {
    if let fixed = getenv("SOURCE_DATE_EPOCH").flatMap({ Double(String(cString: $0)) }) {
      return fixed
    }
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

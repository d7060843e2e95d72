import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

extension EventFile {
  /// An event file in a folder.
  ///
  /// Its times are the system's, or the value of `SOURCE_DATE_EPOCH` (reproducible-builds.org),
  /// with which the same run gives the same bytes.
  ///
  /// - Throws: `FileError.cannotWrite`.
  static func made(in folder: borrowing MadeFolders) throws -> EventFile {
    try EventFile(directory: folder.path, clock: clock)
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

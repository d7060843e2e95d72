/// A file that is whole or not there: written beside its place, then moved into it.
public enum AtomicFile {
  /// Writes `bytes` to `path`, replacing a file that is there. A failure leaves that file as it was
  /// and nothing beside it. A device or a pipe is written to, not replaced.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    var file = try PartialFile(path: path)
    try file.append(bytes)
    try file.commit()
  }
}

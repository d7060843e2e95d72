/// Writes a file completely or not at all: the file is written under a temporary name and then
/// renamed.
public enum AtomicFile {
  /// Writes `bytes` to `path` and replaces an existing file. On failure, an existing file is left
  /// unchanged and no temporary file remains. A device or a pipe is written to directly.
  ///
  /// - Throws: ``FileError/cannotWrite(path:reason:)``.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    var file = try PartialFile(path: path)
    try file.append(bytes)
    try file.commit()
  }
}

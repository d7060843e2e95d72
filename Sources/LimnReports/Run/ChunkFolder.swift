import LimnCore

/// The finished chunks of a run or of a part, one file each.
package struct ChunkFolder: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  package func file(_ index: Int) -> String { "\(path)/\(Self.name(index))" }

  /// The name of a chunk's file.
  static func name(_ index: Int) -> String {
    let digits = String(index)
    return "\(String(repeating: "0", count: max(0, 7 - digits.count)))\(digits).chunk"
  }

  func write(_ chunk: Chunk, of run: StampedPlan) throws {
    try AtomicFile.write(chunk.bytes(of: run), to: file(chunk.index))
  }

  /// - Throws: `FileError.cannotRead`; `ReportError.damaged` for a file that is incomplete, or not
  ///   the chunk of its name; `ReportError.ofAnotherRun`.
  func chunk(_ index: Int, of run: StampedPlan) throws -> Chunk {
    let name = file(index)
    let bytes: [UInt8]
    do {
      let stored = try ReadableFile(path: name)
      bytes = try stored.bytes(at: 0, count: stored.size)
    }
    let chunk = try Chunk(bytes: bytes, of: run, file: name)
    guard chunk.index == index else { throw ReportError.damaged(file: name) }
    return chunk
  }

  /// The number of chunks in the folder, by their names.
  func count() throws -> Int {
    try Folder.names(in: path).count { $0.hasSuffix(".chunk") }
  }

  /// The chunks in `range` that exist and are complete. Files that a crash has truncated and those
  /// of another run do not count.
  func finished(in range: Range<Int>, of run: StampedPlan) throws -> Set<Int> {
    let names = Set(try Folder.names(in: path))
    return Set(
      try range.filter { index in
        guard let name = file(index).split(separator: "/").last, names.contains(String(name)) else {
          return false
        }
        do {
          _ = try chunk(index, of: run)
          return true
        } catch ReportError.damaged, ReportError.ofAnotherRun {
          return false
        }
      })
  }
}

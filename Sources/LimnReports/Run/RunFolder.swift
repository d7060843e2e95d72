import LimnCore

/// Where a run keeps its work until it is whole, held by one process at a time.
///
/// An output folder has in it `unfinished`, or `unfinished-part-K-of-N` for a part, with the plan,
/// the page's content, one file for each finished chunk, the evaluation and, at the end, the results
/// until they are moved to their places. A finished part is that folder under the name `part-K-of-N`.
package struct RunFolder: ~Copyable {
  /// The output folder.
  let output: String
  let shard: Shard?
  private let lock: FileLock

  package var path: String { Self.path(in: output, shard: shard) }
  var chunks: ChunkFolder { ChunkFolder(path: "\(path)/chunks") }
  var evaluation: EvaluationFile { EvaluationFile(path: Self.evaluationFile(in: path)) }
  /// Where results stand until all of them are whole.
  var staged: String { "\(path)/staged" }

  package static func path(in output: String, shard: Shard?) -> String {
    "\(output)/unfinished" + (shard.map { "-part-\($0.number)-of-\($0.count)" } ?? "")
  }

  static func finishedPart(in output: String, _ shard: Shard) -> String {
    "\(output)/part-\(shard.number)-of-\(shard.count)"
  }

  /// Takes the folder for this process.
  ///
  /// - Throws: ``ReportError/folderInUse(_:)``, `FileError.cannotWrite`.
  package init(output: String, shard: Shard?) throws {
    let path = Self.path(in: output, shard: shard)
    try Folder.create(path)
    guard let lock = try FileLock.take("\(path)/lock") else {
      throw ReportError.folderInUse(path)
    }
    self.output = output
    self.shard = shard
    self.lock = lock
  }

  /// The plan of the work that lies here; `nil` where none was begun.
  ///
  /// - Throws: `ReportError.damaged`, `FileError.cannotRead`.
  func plan() throws -> RunPlan? {
    guard Folder.exists(planFile) else { return nil }
    return try RunPlan(file: planFile)
  }

  /// Takes up the plan: work of the same plan stays, other work goes.
  func begin(_ plan: RunPlan, page: PageContent) throws {
    try clear()
    try Folder.create(chunks.path)
    try AtomicFile.write(try page.json(), to: Self.pageFile(in: path))
    // The plan comes last: with it, the folder can be resumed.
    try AtomicFile.write(try plan.json(), to: planFile)
  }

  /// Takes away all work, and keeps the lock.
  func clear() throws {
    // The plan goes first: without it, what is left is no work to resume.
    try Folder.remove(planFile)
    for name in try Folder.names(in: path) where name != "lock" {
      try Folder.remove("\(path)/\(name)")
    }
  }

  /// Ends the work: the folder goes.
  consuming func discard() throws {
    try clear()
    try Folder.remove("\(path)/lock")
    // Another process may have come by; then the folder is its own.
    do { try Folder.remove(path) } catch FileError.cannotWrite { return }
  }

  /// Ends the work on a part: the folder takes the part's name in one step.
  consuming func finishPart(_ shard: Shard) throws {
    let place = Self.finishedPart(in: output, shard)
    try Folder.remove(place)
    try Folder.move(path, to: place)
    try Folder.remove("\(place)/lock")
    try Folder.synchronize(output)
  }

  private var planFile: String { Self.planFile(in: path) }

  package static func planFile(in path: String) -> String { "\(path)/plan.json" }
  package static func evaluationFile(in path: String) -> String { "\(path)/evaluation" }
  package static func pageFile(in path: String) -> String { "\(path)/page.json" }
}

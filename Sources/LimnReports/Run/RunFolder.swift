import LimnCore

/// The folder for a run's unfinished work, which one process holds at a time.
///
/// An output folder contains `unfinished`, or `unfinished-part-K-of-N` for a part, with a mark, the
/// plan, the page's content, one file for each finished chunk, the evaluation and, at the end, the
/// results until they are moved to their final paths. A finished part is that folder renamed to
/// `part-K-of-N`. A folder of that name without the mark is foreign and is not touched.
package struct RunFolder: ~Copyable {
  /// The output folder.
  let output: String
  let shard: Shard?
  private let lock: FileLock

  package var path: String { place.path }
  var place: WorkPlace { WorkPlace(path: Self.path(in: output, shard: shard)) }
  var chunks: ChunkFolder { ChunkFolder(path: "\(path)/\(WorkPlace.chunks)") }
  var evaluation: EvaluationFile { EvaluationFile(path: Self.evaluationFile(in: path)) }
  /// The folder for results until all of them are complete.
  var staged: String { "\(path)/\(WorkPlace.staged)" }

  package static func path(in output: String, shard: Shard?) -> String {
    "\(output)/unfinished" + (shard.map { "-part-\($0.number)-of-\($0.count)" } ?? "")
  }

  static func finishedPart(in output: String, _ shard: Shard) -> String {
    "\(output)/part-\(shard.number)-of-\(shard.count)"
  }

  /// Takes the folder for this process.
  ///
  /// - Throws: ``ReportError/folderInUse(_:)``; ``ReportError/foreignFile(_:)`` if something
  ///   foreign is in the way; `FileError`.
  package init(output: String, shard: Shard?) throws {
    let place = WorkPlace(path: Self.path(in: output, shard: shard))
    while true {
      try place.claim()
      switch try FileLock.take(place.mark) {
      case .taken(let lock):
        try place.requireOwnPlaces()
        self.output = output
        self.shard = shard
        self.lock = lock
        return
      case .held: throw ReportError.folderInUse(place.path)
      case .gone: continue
      }
    }
  }

  /// The plan of the work in the folder; `nil` if none was started.
  ///
  /// - Throws: `ReportError.damaged`, `FileError.cannotRead`.
  func plan() throws -> RunPlan? {
    guard Folder.exists(planFile) else { return nil }
    return try RunPlan(file: planFile)
  }

  /// Starts a plan, and removes the work of any other.
  func begin(_ plan: RunPlan, page: PageContent) throws {
    try place.clear()
    try Folder.create(chunks.path)
    try AtomicFile.write(try page.json(), to: Self.pageFile(in: path))
    // The plan is written last, because it makes the folder resumable.
    try AtomicFile.write(try plan.json(), to: planFile)
  }

  /// Continues with a plan for which the results of the plan `found` are valid too.
  ///
  /// If this is interrupted, the chunks already converted to the new plan are found when it is
  /// started again.
  func takeOver(_ found: RunPlan, as plan: RunPlan) throws {
    let (old, new) = (try StampedPlan(found), try StampedPlan(plan))
    for index in try chunks.finished(in: 0..<plan.chunkCount, of: old) {
      try chunks.write(try chunks.chunk(index, of: old), of: new)
    }
    if let done = try evaluation.readIfWhole(of: old) { try evaluation.write(done, of: new) }
    try AtomicFile.write(try plan.json(), to: planFile)
  }

  /// Ends the work and removes the folder, unless it contains foreign files.
  consuming func discard() throws {
    try place.clear()
    try place.abandon()
  }

  /// Ends the work on a part: the folder is renamed to the part's name atomically.
  ///
  /// - Throws: `ReportError.foreignFile`, `FileError`.
  consuming func finishPart(_ shard: Shard) throws {
    let part = WorkPlace(path: Self.finishedPart(in: output, shard))
    if try part.owner() == .run {
      try part.clear()
      try part.abandon()
    }
    guard try part.owner() == .nobody else { throw ReportError.foreignFile(part.path) }
    try Folder.move(path, to: part.path)
    try Folder.synchronize(output)
  }

  private var planFile: String { Self.planFile(in: path) }

  package static func planFile(in path: String) -> String { "\(path)/\(WorkPlace.plan)" }
  package static func evaluationFile(in path: String) -> String {
    "\(path)/\(WorkPlace.evaluation)"
  }
  package static func pageFile(in path: String) -> String { "\(path)/\(WorkPlace.page)" }
}

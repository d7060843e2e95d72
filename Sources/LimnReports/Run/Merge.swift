import LimnCore

extension BatchReport {
  /// Merges the finished parts of a run into a report with the same bytes as that of a run in one
  /// piece.
  ///
  /// Only the summary is computed: the model and the inputs are not needed.
  ///
  /// - Parameters:
  ///   - folders: the folders of the parts, or folders that contain them.
  ///   - output: the output folder.
  ///   - replacement: whether another run's results may be replaced.
  ///   - work: the cancellation and the progress; the result does not depend on it.
  /// - Throws: ``ReportError``, `FileError`, `CancellationError`.
  public static func merge(
    _ folders: [String], into output: String, replacement: Replacement = .refuse,
    work: Work = Work()
  ) throws -> Outcome {
    let parts = try FinishedPart.all(in: folders)
    guard let first = parts.first else { throw ReportError.noParts(folder: folders.first ?? "") }
    for part in parts where part.plan != first.plan {
      throw ReportError.partsOfDifferentRuns(
        first.path, part.path, differences: part.plan.differences(from: first.plan))
    }
    let plan = first.plan
    let sources = try FinishedPart.chunkFolders(of: parts, plan: plan)
    let page = try PageContent(
      file: RunFolder.pageFile(in: first.path), sha256: plan.pageSHA256)
    let stamped = try StampedPlan(plan)
    let evaluation = try FinishedPart.evaluation(of: parts, run: stamped)
    let target = OutputFolder(path: output, plan: plan, shard: nil)
    if let outcome = try target.finished(replacement) { return outcome }
    let run = try RunFolder(output: output, shard: nil)
    // The work of a run with the same plan stays until the merge is complete.
    let found = try foundPlan(in: run, replacement)
    if let found, found != plan, replacement == .refuse {
      throw ReportError.otherRun(folder: run.path, differences: found.differences(from: plan))
    }
    let summary: ReportSummary
    do {
      if found != plan {
        try target.removeHalfPublished()
        try run.begin(plan, page: page)
      }
      summary = try ReportAssembly(
        plan: plan, page: page, evaluation: evaluation, place: run.place
      ) { try sources[$0].chunk($0, of: stamped) }.write(work: work)
    } catch {
      // Everything computed so far is in the parts.
      if found != plan { try run.discard() }
      throw error
    }
    try target.publish(from: run.staged, summary)
    try run.discard()
    return .report(summary)
  }

  private static func foundPlan(in work: borrowing RunFolder, _ replacement: Replacement) throws
    -> RunPlan?
  {
    do {
      return try work.plan()
    } catch let error as ReportError where replacement == .replace && error.isOfPlan {
      return nil
    }
  }
}

/// A complete part of a run.
struct FinishedPart {
  let path: String
  let shard: Shard
  let plan: RunPlan

  /// The parts among `folders` and inside them.
  static func all(in folders: [String]) throws -> [FinishedPart] {
    try folders.flatMap { folder in
      var path = folder[...]
      while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      if let shard = shard(named: name) { return [try FinishedPart(String(path), shard)] }
      let parts = try Folder.names(in: folder).compactMap { name in
        try shard(named: name).map { try FinishedPart("\(path)/\(name)", $0) }
      }
      guard !parts.isEmpty else { throw ReportError.noParts(folder: folder) }
      return parts
    }
  }

  private init(_ path: String, _ shard: Shard) throws {
    self.path = path
    self.shard = shard
    plan = try RunPlan(file: RunFolder.planFile(in: path))
  }

  /// For each chunk of the run, the folder that contains it.
  ///
  /// - Throws: ``ReportError`` unless every part of one division exists exactly once.
  static func chunkFolders(of parts: [FinishedPart], plan: RunPlan) throws -> [ChunkFolder] {
    let count = parts[0].shard.count
    var byNumber: [Int: FinishedPart] = [:]
    for part in parts {
      guard part.shard.count == count else {
        throw ReportError.partsOfDifferentDivisions(count, part.shard.count)
      }
      guard byNumber.updateValue(part, forKey: part.shard.number) == nil else {
        throw ReportError.partTwice(part.shard.number, of: count)
      }
    }
    let missing = (1...count).filter { byNumber[$0] == nil }
    guard missing.isEmpty else { throw ReportError.missingParts(missing, of: count) }
    // Check that the claimed number of files exists before allocating a list for them.
    for part in parts {
      let folder = ChunkFolder(path: "\(part.path)/\(WorkPlace.chunks)")
      guard try folder.count() == part.shard.chunks(of: plan.chunkCount).count else {
        throw ReportError.damaged(file: folder.path)
      }
    }
    return (1...count).flatMap { number -> [ChunkFolder] in
      guard let part = byNumber[number] else { return [] }
      return part.shard.chunks(of: plan.chunkCount).map { _ in
        ChunkFolder(path: "\(part.path)/\(WorkPlace.chunks)")
      }
    }
  }

  /// The evaluation, which the first part contains for the whole run.
  static func evaluation(of parts: [FinishedPart], run: StampedPlan) throws -> SampleEvaluation? {
    guard run.plan.evaluation != nil, let first = parts.first(where: { $0.shard.isFirst }) else {
      return nil
    }
    return try EvaluationFile(path: RunFolder.evaluationFile(in: first.path)).read(of: run)
  }

  /// "part-2-of-4".
  private static func shard(named name: String) -> Shard? {
    let words = name.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count == 4, words[0] == "part", words[2] == "of", let number = Int(words[1]),
      let count = Int(words[3])
    else { return nil }
    do { return try Shard(number, of: count) } catch { return nil }
  }
}

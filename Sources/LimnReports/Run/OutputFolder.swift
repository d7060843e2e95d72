import LimnCore

/// The folder into which a report is written, and its content.
struct OutputFolder: Sendable {
  let path: String
  let plan: RunPlan
  let shard: Shard?

  private var work: WorkPlace { WorkPlace(path: RunFolder.path(in: path, shard: shard)) }

  /// The outcome that the folder already contains; `nil` if there is work to do.
  ///
  /// - Throws: ``ReportError/otherRun(folder:differences:)`` for a run that may not be replaced,
  ///   ``ReportError/foreignFile(_:)`` for a foreign file where results would be written.
  func finished(_ replacement: BatchReport.Replacement) throws -> BatchReport.Outcome? {
    if let shard { return try finishedPart(shard, replacement) }
    let files = try PublishedFiles(in: path, work: work)
    try files.requireAlone(in: path)
    // Checked now, not after hours of work.
    for name in plan.arrayNames { try files.requireOwn(name, in: path) }
    guard files.version != nil else { return nil }
    let report: ReportSummary
    do {
      report = try ReportSummary(file: "\(path)/\(ReportSummary.fileName)")
    } catch ReportError.damaged where replacement == .replace {
      return nil
    } catch ReportError.damaged {
      guard let version = files.version, version != plan.version else {
        throw ReportError.foreignFile("\(path)/\(ReportSummary.fileName)")
      }
      // A record of another version may have another format.
      throw ReportError.otherRun(
        folder: path,
        differences: [
          RunPlan.Difference(aspect: "version", found: version, expected: plan.version)
        ])
    }
    guard report.run == plan else {
      if replacement == .replace { return nil }
      throw ReportError.otherRun(folder: path, differences: report.run.differences(from: plan))
    }
    let isWhole = try report.files.allSatisfy {
      try Folder.standing(at: "\(path)/\($0)") == .file
    }
    return isWhole ? .alreadyThere(report) : nil
  }

  private func finishedPart(_ shard: Shard, _ replacement: BatchReport.Replacement) throws
    -> BatchReport.Outcome?
  {
    let part = WorkPlace(path: RunFolder.finishedPart(in: path, shard))
    switch try part.owner() {
    case .nobody: return nil
    case .stranger: throw ReportError.foreignFile(part.path)
    case .run: break
    }
    try part.requireOwnPlaces()
    let found: RunPlan
    do {
      found = try RunPlan(file: RunFolder.planFile(in: part.path))
    } catch let error as ReportError where replacement == .replace && error.isOfPlan {
      return try vacancy(of: part)
    }
    if found == plan { return .part(part.path) }
    guard replacement == .replace else {
      throw ReportError.otherRun(folder: part.path, differences: found.differences(from: plan))
    }
    return try vacancy(of: part)
  }

  /// Checks that a part may be replaced, because it contains nothing foreign.
  private func vacancy(of part: WorkPlace) throws -> BatchReport.Outcome? {
    if let stranger = try part.stranger() {
      throw ReportError.foreignFile("\(part.path)/\(stranger)")
    }
    return nil
  }

  /// Removes the files left by a run that was killed while it published them and that are in no
  /// report's record.
  func removeHalfPublished() throws {
    let files = try PublishedFiles(in: path, work: work)
    guard files.version == nil else { return }
    try files.remove(from: path)
    try PublishedFiles().requireAlone(in: path)
  }

  /// Moves complete files from `staged` to their final paths, the summary last: if it exists, the
  /// report is complete.
  ///
  /// - Throws: ``ReportError/foreignFile(_:)`` if something foreign is in the way, before anything
  ///   is moved; `FileError`.
  func publish(from staged: String, _ summary: ReportSummary) throws {
    for file in summary.files { try Folder.synchronize("\(staged)/\(file)") }
    let old = try PublishedFiles(in: path, work: work)
    try old.requireAlone(in: path)
    for file in summary.files { try old.requireOwn(file, in: path) }
    try old.note(adding: summary.files, in: work)
    try old.remove(from: path)
    try Folder.create("\(path)/\(ReportSummary.arraysFolder)")
    for file in summary.files where file != ReportSummary.fileName {
      try Folder.move("\(staged)/\(file)", to: "\(path)/\(file)")
    }
    try Folder.synchronize("\(path)/\(ReportSummary.arraysFolder)")
    try Folder.synchronize(path)
    try Folder.move(
      "\(staged)/\(ReportSummary.fileName)", to: "\(path)/\(ReportSummary.fileName)")
    try Folder.synchronize(path)
  }
}

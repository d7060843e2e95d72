import LimnCore

/// The folder a report is written into, and what stands in it.
struct OutputFolder: Sendable {
  let path: String
  let plan: RunPlan
  let shard: Shard?

  private var work: WorkPlace { WorkPlace(path: RunFolder.path(in: path, shard: shard)) }

  /// The outcome that already lies here, or `nil` where there is work to do.
  ///
  /// - Throws: ``ReportError/otherRun(folder:differences:)`` for a run that may not be replaced,
  ///   ``ReportError/foreignFile(_:)`` for what somebody else put where results would stand.
  func finished(_ replacement: BatchReport.Replacement) throws -> BatchReport.Outcome? {
    if let shard { return try finishedPart(shard, replacement) }
    let files = try PublishedFiles(in: path, work: work)
    try files.requireAlone(in: path)
    // Now rather than after hours of work.
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
      // Another version's record may have another form.
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

  /// A part that may be replaced, unless somebody keeps something in it.
  private func vacancy(of part: WorkPlace) throws -> BatchReport.Outcome? {
    if let stranger = try part.stranger() {
      throw ReportError.foreignFile("\(part.path)/\(stranger)")
    }
    return nil
  }

  /// Takes away what a run that was killed while it put its files in their places left there, where
  /// no report's record accounts for it.
  func removeHalfPublished() throws {
    let files = try PublishedFiles(in: path, work: work)
    guard files.version == nil else { return }
    try files.remove(from: path)
    try PublishedFiles().requireAlone(in: path)
  }

  /// Moves whole files from `staged` to their places, the summary last: where it stands, the report
  /// is whole.
  ///
  /// - Throws: ``ReportError/foreignFile(_:)`` for what stands where a file would, before anything is
  ///   moved; `FileError`.
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

import LimnCore

/// The folder a report is written into, and what stands in it.
struct OutputFolder: Sendable {
  let path: String
  let plan: RunPlan
  let shard: Shard?

  /// The outcome that already lies here, or `nil` where there is work to do.
  ///
  /// - Throws: ``ReportError/otherRun(folder:differences:)`` and ``ReportError/foreignFile(_:)``
  ///   for what must not be replaced.
  func finished(_ replacement: BatchReport.Replacement) throws -> BatchReport.Outcome? {
    if let shard { return try finishedPart(shard, replacement) }
    guard let report = try existingReport(replacement) else {
      try refuseForeignFiles(replacement)
      return nil
    }
    guard report.run == plan else {
      if replacement == .replace { return nil }
      throw ReportError.otherRun(folder: path, differences: report.run.differences(from: plan))
    }
    let isWhole = report.files.allSatisfy { Folder.exists("\(path)/\($0)") }
    return isWhole ? .alreadyThere(report) : nil
  }

  private func existingReport(_ replacement: BatchReport.Replacement) throws -> ReportSummary? {
    let file = "\(path)/\(ReportSummary.fileName)"
    guard Folder.exists(file) else { return nil }
    do {
      return try ReportSummary(file: file)
    } catch ReportError.damaged {
      if replacement == .replace { return nil }
      throw ReportError.foreignFile(file)
    }
  }

  /// Files under the names of a report that no report here accounts for.
  private func refuseForeignFiles(_ replacement: BatchReport.Replacement) throws {
    guard replacement == .refuse else { return }
    // A run that was killed while its files moved to their places left some of them there.
    if Folder.exists(RunFolder.planFile(in: RunFolder.path(in: path, shard: nil))) { return }
    for name in ReportSummary.topLevelNames where Folder.exists("\(path)/\(name)") {
      throw ReportError.foreignFile("\(path)/\(name)")
    }
  }

  private func finishedPart(_ shard: Shard, _ replacement: BatchReport.Replacement) throws
    -> BatchReport.Outcome?
  {
    let part = RunFolder.finishedPart(in: path, shard)
    guard Folder.exists(part) else { return nil }
    let found = try RunPlan(file: RunFolder.planFile(in: part))
    if found == plan { return .part(part) }
    guard replacement == .replace else {
      throw ReportError.otherRun(folder: part, differences: found.differences(from: plan))
    }
    return nil
  }

  /// Moves whole files from `staged` to their places, the summary last: where it stands, the report
  /// is whole.
  func publish(from staged: String, _ summary: ReportSummary) throws {
    for file in summary.files { try Folder.synchronize("\(staged)/\(file)") }
    try removeReport()
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

  /// Takes away the report that stands here, its summary first.
  private func removeReport() throws {
    guard let old = try existingReport(.replace) else { return }
    try Folder.remove("\(path)/\(ReportSummary.fileName)")
    // A summary that someone changed must not lead out of the folder.
    for file in old.files where ReportSummary.isPlain(file) {
      try Folder.remove("\(path)/\(file)")
    }
  }
}

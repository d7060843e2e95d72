import LimnAttribution
import LimnCore
import Synchronization

/// A batch of explained predictions, written as arrays, a table, and a page.
///
/// Rows are computed in chunks, each stored as soon as it is complete, so that a run that was
/// stopped or killed continues from there. The bytes written do not depend on the number of
/// workers, on interruptions, or on whether the run was divided into parts.
public struct BatchReport: Sendable {
  /// The plan, which determines the bytes of the report.
  public let plan: RunPlan
  private let stamped: StampedPlan
  private let page: PageContent
  private let inputs: ReportInputs
  private let explainer: ChunkExplainer
  private let evaluator: SampleEvaluator?

  /// Whether a run may replace another one's results.
  public enum Replacement: Sendable, Hashable {
    /// Another run's results are kept, and the run is refused.
    case refuse
    /// Another run's files are replaced.
    case replace
  }

  /// The outcome of a run.
  public enum Outcome: Sendable, Hashable {
    /// The report is written.
    case report(ReportSummary)
    /// The folder already contained this report.
    case alreadyThere(ReportSummary)
    /// The part is complete, in the folder at this path.
    case part(String)
  }

  /// Describes a run; nothing is computed yet.
  ///
  /// - Parameters:
  ///   - model: the model to explain.
  ///   - inputs: the rows to explain.
  ///   - objective: the explained objective of every row.
  ///   - baseline: the name of the methods' baseline.
  ///   - methods: the methods, at least one, with distinct names.
  ///   - badRows: whether a row that cannot be explained ends the run or is skipped.
  ///   - evaluation: the tests of the methods; `nil` for none.
  ///   - page: the content of the page besides the results; `nil` for facts on the model and the
  ///     inputs.
  ///   - version: the version of the program that makes the report.
  /// - Throws: ``ReportError``, `ModelError` for an objective that the model does not have.
  public init(
    model: ReportModel, inputs: ReportInputs, objective: ReportObjective = ReportObjective(),
    baseline: String = "zeros", methods: [ReportMethod], badRows: RunPlan.BadRows = .refuse,
    evaluation: ReportEvaluation? = nil, page: PageContent? = nil,
    version: String = Release.version
  ) throws {
    let schema = model.model.output
    let objective = objective.resolved(for: schema)
    let page = try page ?? PageContent(of: model, inputs)
    guard !methods.isEmpty else { throw ReportError.noMethods }
    for method in methods where !RunPlan.isFileName(method.attributor.name) {
      throw ReportError.methodName(method.attributor.name)
    }
    guard schema.count <= RunPlan.mostClasses else {
      throw ReportError.tooManyClasses(found: schema.count, most: RunPlan.mostClasses)
    }
    guard inputs.shape == model.model.inputShape else {
      throw ReportError.inputShape(found: inputs.shape, expected: model.model.inputShape)
    }
    if let rows = evaluation?.rows, rows < 1 { throw ReportError.evaluationWithoutRows(rows) }
    if let targets = inputs.targets {
      try targets.check(for: schema, firstRow: inputs.rows.lowerBound)
    }
    try objective.requireValid(for: model.model)
    plan = RunPlan(
      version: version, arithmetic: BLAS.kernel,
      model: RunPlan.Model(
        name: model.name, sha256: model.sha256, inputShape: inputs.shape.dimensions,
        output: schema),
      inputs: RunPlan.Inputs(
        name: inputs.name, sha256: inputs.sha256, firstRow: inputs.rows.lowerBound,
        count: inputs.count,
        labelsSHA256: inputs.targetsSHA256),
      objective: objective.plan, baseline: baseline,
      methods: methods.map { RunPlan.Method(name: $0.attributor.name, settings: $0.settings) },
      badRows: badRows, evaluation: try evaluation.map { try $0.plan() },
      pageSHA256: SHA256.digest(of: try page.json()),
      chunkRows: RunPlan.standardChunkRows)
    if let field = plan.impossibleField, field != "methods" {
      throw ReportError.impossible(field: field)
    }
    if let name = plan.firstMeetingMethod { throw ReportError.duplicateMethod(name) }
    stamped = try StampedPlan(plan)
    self.page = page
    self.inputs = inputs
    let explainer = ChunkExplainer(
      plan: plan, model: model.model, inputs: inputs, objective: objective,
      methods: methods.map(\.attributor))
    self.explainer = explainer
    evaluator = evaluation.map {
      SampleEvaluator(
        explainer: explainer, methods: methods.map(\.evaluated), baseline: $0.baseline,
        ownBaseline: $0.ownBaseline, seed: $0.seed)
    }
  }

  /// Computes what is missing and writes the report, or its part `shard`, into `folder`.
  ///
  /// Finished chunks stay in the folder if the run is stopped, is killed or fails; the same run
  /// continues from there.
  ///
  /// - Parameters:
  ///   - folder: the output folder, which is created if necessary.
  ///   - shard: the part to compute; `nil` for the whole report.
  ///   - replacement: whether another run's results may be replaced.
  ///   - work: the threads, the cancellation and the progress: rows explained, then steps of the
  ///     evaluation, then rows written. The result does not depend on it.
  /// - Throws: ``ReportError``, such as `.stopped` after a cancellation; `FileError`, `DataError`,
  ///   and the errors of the methods.
  public func run(
    to folder: String, shard: Shard? = nil, replacement: Replacement = .refuse,
    work: Work = Work()
  ) throws -> Outcome {
    let output = OutputFolder(path: folder, plan: plan, shard: shard)
    if let outcome = try output.finished(replacement) {
      try tidy(folder, shard: shard)
      return outcome
    }
    let run = try RunFolder(output: folder, shard: shard)
    // Another process may have finished the run in the meantime.
    if let outcome = try output.finished(replacement) {
      try run.discard()
      return outcome
    }
    try resume(run, replacement, in: output)
    let evaluation: SampleEvaluation?
    do {
      try explain(plan.chunks(of: shard), into: run.chunks, work: work.doing(.explaining))
      evaluation = try evaluate(into: run.evaluation, shard: shard, work: work)
    } catch {
      // Results of rows that are no longer the plan's do not belong to this run.
      if !inputs.looksUnchanged, try !inputs.areUnchanged() {
        try run.discard()
        throw ReportError.inputsChanged(inputs.name)
      }
      throw error
    }
    guard try inputs.areUnchanged() else {
      try run.discard()
      throw ReportError.inputsChanged(inputs.name)
    }
    if let shard {
      let place = RunFolder.finishedPart(in: folder, shard)
      try run.finishPart(shard)
      return .part(place)
    }
    let chunks = run.chunks
    let assembly = ReportAssembly(
      plan: plan, page: page, evaluation: evaluation, place: run.place
    ) { try chunks.chunk($0, of: stamped) }
    let summary = try assembly.write(work: work)
    try output.publish(from: run.staged, summary)
    try run.discard()
    return .report(summary)
  }

  /// Removes the remains of a run that was killed just before its end.
  private func tidy(_ folder: String, shard: Shard?) throws {
    let place = WorkPlace(path: RunFolder.path(in: folder, shard: shard))
    guard try place.owner() == .run else { return }
    do {
      let work = try RunFolder(output: folder, shard: shard)
      if let found = try work.plan(), found != plan { return }
      try work.discard()
    } catch ReportError.folderInUse {
      // The run that holds the folder will remove it itself.
    }
  }

  /// Prepares the working folder, so that it contains only work of this run.
  private func resume(
    _ work: borrowing RunFolder, _ replacement: Replacement, in output: OutputFolder
  ) throws {
    let found: RunPlan?
    do {
      found = try work.plan()
    } catch let error as ReportError where replacement == .replace && error.isOfPlan {
      found = nil
    }
    if found == plan { return }
    if let found, found.isContinued(by: plan) {
      try work.takeOver(found, as: plan)
      return
    }
    if let found, replacement == .refuse {
      throw ReportError.otherRun(folder: work.path, differences: found.differences(from: plan))
    }
    if work.shard == nil { try output.removeHalfPublished() }
    try work.begin(plan, page: page)
  }

  /// Tests the methods, unless that is done; the first part does it for all.
  private func evaluate(
    into file: EvaluationFile, shard: Shard?, work: Work
  ) throws -> SampleEvaluation? {
    guard let evaluator, shard?.isFirst ?? true else { return nil }
    if let evaluation = try file.readIfWhole(of: stamped) { return evaluation }
    let evaluation: SampleEvaluation
    do {
      evaluation = try evaluator.evaluation(work: work)
    } catch is CancellationError {
      throw ReportError.stoppedInEvaluation
    }
    try file.write(evaluation, of: stamped)
    // Read back from JSON, so that a resumed run continues with the same values.
    return try file.read(of: stamped)
  }

  /// The number of chunks per thread from which chunks are computed in parallel.
  private static let chunksAThread = 8

  /// Computes the missing chunks.
  private func explain(_ range: Range<Int>, into folder: ChunkFolder, work: Work) throws {
    let finished = try folder.finished(in: range, of: stamped)
    let missing = range.filter { !finished.contains($0) }
    func rows(_ chunks: some Sequence<Int>) -> Int {
      chunks.reduce(0) { $0 + plan.rows(ofChunk: $1).count }
    }
    let total = rows(range)
    let kept = Atomic(rows(finished))
    let shares = work.shares(of: total, done: rows(finished))
    // If there are few chunks, they are computed one after another with all threads on the rows of
    // one; in parallel, a thread that finished its own chunks would wait for the others.
    let isSideBySide = missing.count >= Self.chunksAThread * work.workers
    do {
      _ = try parallelMap(
        count: missing.count, work: work.silent.with(workers: isSideBySide ? work.workers : 1)
      ) { position, inner in
        let share = shares.share(plan.rows(ofChunk: missing[position]).count)
        let workers = isSideBySide ? inner.workers : work.workers
        let chunk = try explainer.chunk(
          missing[position], work: share.work.with(workers: workers))
        try folder.write(chunk, of: stamped)
        share.finish()
        kept.add(chunk.rows.count, ordering: .relaxed)
      }
    } catch is CancellationError {
      throw ReportError.stopped(done: kept.load(ordering: .relaxed), total: total)
    }
    try Folder.synchronize(folder.path)
  }
}

extension RunPlan {
  /// The chunks of a part, or of the whole.
  func chunks(of shard: Shard?) -> Range<Int> {
    shard?.chunks(of: chunkCount) ?? 0..<chunkCount
  }
}

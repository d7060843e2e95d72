import LimnCore
import LimnData

/// Assembles a run's chunks into the report: two passes for the arrays and the table, one for the
/// page. Memory does not grow with the number of rows.
struct ReportAssembly {
  let plan: RunPlan
  let page: PageContent
  let evaluation: SampleEvaluation?
  /// The run's folder, in which the files are staged.
  let place: WorkPlace
  /// Returns the chunk with an index.
  let chunk: (Int) throws -> Chunk

  /// Writes all files of the report.
  ///
  /// - Throws: `FileError`, `ReportError.damaged`, and `.stopped` after a cancellation.
  func write(work: Work) throws -> ReportSummary {
    do {
      return try write(shares: work.doing(.writing).shares(of: 3))
    } catch is CancellationError {
      throw ReportError.stopped(done: plan.inputs.count, total: plan.inputs.count)
    }
  }

  /// - Parameter shares: the shares of the progress for the three passes.
  private func write(shares: Work.Shares) throws -> ReportSummary {
    try place.requireOwnPlaces()
    try place.clearStaged()
    try Folder.create("\(folder)/\(ReportSummary.arraysFolder)")
    var digest = BatchDigest(
      methodCount: plan.methods.count, output: plan.model.output, width: width)
    try forEachChunk(shares.share()) { chunk, range in
      guard digest.fits(chunk) else {
        throw ReportError.damaged(file: ChunkFolder.name(chunk.index))
      }
      digest.add(chunk, firstRow: range.lowerBound)
    }
    let names = seriesNames(digest)
    var sample = TableSample(plan: plan, page: page)
    let selection = try writeRows(digest, names, &sample, shares.share())
    let summary = summary(digest, names, selection)
    if let evaluation {
      try AtomicFile.write(
        try evaluation.json(), to: "\(folder)/\(ReportSummary.evaluationName)")
    }
    try PageWriter(
      plan: plan, content: page, summary: summary, digest: digest, evaluation: evaluation,
      selection: selection, pictures: try sample?.pictures(summary) ?? []
    ).write(to: "\(folder)/\(ReportSummary.pageName)", share: shares.share(), chunk: chunk)
    try AtomicFile.write(try summary.json(), to: "\(folder)/\(ReportSummary.fileName)")
    return summary
  }

  /// The maximum number of pairs that `report.json` lists for a method.
  private static let mostPairs = 20

  private var folder: String { "\(place.path)/\(WorkPlace.staged)" }
  private var hasLabels: Bool { plan.inputs.labelsSHA256 != nil }
  private var width: Int { plan.model.inputShape.reduce(1, *) }

  private func forEachChunk(
    _ share: Work.Share, _ body: (Chunk, Range<Int>) throws -> Void
  ) throws {
    defer { share.finish() }
    for index in 0..<plan.chunkCount {
      try share.work.checkpoint(done: index, of: plan.chunkCount)
      try body(try chunk(index), plan.rows(ofChunk: index))
    }
  }

  /// For each method, the paths of the arrays of its views.
  private func seriesNames(_ digest: BatchDigest) -> [[SeriesNames]] {
    zip(plan.methods, digest.methods).map { method, numbers in
      plan.views.enumerated().map { index, view in
        SeriesNames(method: method.name, view: view, hasErrors: numbers.hasErrors[index])
      }
    }
  }

  /// Writes the arrays and the table, row by row, and selects the rows for the page.
  private func writeRows(
    _ digest: BatchDigest, _ names: [[SeriesNames]], _ sample: inout TableSample?,
    _ share: Work.Share
  ) throws -> PageSelection {
    defer { share.finish() }
    let files = try names.map { views in
      try views.map {
        try SeriesFiles(
          folder: folder, $0, rows: plan.inputs.count, shape: plan.model.inputShape)
      }
    }
    let pairFiles = try zip(plan.methods, digest.methods).map { method, numbers in
      try numbers.pairs.map {
        try PairFiles(
          folder: folder, PairNames(method: method.name, hasErrors: $0.hasErrors),
          rows: plan.inputs.count, players: $0.players)
      }
    }
    var file = try PartialFile(path: "\(folder)/\(ReportSummary.tableName)")
    let inputs =
      plan.isOfTable
      ? try ArrayFile(
        path: "\(folder)/\(ReportSummary.inputsName)", rows: plan.inputs.count,
        rowShape: plan.model.inputShape) : nil
    var table = PredictionsTable(
      methods: plan.methods.map(\.name), output: plan.model.output,
      hasNames: page.rowNames != nil)
    let unusualness = Unusualness(digest)
    let series = names.joined().count
    var candidates = PageSelection.Candidates(
      limit: PageSelection.limit(values: (1 + 2 * series) * width), hasLabels: hasLabels,
      isRegression: plan.model.output.task == .regression)
    for index in 0..<plan.chunkCount {
      try share.work.checkpoint(done: index, of: plan.chunkCount)
      let chunk = try chunk(index)
      let first = plan.rows(ofChunk: index).lowerBound
      for (files, views) in zip(files, chunk.series) {
        for (file, series) in zip(files, views) { try file.append(series) }
      }
      for (file, pairs) in zip(pairFiles, chunk.pairs) {
        try file?.append(pairs, rows: chunk.rows.count)
      }
      try inputs?.append(chunk.inputs, width: width)
      for (offset, row) in chunk.rows.enumerated() {
        let name = page.rowNames?[first + offset]
        let place = plan.inputs.firstRow + first + offset
        switch row {
        case .bad(let reason):
          table.append(row: place, named: name, chunk.targets, at: offset, bad: reason)
        case .explained(let prediction):
          let score = unusualness.score(
            chunk.series, row: offset, target: prediction.target, width: width)
          table.append(
            row: place, named: name, chunk.targets, at: offset, prediction, unusualness: score)
          sample?.add(chunk, offset: offset, row: first + offset, prediction)
          let confidence = prediction.confidence(plan.model.output)
          candidates.add(
            row: first + offset, error: error(of: prediction, chunk.targets, at: offset),
            confidence: confidence, unusualness: score)
        }
      }
      try file.append(table.take())
    }
    try file.commit()
    try inputs?.finish()
    for file in files.joined() { try file.finish() }
    for file in pairFiles { try file?.finish() }
    return candidates.selection()
  }

  /// The error of a wrong answer: the model's confidence in it, or the magnitude of the number's
  /// error; `nil` for a right answer, or without targets.
  private func error(of prediction: Prediction, _ targets: Targets?, at row: Int) -> Double? {
    guard let targets else { return nil }
    if let isRight = prediction.isRight(targets, at: row) {
      return isRight ? nil : prediction.confidence(plan.model.output)
    }
    return targets.values(at: row).map { numbers in
      Double(
        abs(prediction.values[prediction.target] - numbers[numbers.startIndex + prediction.target]))
    }
  }

  private func summary(
    _ digest: BatchDigest, _ names: [[SeriesNames]], _ selection: PageSelection
  ) -> ReportSummary {
    let explained = Double(digest.explained)
    let methods = zip(zip(plan.methods, digest.methods), names).map { both, names in
      let (method, numbers) = both
      let rival = names.count > 1 ? names[1] : nil
      let pairs = numbers.pairs.map { PairNames(method: method.name, hasErrors: $0.hasErrors) }
      let hasGap = numbers.quantity == .contribution && digest.explained > 0
      return ReportSummary.Method(
        name: method.name, quantity: numbers.quantity?.rawValue ?? "", values: names[0].values,
        standardErrors: names[0].errors, against: rival?.values,
        againstStandardErrors: rival?.errors, largestValue: numbers.largestValue[0],
        meanAbsoluteGap: hasGap ? numbers.gapSum / explained : nil,
        largestAbsoluteGap: hasGap ? numbers.largestGap : nil,
        meanRSquared: numbers.fitCount > 0
          ? numbers.rSquaredSum / Double(numbers.fitCount) : nil,
        evaluations: numbers.evaluations, rowsWithNotes: numbers.rowsWithNotes,
        notes: numbers.notes, players: numbers.pairs?.players, pairs: pairs?.values,
        pairErrors: pairs?.errors,
        strongestPairs: numbers.pairs?.strongest(Self.mostPairs))
    }
    let arrays =
      names.joined().flatMap { [$0.values] + ($0.errors.map { [$0] } ?? []) }
      + methods.flatMap { [$0.pairs, $0.pairErrors].compactMap(\.self) }
      + (plan.isOfTable ? [ReportSummary.inputsName] : [])
    return ReportSummary(
      run: plan, explained: digest.explained, badRowCount: digest.badRowCount,
      badRows: digest.badRows.map {
        ReportSummary.Bad(
          row: plan.inputs.firstRow + $0.row, name: page.rowNames?[$0.row],
          reason: $0.reason.reason)
      }, confusion: hasLabels ? digest.confusion : nil,
      labels: hasLabels ? ReportSummary.Label.all(digest, plan.model.output) : nil,
      fit: hasLabels ? ReportSummary.Fit.all(digest, plan.model.output) : nil, methods: methods,
      meanAgreement: digest.agreementCount > 0
        ? digest.agreementSum / Double(digest.agreementCount) : nil,
      evaluation: evaluation.map {
        EvaluationDigest($0, file: ReportSummary.evaluationName)
      },
      page: ReportSummary.Page(
        predictions: selection.rows.count, selection: selection.description),
      table: plan.isOfTable
        ? ReportSummary.Table(
          inputs: ReportSummary.inputsName, featureNames: page.namesOfFeatures(width),
          categories: page.categories, scoreNames: page.scoreNames(plan),
          rowsHaveNames: page.rowNames != nil) : nil,
      files: arrays + (evaluation == nil ? [] : [ReportSummary.evaluationName]) + [
        ReportSummary.tableName, ReportSummary.pageName, ReportSummary.fileName,
      ])
  }
}

import LimnAttribution
import LimnCore
import LimnEvaluation

/// Computes chunks. A chunk depends only on the plan and its index: not on the workers, other
/// chunks, or earlier work.
struct ChunkExplainer: Sendable {
  let plan: RunPlan
  let model: any Model
  let inputs: ReportInputs
  private let rows: RowExplainer

  init(
    plan: RunPlan, model: any Model, inputs: ReportInputs, objective: ResolvedObjective,
    methods: [any Attributor]
  ) {
    self.plan = plan
    self.model = model
    self.inputs = inputs
    rows = RowExplainer(
      model: model, objective: objective, methods: methods, blockRows: plan.chunkRows)
  }

  private var views: [View] { rows.views }

  /// The explainer for the rows of a chunk.
  private func rows(of range: Range<Int>) -> RowExplainer {
    var explainer = rows
    if plan.inputs.count < RowExplainer.longRun { explainer.blockRows = range.count }
    return explainer
  }

  /// - Parameter work: the work of this chunk.
  /// - Throws: `DataError`, ``ReportError``, `CancellationError`, and the errors of the methods.
  func chunk(_ index: Int, work: Work) throws -> Chunk {
    let range = plan.rows(ofChunk: index)
    var batch = try ChunkBatch(range, of: inputs, badRows: plan.badRows)
    let scored = try score(&batch)
    let shares = work.shares(of: rows.methods.count)
    let explained = try rows.methods.map { method in
      let share = shares.share()
      defer { share.finish() }
      return try attributions(of: batch, scored, by: method, work: share.work)
    }
    var results = [Int: RowResult](
      uniqueKeysWithValues: batch.bad.map { ($0.key, RowResult.bad($0.value)) })
    for (index, row) in batch.good.enumerated() {
      results[row] = .explained(
        try prediction(
          scored[index], views.indices.map { view in explained.map { $0[view][index] } }))
    }
    return Chunk(
      index: index, rows: (0..<range.count).compactMap { results[$0] },
      targets: inputs.targets?.examples(in: range),
      inputs: batch.spread(batch.values.elements, width: inputs.shape.count),
      series: explained.map { views in
        views.map { Series($0, of: batch, width: inputs.shape.count) }
      }, pairs: explained.map { PairSeries($0[0], of: batch) })
  }

  /// The model's scores for all good rows; rows that it cannot answer are excluded from the batch,
  /// or end the run.
  func score(_ batch: inout ChunkBatch) throws -> [RowExplainer.Scored] {
    while true {
      do {
        return try rows(of: batch.range).scored(batch.values, at: batch.good) { index in
          inputs.targets?.label(at: batch.range.lowerBound + batch.good[index])
        }
      } catch let fault as RowExplainer.Fault {
        guard plan.badRows == .skip else { throw error(for: fault, in: batch) }
        batch.exclude(fault.index, as: fault.reason)
      }
    }
  }

  private func error(for fault: RowExplainer.Fault, in batch: ChunkBatch) -> ReportError {
    let row = place(batch, fault.index)
    return switch fault.cause {
    case .nonFiniteScore(let output): .nonFiniteScore(row: row, output: output)
    case .targetAgainstItself(let label): .targetAgainstItself(row: row, label: label)
    }
  }

  /// The index of a good row in the source.
  private func place(_ batch: ChunkBatch, _ index: Int) -> Int {
    inputs.rows.lowerBound + batch.range.lowerBound + batch.good[index]
  }

  /// A method's attributions for the good rows, by view.
  private func attributions(
    of batch: ChunkBatch, _ scored: [RowExplainer.Scored], by method: any Attributor, work: Work
  ) throws -> [[Attribution]] {
    let explained = try rows(of: batch.range).attributions(
      of: batch.values, at: batch.good, scored, by: method, wanted: views, work: work)
    for attributions in explained {
      if let index = attributions.firstIndex(where: { !$0.isFiniteInArrays }) {
        throw ReportError.nonFiniteAttribution(method: method.name, row: place(batch, index))
      }
    }
    return explained
  }

  /// - Parameter attributions: by view, one for each method.
  private func prediction(_ scored: RowExplainer.Scored, _ attributions: [[Attribution]]) throws
    -> Prediction
  {
    Prediction(
      values: scored.values, predicted: scored.predicted,
      target: scored.objective.target, rival: scored.rival,
      methods: attributions[0].map(MethodNumbers.init),
      agreements: try attributions.map {
        try MethodAgreement().scores(ofEachTwo: $0).map(PairAgreement.init)
      })
  }
}

extension Series {
  /// The values and errors of a batch's good rows, distributed over its chunk.
  fileprivate init(_ attributions: [Attribution], of batch: ChunkBatch, width: Int) {
    values = batch.spread(attributions.flatMap { $0.values.map(Float.init) }, width: width)
    let hasErrors = attributions.contains { $0.standardErrors != nil }
    errors =
      hasErrors
      ? batch.spread(
        attributions.flatMap { attribution in
          attribution.standardErrors?.map(Float.init) ?? [Float](repeating: 0, count: width)
        }, width: width) : nil
  }
}

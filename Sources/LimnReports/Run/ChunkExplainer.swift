import LimnAttribution
import LimnCore
import LimnEvaluation

/// Computes chunks. A chunk depends on the plan and its index alone: not on the workers, on other
/// chunks, or on what was done before.
struct ChunkExplainer: Sendable {
  let plan: RunPlan
  let model: any Model
  let inputs: ReportInputs
  let objective: ReportObjective
  let methods: [any Attributor]

  /// What every method is asked for: the objective, and the target against a rival where there is
  /// another class and the objective names none.
  var views: [View] { plan.views }

  /// - Parameter work: of this chunk.
  /// - Throws: `DataError`, ``ReportError``, `CancellationError`, and what the methods throw.
  func chunk(_ index: Int, work: Work) throws -> Chunk {
    let range = plan.rows(ofChunk: index)
    var batch = try ChunkBatch(range, of: inputs, badRows: plan.badRows)
    let scored = try score(&batch)
    let shares = work.shares(of: methods.count)
    let explained = try methods.map { method in
      let share = shares.share()
      defer { share.finish() }
      return try attributions(of: batch, scored, by: method, work: share.work)
    }
    var rows = [Int: RowResult](
      uniqueKeysWithValues: batch.bad.map { ($0.key, RowResult.bad($0.value)) })
    for (index, row) in batch.good.enumerated() {
      rows[row] = .explained(
        try prediction(
          scored[index], views.indices.map { view in explained.map { $0[view][index] } }))
    }
    return Chunk(
      index: index, rows: (0..<range.count).compactMap { rows[$0] },
      targets: inputs.targets?.examples(in: range),
      inputs: batch.spread(batch.values.elements, width: inputs.shape.count),
      series: explained.map { views in
        views.map { Series($0, of: batch, width: inputs.shape.count) }
      }, pairs: explained.map { PairSeries($0[0], of: batch) })
  }

  /// What the model says of a row, and what is asked of the methods about it.
  struct Scored: Sendable {
    let values: [Float]
    let predicted: Int?
    let objective: Objective
    let rival: Int?

    func objective(of view: View) -> Objective {
      switch view {
      case .target: objective
      case .rival: Objective(target: objective.target, against: rival, scale: objective.scale)
      }
    }
  }

  /// The model's scores of all good rows; rows it cannot answer leave the batch, or end the run.
  func score(_ batch: inout ChunkBatch) throws -> [Scored] {
    while true {
      do {
        let scores = try model.checkedScores(of: batch.values)
        let answers = (0..<scores.rows).map {
          LimnCore.Prediction(scores: scores[row: $0], schema: model.output)
        }
        let objectives = answers.map { objective.objective(explained: $0.explainedOutput) }
        if let index = objectives.firstIndex(where: isOwnRival) {
          let label = objectives[index].target
          let row = place(batch, index)
          try exclude(
            index, from: &batch, as: .targetAgainstItself(label: label),
            or: .targetAgainstItself(row: row, label: label))
          continue
        }
        return zip(answers, objectives).enumerated().map { index, pair in
          let (answer, objective) = pair
          let values = (answer.probabilities ?? answer.outputs).map { Float($0) }
          return Scored(
            values: values, predicted: answer.answer.label, objective: objective,
            rival: rival(
              of: objective.target, probabilities: values,
              row: batch.range.lowerBound + batch.good[index]))
        }
      } catch ModelError.nonFiniteScore(let index, let output) {
        let row = place(batch, index)
        try exclude(
          index, from: &batch, as: .nonFiniteScore(output: output),
          or: .nonFiniteScore(row: row, output: output))
      }
    }
  }

  private func isOwnRival(_ objective: Objective) -> Bool { objective.target == objective.against }

  private func exclude(
    _ index: Int, from batch: inout ChunkBatch, as reason: BadRow, or error: ReportError
  ) throws {
    guard plan.badRows == .skip else { throw error }
    batch.exclude(index, as: reason)
  }

  /// The place in the source of a good row.
  private func place(_ batch: ChunkBatch, _ index: Int) -> Int {
    inputs.rows.lowerBound + batch.range.lowerBound + batch.good[index]
  }

  /// The class a target is set against in the rival view: what the row, counted from the run's
  /// first, is labelled where that is another class, else the most probable other class.
  private func rival(of target: Int, probabilities: [Float], row: Int) -> Int? {
    guard views.contains(.rival) else { return nil }
    if let label = inputs.targets?.label(at: row), label != target { return label }
    return probabilities.indices.filter { $0 != target }
      .max { probabilities[$0] < probabilities[$1] }
  }

  /// What a method says of the good rows, by view.
  private func attributions(
    of batch: ChunkBatch, _ scored: [Scored], by method: any Attributor, work: Work
  ) throws -> [[Attribution]] {
    guard !scored.isEmpty else { return views.map { _ in [] } }
    let explained: [[Attribution]]
    if let method = method as? any JointAttributor {
      let rows = try parallelMap(count: scored.count, work: work) { index, work in
        try method.attributions(
          of: Array(batch.values[row: index]),
          objectives: views.map { scored[index].objective(of: $0) }, work: work)
      }
      explained = views.indices.map { view in rows.map { $0[view] } }
    } else {
      let shares = work.shares(of: views.count)
      explained = try views.map { view in
        let share = shares.share()
        defer { share.finish() }
        return try method.attributions(
          of: batch.values, objectives: scored.map { $0.objective(of: view) }, work: share.work)
      }
    }
    for attributions in explained {
      for (index, attribution) in attributions.enumerated()
      where !attribution.numbersOfArrays.allSatisfy({
        // As the arrays hold them.
        $0.allSatisfy { Float($0).isFinite }
      }) {
        throw ReportError.nonFiniteAttribution(method: method.name, row: place(batch, index))
      }
    }
    return explained
  }

  /// - Parameter attributions: by view, one for each method.
  private func prediction(_ scored: Scored, _ attributions: [[Attribution]]) throws -> Prediction {
    Prediction(
      values: scored.values, predicted: scored.predicted,
      target: scored.objective.target, rival: scored.rival,
      methods: attributions[0].map(MethodNumbers.init),
      agreements: try attributions.map {
        try MethodAgreement().scores(ofEachTwo: $0).map(PairAgreement.init)
      })
  }
}

extension Attribution {
  /// What becomes a report's arrays.
  fileprivate var numbersOfArrays: [[Double]] {
    [values, standardErrors, interactions?.pairs, interactions?.standardErrors].compactMap(\.self)
  }
}

extension Series {
  /// The values and errors of a batch's good rows, spread over its chunk.
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

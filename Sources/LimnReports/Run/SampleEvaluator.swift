import LimnAttribution
import LimnCore
import LimnEvaluation

extension RunPlan {
  /// The tested rows, counted from the run's first: one is drawn at random from each of equal
  /// sections, so that the sample covers the run whatever the order of its rows.
  var sampledRows: [Int] {
    guard let evaluation else { return [] }
    let size = min(evaluation.rows, inputs.count)
    return (0..<size).map { index in
      let start = index * inputs.count / size
      let end = (index + 1) * inputs.count / size
      var stream = RandomStream(seed: evaluation.seed).split(index)
      return start + stream.integer(below: end - start)
    }
  }
}

/// Tests a run's methods. The result depends only on the plan.
struct SampleEvaluator: Sendable {
  let explainer: ChunkExplainer
  let methods: [EvaluatedMethod]
  let baseline: Baseline
  let ownBaseline: ReportEvaluation.OwnBaseline?
  let seed: UInt64

  /// The maximum number of evaluations per row for enumerating all coalitions.
  private static let mostGradingEvaluations = 1 << 17
  private static let gradedRows = 12

  /// - Throws: `DataError`, ``ReportError``, `EvaluationError`, `CancellationError`, and what the methods
  ///   throw.
  func evaluation(work: Work) throws -> SampleEvaluation {
    let sample = try Sample(explainer)
    guard !sample.places.isEmpty else {
      return SampleEvaluation(rows: [], badRows: sample.badPlaces, table: nil)
    }
    let inputs = Matrix(
      rows: sample.places.count, columns: explainer.inputs.shape.count, elements: sample.values)
    let own = try ownBaseline.map { own in
      try (0..<inputs.rows).map { try own.of(Array(inputs[row: $0])) }
    }
    let batch =
      if let own {
        try ExplainedBatch(
          model: explainer.model, inputs: inputs, objectives: sample.objectives, baselines: own,
          indices: sample.places)
      } else {
        try ExplainedBatch(
          model: explainer.model, inputs: inputs, objectives: sample.objectives,
          baseline: baseline, indices: sample.places)
      }
    var evaluation = Evaluation(seed: seed)
    evaluation.gradedRows = try isGradingAffordable ? Self.gradedRows : 0
    return SampleEvaluation(
      rows: sample.places, badRows: sample.badPlaces,
      table: try evaluation.table(of: methods, on: batch, work: work))
  }

  private var isGradingAffordable: Bool {
    get throws {
      guard case .image = explainer.model.inputShape,
        let shap = methods.lazy.compactMap({ $0.attributor as? SHAP }).first
      else { return false }
      let blocks = try ShapleyGrade().segmentation.segments(of: explainer.model.inputShape).count
      let backgroundRows =
        switch shap.background {
        case .baseline: 1
        case .rows(let rows): rows.rows
        }
      return blocks <= ShapleyGrade.mostSegments
        && backgroundRows << blocks <= Self.mostGradingEvaluations
    }
  }
}

/// The sampled rows with the run's objectives for them.
private struct Sample {
  private(set) var places: [Int] = []
  private(set) var badPlaces: [Int] = []
  private(set) var values: [Float] = []
  private(set) var objectives: [Objective] = []

  /// Scores the rows as the run does, chunk by chunk, so that both explain the same classes.
  init(_ explainer: ChunkExplainer) throws {
    let plan = explainer.plan
    let byChunk = Dictionary(grouping: plan.sampledRows) { $0 / plan.chunkRows }
    for (index, rows) in byChunk.sorted(by: { $0.key < $1.key }) {
      let range = plan.rows(ofChunk: index)
      var batch = try ChunkBatch(range, of: explainer.inputs, badRows: plan.badRows)
      let scored = try explainer.score(&batch)
      for row in rows {
        let place = plan.inputs.firstRow + row
        guard let position = batch.good.firstIndex(of: row - range.lowerBound) else {
          badPlaces.append(place)
          continue
        }
        places.append(place)
        values += batch.values[row: position]
        objectives.append(scored[position].objective)
      }
    }
  }
}

import LimnCore

/// What saliency and gradient × input share: the gradient at each input, made into values.
struct LocalGradients: Sendable {
  let model: any DifferentiableModel
  let baseline: Baseline

  /// Rows to a chunk: enough for a product, few enough to be shared out evenly.
  private static let chunk = 256

  /// - Parameter values: makes an input's values from its gradient, itself and the baseline.
  func attributions(
    of inputs: Matrix, objectives: [Objective], workers: Int, method: String, quantity: Quantity,
    notes: [String],
    values:
      @Sendable (_ gradient: ArraySlice<Float>, _ input: ArraySlice<Float>, [Float])
      -> [Double]
  ) throws -> [Attribution] {
    try validate(inputs, objectives: objectives, for: model)
    let start = try baseline.row(width: model.inputShape.count)
    let scores = try PathScores(model, baseline: start)
    let gradients = ObjectiveGradients(model: model)
    return try parallelChunks(
      of: inputs.rows, size: Self.chunk, workers: workers
    ) { rows in
      let ends = try scores.ends(of: inputs, rows: rows, objectives: objectives)
      let slopes = try gradients.gradients(
        at: inputs.rows(rows), objectives: Array(objectives[rows]))
      return rows.enumerated().map { index, row in
        Attribution(
          method: method, objective: objectives[row], shape: model.inputShape, quantity: quantity,
          values: values(slopes[row: index], inputs[row: row], start),
          scoreAtInput: ends[index].input, scoreAtBaseline: ends[index].baseline,
          evaluations: PathScores.evaluations + gradients.evaluations(for: objectives[row]),
          notes: notes)
      }
    }
  }
}

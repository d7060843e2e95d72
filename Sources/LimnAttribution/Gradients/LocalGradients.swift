import LimnCore

/// What saliency and gradient × input share: the gradient at each input, made into values.
struct LocalGradients: Sendable {
  let model: any DifferentiableModel
  let baseline: Baseline

  /// Rows to a chunk: enough for a product, few enough to be shared out evenly.
  private static let chunk = 128

  /// The baseline's scores, and forward and backward at the input.
  private static let evaluations = 3

  /// - Parameter values: makes an input's values from its gradient, itself and the baseline.
  func attributions(
    of inputs: Matrix, objectives: [Objective], workers: Int, method: String, quantity: Quantity,
    notes: [String],
    values:
      @escaping @Sendable (_ gradient: ArraySlice<Float>, _ input: ArraySlice<Float>, [Float])
      -> [Double]
  ) throws -> [Attribution] {
    try validate(inputs, objectives: objectives, for: model)
    let start = try baseline.row(width: model.inputShape.count)
    let scores = try PathScores(model, baseline: start)
    let gradients = ObjectiveGradients(model: model)
    let shape = model.inputShape
    return try parallelChunks(of: inputs.rows, size: Self.chunk, workers: workers) { rows in
      let found = try gradients.scoresAndGradients(
        at: inputs.rows(rows), objectives: objectives[rows])
      let ends = scores.ends(at: found.scores, objectives: objectives[rows])
      // Copied for the chunk: the count of one array's owners is what threads would wait for.
      let notes = notes.map { $0 }
      return { row in
        let index = row - rows.lowerBound
        return Attribution(
          method: method, objective: objectives[row], shape: shape, quantity: quantity,
          values: values(found.gradients[row: index], inputs[row: row], start),
          scoreAtInput: ends[index].input, scoreAtBaseline: ends[index].baseline,
          evaluations: Self.evaluations, notes: notes)
      }
    }
  }
}

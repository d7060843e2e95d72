import LimnCore

/// What saliency and gradient × input share: the gradient at each input, made into values.
struct LocalGradients: Sendable {
  let model: any DifferentiableModel
  let baseline: Baseline

  /// Rows to a chunk: enough for a product, few enough to be shared out evenly.
  private static let chunk = 128

  /// The baseline's scores, and forward and backward at the input.
  private static let evaluations = 3

  /// Writes an input's values, from the slopes of its features, itself and the baseline.
  typealias Values =
    @Sendable (
      _ values: UnsafeMutableBufferPointer<Double>, _ slopes: UnsafePointer<Float>,
      _ input: UnsafePointer<Float>, _ baseline: UnsafePointer<Float>
    ) -> Void

  func attributions(
    of inputs: Matrix, objectives: [Objective], work: Work, method: String, quantity: Quantity,
    notes: [Attribution.Note], values: @escaping Values
  ) throws -> [Attribution] {
    try validate(inputs, objectives: objectives, for: model, work: work)
    let start = try baseline.row(width: model.inputShape.count)
    let scores = try PathScores(model, baseline: start)
    let gradients = ObjectiveGradients(model: model)
    let (shape, width) = (model.inputShape, inputs.columns)
    let chunk = min(Self.chunk, gradients.rowsAtOnce)
    return try parallelChunks(of: inputs.rows, size: chunk, work: work) { rows, _ in
      // Copied for the chunk: the count of one array's owners is what threads would wait for.
      let (inputs, objectives) = (inputs.rows(rows), Array(objectives[rows]))
      let notes = notes.map { $0 }
      let found = try gradients.scoresAndGradients(at: inputs, objectives: objectives[...])
      let ends = scores.ends(at: found.scores, objectives: objectives[...])
      return { row in
        let index = row - rows.lowerBound
        return Attribution(
          method: method, objective: objectives[index], shape: shape, quantity: quantity,
          values: [Double](unsafeUninitializedCapacity: width) { target, initialized in
            found.gradients.elements.withUnsafeBufferPointer { slopes in
              inputs.elements.withUnsafeBufferPointer { inputs in
                guard let slopes = slopes.baseAddress, let inputs = inputs.baseAddress else {
                  return
                }
                values(target, slopes + index * width, inputs + index * width, start)
              }
            }
            initialized = width
          },
          scoreAtInput: ends[index].input, scoreAtBaseline: ends[index].baseline,
          evaluations: Self.evaluations, notes: notes)
      }
    }
  }
}

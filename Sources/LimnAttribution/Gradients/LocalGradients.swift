import LimnCore

/// The common part of saliency and gradient × input: values computed from the gradient at each
/// input.
struct LocalGradients: Sendable {
  let model: any DifferentiableModel
  let baseline: Baseline

  /// The number of rows in a chunk: enough for an efficient product, few enough for an even
  /// distribution.
  private static let chunk = 128

  /// One for the baseline's scores, and one forward and one backward pass at the input.
  private static let evaluations = 3

  /// Writes an input's values, computed from the gradient, the input and the baseline.
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
      // Copied for the chunk, since threads would contend for the reference count of a shared
      // array.
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

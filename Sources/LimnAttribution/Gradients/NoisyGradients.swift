import LimnCore

/// The common part of SmoothGrad and VarGrad: the moments of the gradient under noise.
struct NoisyGradients: Sendable {
  let model: any DifferentiableModel
  let baseline: Baseline
  let noise: GradientNoise

  /// The sample moments of the gradient's component for one feature.
  struct Moments {
    let mean: Double
    /// The unbiased sample variance.
    let variance: Double
    /// The fourth central moment.
    let fourth: Double
  }

  /// - Parameter value: computes a feature's value and standard error from its moments.
  func attributions(
    of inputs: Matrix, objectives: [Objective], work: Work, method: String, quantity: Quantity,
    notes: [Attribution.Note], value: @Sendable (Moments) -> (value: Double, standardError: Double)
  ) throws -> [Attribution] {
    try noise.validate()
    try validate(inputs, objectives: objectives, for: model, work: work)
    let width = inputs.columns
    try DesignMemory.slopes.check("samples", noise.samples, features: width)
    let scores = try PathScores(
      model, baseline: try baseline.row(width: model.inputShape.count))
    let gradients = ObjectiveGradients(model: model)
    let draws = try noise.draws(width: width, work: work)
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      let (input, objective) = (Array(inputs[row: row]), objectives[row])
      let ends = try scores.ends(of: inputs, rows: row..<row + 1, objectives: objectives)[0]
      let deviations = try noise.deviations(of: input)
      let slopes = try slopes(
        around: input, deviations: deviations, objective, gradients, draws: draws, work: work)
      let results = try (0..<width).map { column in
        try work.checkpoint()
        return value(moments(of: slopes, column: column, width: width))
      }
      return Attribution(
        method: method, objective: objective, shape: model.inputShape, quantity: quantity,
        values: results.map(\.value), standardErrors: results.map(\.standardError),
        scoreAtInput: ends.input, scoreAtBaseline: ends.baseline,
        evaluations: PathScores.evaluations
          + noise.samples * gradients.evaluations(for: objective),
        options: noise.options,
        notes: notes + noise.notes(on: input, deviations, shape: model.inputShape))
    }
  }

  /// The gradient at each noisy copy of the input, samples × width.
  private func slopes(
    around input: [Float], deviations: [Float], _ objective: Objective,
    _ gradients: ObjectiveGradients, draws: [Float], work: Work
  ) throws -> [Float] {
    var slopes: [Float] = []
    slopes.reserveCapacity(draws.count)
    for begin in stride(from: 0, to: noise.samples, by: ObjectiveGradients.batch) {
      let samples = begin..<min(noise.samples, begin + ObjectiveGradients.batch)
      let points = noise.copies(
        of: input, deviations: deviations, draws: draws, samples: samples)
      try work.checkpoint(done: begin, of: noise.samples)
      slopes += try gradients.gradients(
        at: points, objectives: samples.map { _ in objective }[...]
      ).elements
    }
    return slopes
  }

  private func moments(of slopes: [Float], column: Int, width: Int) -> Moments {
    let count = Double(noise.samples)
    let column = stride(from: column, to: slopes.count, by: width).map { Double(slopes[$0]) }
    let mean = column.reduce(0, +) / count
    var (second, fourth) = (0.0, 0.0)
    for slope in column {
      let square = (slope - mean) * (slope - mean)
      second += square
      fourth += square * square
    }
    return Moments(mean: mean, variance: second / (count - 1), fourth: fourth / count)
  }
}

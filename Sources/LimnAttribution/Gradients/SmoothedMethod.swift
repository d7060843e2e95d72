import LimnCore

/// The mean of a method's values over noisy copies of an input, and its standard error.
struct SmoothedMethod: Sendable {
  let model: any DifferentiableModel
  let inner: any Attributor
  let noise: GradientNoise

  /// The number of copies explained at once, which bounds memory.
  private static let batch = 64

  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`, and any error of the inner
  ///   method.
  func attributions(
    of inputs: Matrix, objectives: [Objective], work: Work, method: String
  ) throws -> [Attribution] {
    try noise.validate()
    try validate(inputs, objectives: objectives, for: model, work: work)
    let width = inputs.columns
    try DesignMemory.slopes.check("samples", noise.samples, features: width)
    let draws = try noise.draws(width: width, work: work)
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      let (input, objective) = (Array(inputs[row: row]), objectives[row])
      let deviations = try noise.deviations(of: input)
      var sums: Sums?
      for begin in stride(from: 0, to: noise.samples, by: Self.batch) {
        try work.checkpoint(done: begin, of: noise.samples)
        let samples = begin..<min(noise.samples, begin + Self.batch)
        let points = noise.copies(
          of: input, deviations: deviations, draws: draws, samples: samples)
        let found = try inner.attributions(
          of: points, objectives: samples.map { _ in objective }, work: work.silent)
        for attribution in found { Sums.add(attribution, to: &sums) }
      }
      guard let sums else { preconditionFailure("two samples at least") }
      let reader = ObjectiveReader(objectives: [objective], output: model.output)
      let atInput = try reader.readings(of: model.checkedScores(of: Matrix(row: input)))[0]
      let first = sums.first
      return Attribution(
        method: method, objective: objective, shape: first.shape, quantity: first.quantity,
        values: sums.means, standardErrors: sums.standardErrors, scoreAtInput: atInput,
        scoreAtBaseline: first.scoreAtBaseline, reference: first.reference,
        evaluations: 1 + sums.evaluations,
        options: [.init("smoothed", inner.name)] + noise.options + sums.options,
        notes: [
          .init(
            .notAShare,
            "A mean over noisy copies of the input: it sums to the copies' mean, not to the "
              + "input's score difference.")
        ] + sums.notes + noise.notes(on: input, deviations, shape: model.inputShape))
    }
  }

  /// Running means and variances over the copies of one input, by Welford's recurrence, which stays
  /// accurate if the spread is small compared with the mean.
  private struct Sums {
    let first: Attribution
    private var count = 0.0
    private(set) var means: [Double]
    private var squares: [Double]
    private(set) var evaluations = 0
    /// The options that are the same for every copy.
    private(set) var options: [Attribution.Option]
    /// The first note of each kind.
    private(set) var notes: [Attribution.Note] = []

    static func add(_ attribution: Attribution, to sums: inout Sums?) {
      var all = sums ?? Sums(like: attribution)
      all.add(attribution)
      sums = all
    }

    private init(like first: Attribution) {
      self.first = first
      means = [Double](repeating: 0, count: first.values.count)
      squares = means
      options = first.options
    }

    private mutating func add(_ attribution: Attribution) {
      count += 1
      for (i, value) in attribution.values.enumerated() {
        let distance = value - means[i]
        means[i] += distance / count
        squares[i] += distance * (value - means[i])
      }
      evaluations += attribution.evaluations
      options.removeAll { !attribution.options.contains($0) }
      notes += attribution.notes.filter { note in !notes.contains { $0.kind == note.kind } }
    }

    var standardErrors: [Double] {
      squares.map { ($0 / (count - 1) / count).squareRoot() }
    }
  }
}

import LimnAttribution
import LimnCore

/// Some variants of one input on their way to the model, and what is needed to read their scores.
struct Trial<Plan> {
  /// The variants, row after row.
  var variants: [Float]
  let plan: Plan
}

extension ExplainedBatch {
  /// Rows whose variants go to the model in one call. Fixed, so that the bits of a product do not
  /// depend on the number of workers.
  private static let rowsInCall = 8

  /// Scores many variants of every input, those of several inputs in one call of the model.
  ///
  /// - Parameters:
  ///   - plan: the variants of a row.
  ///   - read: what their scores, each read by the row's objective, come to.
  /// - Returns: one result a row.
  /// - Throws: `ModelError`, `CancellationError`, or what the model or the closures throw.
  func scoring<Plan, Result: Sendable>(
    work: Work, plan: @Sendable (_ row: Int) throws -> Trial<Plan>,
    read: @Sendable (_ row: Int, Plan, _ scores: ArraySlice<Double>) throws -> Result
  ) throws -> [Result] {
    let (size, output) = (Self.rowsInCall, model.output)
    let chunks = try parallelMap(count: (count + size - 1) / size, work: work) { chunk in
      let rows = chunk * size..<min(count, (chunk + 1) * size)
      let trials = try rows.map(plan)
      var variants: [Float] = []
      variants.reserveCapacity(trials.reduce(0) { $0 + $1.variants.count })
      for trial in trials { variants += trial.variants }
      let width = inputs.columns
      let scores = try model.checkedScores(
        of: Matrix(rows: variants.count / width, columns: width, elements: variants))
      var readings: [Double] = []
      readings.reserveCapacity(scores.rows)
      for (trial, row) in zip(trials, rows) {
        let response = output.response(ofValid: objectives[row])
        for _ in 0..<trial.variants.count / width {
          readings.append(
            objectives[row].value(of: scores[row: readings.count], response: response))
        }
      }
      var start = 0
      return try zip(trials, rows).map { trial, row in
        let end = start + trial.variants.count / width
        defer { start = end }
        return try read(row, trial.plan, readings[start..<end])
      }
    }
    return Array(chunks.joined())
  }

  /// The values of one feature set taken away from a row: its features show the baseline.
  func append(row: Int, without features: some Sequence<Int>, to variants: inout [Float]) {
    let start = variants.count
    variants += inputs[row: row]
    for feature in features { variants[start + feature] = baseline[feature] }
  }

  /// Whether two scores differ by more than the rounding of a `Float`.
  static func differ(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) > 1e-6 * max(1, abs(a), abs(b))
  }
}

import LimnAttribution
import LimnCore

/// Some variants of one input on their way to the model, and what is needed to read their scores.
struct Trial<Plan> {
  /// For each variant the features that are removed from the input.
  let removed: [ArraySlice<Int>]
  let plan: Plan
}

extension ExplainedBatch {
  /// Rows whose variants go to the model in one call. Fixed, so that the bits of a product do not
  /// depend on the number of workers.
  private static let rowsInCall = 8

  /// Scores many variants of every input, those of several inputs in one call of the model. A feature
  /// that is removed shows the reference: the score is the mean over its rows, each of which gives
  /// all features that are away.
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
      var readings = [Double](repeating: 0, count: trials.reduce(0) { $0 + $1.removed.count })
      for absent in 0..<referenceCount {
        try work.checkpoint()
        let scores = try model.checkedScores(of: variants(of: trials, rows, absent: absent))
        var place = 0
        for (trial, row) in zip(trials, rows) {
          let response = output.response(ofValid: objectives[row])
          for _ in trial.removed {
            readings[place] += objectives[row].value(of: scores[row: place], response: response)
            place += 1
          }
        }
      }
      if referenceCount > 1 {
        for place in readings.indices { readings[place] /= Double(referenceCount) }
      }
      var start = 0
      return try zip(trials, rows).map { trial, row in
        let end = start + trial.removed.count
        defer { start = end }
        return try read(row, trial.plan, readings[start..<end])
      }
    }
    return Array(chunks.joined())
  }

  /// The variants of some rows, what is away shown by one row of the reference.
  private func variants<Plan>(
    of trials: [Trial<Plan>], _ rows: Range<Int>, absent: Int
  ) -> Matrix {
    let width = inputs.columns
    let count = trials.reduce(0) { $0 + $1.removed.count }
    return Matrix(rows: count, columns: width) { target in
      var start = 0
      for (trial, row) in zip(trials, rows) {
        let hidden = self.absent(absent, of: row)
        for features in trial.removed {
          for (feature, value) in inputs[row: row].enumerated() { target[start + feature] = value }
          for feature in features { target[start + feature] = hidden[hidden.startIndex + feature] }
          start += width
        }
      }
    }
  }

  /// Whether two scores differ by more than the rounding of a `Float`.
  static func differ(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) > 1e-6 * max(1, abs(a), abs(b))
  }
}

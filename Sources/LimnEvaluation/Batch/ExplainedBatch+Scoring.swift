import LimnAttribution
import LimnCore

/// Variants of one input to be scored, and what is needed to interpret their scores.
struct Trial<Plan> {
  /// The features removed from the input, for each variant.
  let removed: [ArraySlice<Int>]
  let plan: Plan
}

extension ExplainedBatch {
  /// The number of rows whose variants go to the model in one call. It is fixed so that results are
  /// bitwise equal for any number of workers.
  private static let rowsInCall = 8

  /// Scores many variants of every input, with the variants of several inputs in one model call.
  /// Removed features take their values from the reference. With several reference rows, the score
  /// is the mean over them; each row replaces all removed features at once.
  ///
  /// - Parameters:
  ///   - plan: the variants of a row.
  ///   - read: the result of a row, from its plan and the objective's value for each of its
  ///     variants.
  /// - Returns: one result for every row.
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model or the closures.
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

  /// The variants of some rows, with removed features taken from one row of the reference.
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

  /// Whether two scores differ by more than the rounding error of `Float`, taken as 1e-6 relative
  /// to the larger magnitude (absolute below 1).
  static func differ(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) > 1e-6 * max(1, abs(a), abs(b))
  }
}

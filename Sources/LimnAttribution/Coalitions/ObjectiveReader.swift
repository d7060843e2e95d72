import LimnCore

/// Computes the objectives of one game from a model's scores.
struct ObjectiveReader: Sendable {
  let objectives: [Objective]
  private let responses: [Response]

  /// - Parameter objectives: valid for the outputs.
  init(objectives: [Objective], output: OutputSchema) {
    self.objectives = objectives
    self.responses = objectives.map { output.response(ofValid: $0) }
  }

  /// The value of each objective for each row of scores, `rows × objectives`.
  func readings(of scores: Matrix) -> [Double] {
    var readings: [Double] = []
    readings.reserveCapacity(scores.rows * objectives.count)
    scores.elements.withUnsafeBufferPointer { elements in
      for row in 0..<scores.rows {
        let row = UnsafeBufferPointer(
          rebasing: elements[row * scores.columns..<(row + 1) * scores.columns])
        for (objective, response) in zip(objectives, responses) {
          readings.append(objective.value(of: row, response: response))
        }
      }
    }
    return readings
  }

  /// Rejects non-finite readings: a network may overflow for some coalitions even if it does not
  /// for the full and the empty one.
  ///
  /// - Throws: `ModelError.nonFiniteScore`.
  func checkFinite(_ readings: [Double], firstRow: Int = 0) throws {
    guard let place = readings.firstIndex(where: { !$0.isFinite }) else { return }
    throw ModelError.nonFiniteScore(
      row: firstRow + place / objectives.count,
      output: objectives[place % objectives.count].target)
  }
}

import LimnCore

/// Gradients of objectives along the straight paths from a baseline to the rows of a batch.
struct PathGradients: Sendable {
  let gradients: ObjectiveGradients
  let baseline: [Float]

  /// A place on the path to a row: `x′ + α(x − x′)`.
  struct Point {
    let row: Int
    let alpha: Double
  }

  /// Evaluates the gradient at each point, in batches, and hands it to `body` with the point's index.
  ///
  /// - Throws: `ModelError`, `CancellationError`, or what the model throws.
  func visit(
    _ points: [Point], inputs: Matrix, objectives: [Objective], work: Work,
    _ body: (Int, ArraySlice<Float>) -> Void
  ) throws {
    var begin = 0
    while begin < points.count {
      try work.checkpoint()
      let batch = points[begin..<min(points.count, begin + ObjectiveGradients.batch)]
      let result = try gradients.gradients(
        at: places(batch, inputs), objectives: batch.map { objectives[$0.row] }[...])
      for index in 0..<batch.count { body(begin + index, result[row: index]) }
      begin = batch.endIndex
    }
  }

  /// The objectives at the points, in one batch.
  func scores(at points: [Point], inputs: Matrix, objectives: [Objective]) throws -> [Double] {
    let model = gradients.model
    let scores = try model.checkedScores(of: places(points[...], inputs))
    let output = model.output
    return points.enumerated().map { index, point in
      let objective = objectives[point.row]
      return objective.value(
        of: scores[row: index], response: output.response(ofValid: objective))
    }
  }

  private func places(_ points: ArraySlice<Point>, _ inputs: Matrix) -> Matrix {
    Matrix(rows: points.count, columns: inputs.columns) { target in
      var cursor = 0
      for point in points {
        for (start, end) in zip(baseline, inputs[row: point.row]) {
          target[cursor] = Float(Double(start) + point.alpha * (Double(end) - Double(start)))
          cursor += 1
        }
      }
    }
  }
}

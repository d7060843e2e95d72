import LimnCore

/// Gradients of objectives along the straight paths from a baseline to the rows of a batch.
struct PathGradients: Sendable {
  let gradients: ObjectiveGradients
  let baseline: [Float]

  /// A position on the path to a row: `x′ + α(x − x′)`.
  struct Point {
    let row: Int
    let alpha: Double
  }

  /// Evaluates the gradient at each point, in parallel batches, and passes it to `body` with the
  /// point's index, in order. The batches do not depend on the number of workers.
  ///
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  func visit(
    _ points: [Point], inputs: Matrix, objectives: [Objective], work: Work,
    _ body: (Int, ArraySlice<Float>) -> Void
  ) throws {
    let size = gradients.rowsAtOnce
    for begin in stride(from: 0, to: points.count, by: size * work.workers) {
      let group = points[begin..<min(points.count, begin + size * work.workers)]
      let results = try parallelMap(count: (group.count + size - 1) / size, work: work.silent) {
        let first = begin + $0 * size
        let batch = group[first..<min(group.endIndex, first + size)]
        return try gradients.gradients(
          at: places(batch, inputs), objectives: batch.map { objectives[$0.row] }[...])
      }
      var point = begin
      for result in results {
        for row in 0..<result.rows {
          body(point, result[row: row])
          point += 1
        }
      }
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
    let width = inputs.columns
    precondition(baseline.count == width, "a baseline of \(baseline.count) for \(width) features")
    return Matrix(rows: points.count, columns: width) { target in
      baseline.withUnsafeBufferPointer { baseline in
        inputs.elements.withUnsafeBufferPointer { inputs in
          guard var place = target.baseAddress, let start = baseline.baseAddress,
            let inputs = inputs.baseAddress
          else { return }
          for point in points {
            let (end, alpha) = (inputs + point.row * width, point.alpha)
            for column in 0..<width {
              let (start, end) = (Double(start[column]), Double(end[column]))
              place[column] = Float(start + alpha * (end - start))
            }
            place += width
          }
        }
      }
    }
  }
}

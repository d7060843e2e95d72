import LimnCore

/// Integrated Gradients by a quadrature rule with a fixed number of steps.
struct FixedPathIntegral: Sendable {
  let path: PathGradients
  let nodes: [QuadratureRule.Node]

  /// The attributions of the rows in `range`. Cost: one gradient for each node and row.
  ///
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  func integrate(
    _ inputs: Matrix, rows range: Range<Int>, objectives: [Objective], work: Work
  ) throws -> PathIntegral {
    let width = inputs.columns
    var sums = [Double](repeating: 0, count: range.count * width)
    let points = range.count * nodes.count
    // In batches, since the memory for all points would grow with steps × rows.
    let size = path.gradients.rowsAtOnce * work.workers
    for start in stride(from: 0, to: points, by: size) {
      let batch = start..<min(points, start + size)
      let places = batch.map { point in
        PathGradients.Point(
          row: range.lowerBound + point / nodes.count, alpha: nodes[point % nodes.count].position)
      }
      try work.checkpoint(done: start, of: points)
      try path.visit(places, inputs: inputs, objectives: objectives, work: work) {
        index, gradient in
        let point = start + index
        let weight = nodes[point % nodes.count].weight
        let offset = point / nodes.count * width
        sums.withUnsafeMutableBufferPointer { sums in
          gradient.withUnsafeBufferPointer { gradient in
            let sums = UnsafeMutableBufferPointer(rebasing: sums[offset..<offset + gradient.count])
            for column in gradient.indices { sums[column] += weight * Double(gradient[column]) }
          }
        }
      }
    }
    for (index, row) in range.enumerated() {
      for (column, (end, start)) in zip(inputs[row: row], path.baseline).enumerated() {
        sums[index * width + column] *= Double(end) - Double(start)
      }
    }
    return PathIntegral(values: sums, steps: range.map { _ in nodes.count })
  }
}

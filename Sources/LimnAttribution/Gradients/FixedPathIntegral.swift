import LimnCore

/// Integrated Gradients by a quadrature rule of a fixed number of steps.
struct FixedPathIntegral: Sendable {
  let path: PathGradients
  let nodes: [QuadratureRule.Node]

  /// The attributions of the rows in `range`. Cost: a gradient for each node and row.
  func integrate(_ inputs: Matrix, rows range: Range<Int>, objectives: [Objective]) throws
    -> PathIntegral
  {
    let width = inputs.columns
    var sums = [Double](repeating: 0, count: range.count * width)
    let points = range.flatMap { row in
      nodes.map { PathGradients.Point(row: row, alpha: $0.position) }
    }
    try path.visit(points, inputs: inputs, objectives: objectives) { index, gradient in
      let weight = nodes[index % nodes.count].weight
      let offset = index / nodes.count * width
      for (column, slope) in gradient.enumerated() {
        sums[offset + column] += weight * Double(slope)
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

import LimnCore

/// Integrated Gradients to a tolerance: each row's path is halved where the Gauss-Kronrod pair of 7
/// and 15 nodes disagrees, until the disagreement is small.
///
/// The error of a piece is `Σ_i |Δ_i (K − G)_i|`, which bounds what it adds to the gap and to the
/// error of any one value. A piece is accepted when it is below the piece's share of the tolerance,
/// its length, but at least 1/32, so that the few pieces around a kink do not halve forever.
struct AdaptivePathIntegral: Sendable {
  let path: PathGradients
  /// Relative to the larger of 1 and the score difference.
  let tolerance: Double

  /// The most gradients spent on one row.
  static let maximumSteps = 6000

  private struct Piece {
    /// The row's index in the range.
    let index: Int
    let start: Double
    let length: Double
  }

  /// The attributions of the rows in `range`.
  ///
  /// - Parameter scoreDifferences: `f(x) − f(x′)` of each row in the range.
  func integrate(
    _ inputs: Matrix, rows range: Range<Int>, objectives: [Objective], scoreDifferences: [Double]
  ) throws -> PathIntegral {
    let (width, nodes) = (inputs.columns, GaussKronrod.nodes)
    let differences = range.flatMap { row in
      zip(inputs[row: row], path.baseline).map { Double($0) - Double($1) }
    }
    var result = PathIntegral(
      values: [Double](repeating: 0, count: range.count * width),
      steps: range.map { _ in nodes.count })
    var pieces = (0..<range.count).map { Piece(index: $0, start: 0, length: 1) }
    while !pieces.isEmpty {
      var fine = [Double](repeating: 0, count: pieces.count * width)
      var coarse = fine
      let points = pieces.flatMap { piece in
        nodes.map {
          PathGradients.Point(
            row: range.lowerBound + piece.index, alpha: piece.start + piece.length * $0.position)
        }
      }
      try path.visit(points, inputs: inputs, objectives: objectives) { point, gradient in
        let (piece, node) = (point / nodes.count, nodes[point % nodes.count])
        for (column, slope) in gradient.enumerated() {
          fine[piece * width + column] += node.weight * Double(slope)
          coarse[piece * width + column] += node.coarseWeight * Double(slope)
        }
      }
      var halves: [Piece] = []
      for (number, piece) in pieces.enumerated() {
        let (source, target) = (number * width, piece.index * width)
        var error = 0.0
        for column in 0..<width {
          fine[source + column] *= piece.length * differences[target + column]
          coarse[source + column] *= piece.length * differences[target + column]
          error += abs(fine[source + column] - coarse[source + column])
        }
        let scale = tolerance * max(1, abs(scoreDifferences[piece.index]))
        let accepted = error <= scale * max(piece.length, 1 / 32)
        let costOfHalves = 2 * nodes.count
        if accepted || result.steps[piece.index] + costOfHalves > Self.maximumSteps {
          if !accepted { result.unfinished.insert(piece.index) }
          for column in 0..<width { result.values[target + column] += fine[source + column] }
        } else {
          let half = piece.length / 2
          result.steps[piece.index] += costOfHalves
          halves.append(Piece(index: piece.index, start: piece.start, length: half))
          halves.append(Piece(index: piece.index, start: piece.start + half, length: half))
        }
      }
      pieces = halves
    }
    return result
  }
}

import LimnCore

/// Integrated Gradients to a tolerance: pieces of each row's path are halved while the
/// Gauss-Kronrod rules with 7 and 15 nodes disagree, until the differences are small and the values
/// sum to the score difference.
///
/// The error of a piece is `Σ_i |Δ_i (K − G)_i|`, an estimate of its contribution to the
/// completeness gap and to the error of any single value. A piece is accepted if its error is below
/// the tolerance times its length, or times 1/64 for shorter pieces, so that the few pieces around
/// a kink are not halved forever. K and G may agree by chance although a kink lies in the piece.
/// The completeness gap then reveals it, and the pieces with the largest gaps are halved.
struct AdaptivePathIntegral: Sendable {
  let path: PathGradients
  /// The tolerance, relative to the larger of 1 and the score difference.
  let tolerance: Double

  /// The maximum number of gradients for one row.
  static let maximumSteps = 6000

  private static let leastShare = 1.0 / 64

  private struct Piece {
    /// The row's index in the range.
    let index: Int
    let start: Double
    let length: Double

    var halves: [Piece] {
      [start, start + length / 2].map { Piece(index: index, start: $0, length: length / 2) }
    }
  }

  /// An accepted piece and its contribution to the row's values.
  private struct Accepted {
    let piece: Piece
    let values: ArraySlice<Double>
  }

  /// The attributions of the rows in `range`.
  ///
  /// - Parameter scoreDifferences: `f(x) − f(x′)` of each row in the range.
  func integrate(
    _ inputs: Matrix, rows range: Range<Int>, objectives: [Objective], scoreDifferences: [Double],
    work: Work
  ) throws -> PathIntegral {
    let width = inputs.columns
    let differences = range.flatMap { row in
      zip(inputs[row: row], path.baseline).map { Double($0) - Double($1) }
    }
    let bounds = scoreDifferences.map { tolerance * max(1, abs($0)) }
    var accepted = [[Accepted]](repeating: [], count: range.count)
    var steps = [Int](repeating: 0, count: range.count)
    var scored = steps
    var unfinished: Set<Int> = []
    var pending = (0..<range.count).map { Piece(index: $0, start: 0, length: 1) }
    while !pending.isEmpty {
      for piece in pending { steps[piece.index] += GaussKronrod.nodes.count }
      let integrals = try integrals(
        over: pending, inputs, firstRow: range.lowerBound, objectives, differences, work: work)
      var next: [Piece] = []
      // The steps taken and those already planned for halves.
      var planned = steps
      func halve(_ pieces: [Piece], of index: Int) -> Bool {
        let cost = pieces.count * 2 * GaussKronrod.nodes.count
        guard !pieces.isEmpty, planned[index] + cost <= Self.maximumSteps else { return false }
        planned[index] += cost
        next += pieces.flatMap(\.halves)
        return true
      }
      for (number, piece) in pending.enumerated() {
        let bound = bounds[piece.index] * max(piece.length, Self.leastShare)
        let isFine = integrals.errors[number] <= bound
        if !isFine, halve([piece], of: piece.index) { continue }
        if !isFine { unfinished.insert(piece.index) }
        accepted[piece.index].append(
          Accepted(
            piece: piece, values: integrals.fine[number * width..<(number + 1) * width]))
      }
      for index in Set(pending.map(\.index)).sorted()
      where planned[index] == steps[index] && !unfinished.contains(index) {
        let sum = accepted[index].reduce(0) { $0 + $1.values.reduce(0, +) }
        guard abs(sum - scoreDifferences[index]) > bounds[index] else { continue }
        scored[index] += accepted[index].count + 1
        let missing = try gaps(
          of: &accepted[index], inputs, row: range.lowerBound + index, objectives)
        let threshold = (missing.max() ?? 0) / 2
        let culprits = missing.indices.filter { missing[$0] >= threshold }
        if halve(culprits.map { accepted[index][$0].piece }, of: index) {
          for culprit in culprits.reversed() { accepted[index].remove(at: culprit) }
        } else {
          unfinished.insert(index)
        }
      }
      pending = next
    }
    return PathIntegral(
      values: accepted.flatMap { sum($0, width: width) }, steps: steps, scored: scored,
      unfinished: unfinished)
  }

  /// The completeness gap of each piece: the difference between the sum of its values and the
  /// change of the score along it. Sorts the pieces by position.
  private func gaps(
    of accepted: inout [Accepted], _ inputs: Matrix, row: Int, _ objectives: [Objective]
  ) throws -> [Double] {
    accepted.sort { $0.piece.start < $1.piece.start }
    let ends = accepted.map(\.piece.start) + [1]
    let scores = try path.scores(
      at: ends.map { PathGradients.Point(row: row, alpha: $0) }, inputs: inputs,
      objectives: objectives)
    return accepted.indices.map {
      abs(accepted[$0].values.reduce(0, +) - (scores[$0 + 1] - scores[$0]))
    }
  }

  private func sum(_ accepted: [Accepted], width: Int) -> [Double] {
    var total = [Double](repeating: 0, count: width)
    for part in accepted {
      for (column, value) in part.values.enumerated() { total[column] += value }
    }
    return total
  }

  /// The integrals with 15 nodes times Δ, pieces × features, and the estimated error of each piece.
  private func integrals(
    over pieces: [Piece], _ inputs: Matrix, firstRow: Int, _ objectives: [Objective],
    _ differences: [Double], work: Work
  ) throws -> (fine: [Double], errors: [Double]) {
    let (width, nodes) = (inputs.columns, GaussKronrod.nodes)
    var fine = [Double](repeating: 0, count: pieces.count * width)
    var coarse = fine
    let points = pieces.flatMap { piece in
      nodes.map {
        PathGradients.Point(
          row: firstRow + piece.index, alpha: piece.start + piece.length * $0.position)
      }
    }
    try path.visit(points, inputs: inputs, objectives: objectives, work: work) { point, gradient in
      let (offset, node) = (point / nodes.count * width, nodes[point % nodes.count])
      for (column, slope) in gradient.enumerated() {
        fine[offset + column] += node.weight * Double(slope)
        coarse[offset + column] += node.coarseWeight * Double(slope)
      }
    }
    let errors = pieces.enumerated().map { number, piece in
      var error = 0.0
      for column in 0..<width {
        let factor = piece.length * differences[piece.index * width + column]
        fine[number * width + column] *= factor
        error += abs(fine[number * width + column] - factor * coarse[number * width + column])
      }
      return error
    }
    return (fine, errors)
  }
}

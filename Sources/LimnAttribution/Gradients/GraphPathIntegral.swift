import LimnCore
import LimnNetwork

/// Integrated Gradients of any piecewise-linear graph without quadrature error, in `Double`:
/// residual connections, convolutions, pools, normalisations.
///
/// Between two cuts of the path (``GraphPathCuts``) the gradient of a logit is constant, and the
/// gradient of a probability is that of a softmax of affine logits (``SoftmaxPieceIntegral``). Each
/// piece therefore needs only one backward pass, at its midpoint, and many pieces are evaluated in
/// one batch.
struct GraphPathIntegral: Sendable {
  private let anatomy: PreparedAnatomy
  private let baseline: [Double]
  private let classes: Int
  private let schema: OutputSchema

  /// The maximum number of pieces on one path; beyond it the adaptive rule is cheaper. A small
  /// convolutional network on 28×28 pixels has about 2,000.
  static let maximumPieces = 1 << 14

  /// The maximum of numbers in one batch of pieces: 8 MB.
  private static let batchNumbers = 1 << 20

  /// - Parameter output: the network's output schema.
  init(_ anatomy: PreparedAnatomy, baseline: [Float], output schema: OutputSchema) {
    self.anatomy = anatomy
    self.schema = schema
    self.baseline = baseline.map(Double.init)
    classes = anatomy.widths[anatomy.scores]
  }

  /// The values of one input, or `nil` if its path has more than ``maximumPieces``.
  ///
  /// Cost: the values of every node at each cut, and a forward and a backward pass for each piece.
  ///
  /// - Throws: `CancellationError`.
  func values(of input: some Collection<Float>, objective: Objective, work: Work) throws
    -> [Double]?
  {
    let difference = zip(input, baseline).map { Double($0) - $1 }
    var sum = [Double](repeating: 0, count: baseline.count)
    var left = Self.maximumPieces
    var stretches = [(start: 0.0, end: 1.0)]
    while let stretch = stretches.popLast() {
      let found: GraphPathCuts
      switch try GraphPathCuts.find(
        anatomy, from: stretch.start, to: stretch.end, most: left, work: work,
        point: { point($0, difference) })
      {
      case .success(let cuts): found = cuts
      case .failure(.tooManyPieces): return nil
      case .failure(.tooLarge):
        let middle = (stretch.start + stretch.end) / 2
        guard stretch.start < middle, middle < stretch.end else { return nil }
        stretches += [(middle, stretch.end), (stretch.start, middle)]
        continue
      }
      left -= found.cuts.count - 1
      try add(found, difference, objective, to: &sum, work: work)
    }
    return zip(sum, difference).map(*)
  }

  private func point(_ alpha: Double, _ difference: [Double]) -> [Double] {
    baseline.indices.map { baseline[$0] + alpha * difference[$0] }
  }

  /// Adds the integral of the gradient over a section.
  private func add(
    _ found: GraphPathCuts, _ difference: [Double], _ objective: Objective, to sum: inout [Double],
    work: Work
  ) throws {
    let (cuts, pieces) = (found.cuts, found.cuts.count - 1)
    var softmax = SoftmaxPieceIntegral(classes: classes)
    let response = schema.response(ofValid: objective)
    let batch = max(1, Self.batchNumbers / anatomy.widths.reduce(0, +))
    for first in stride(from: 0, to: pieces, by: batch) {
      try work.checkpoint()
      let range = first..<min(first + batch, pieces)
      var cotangents = [Double](repeating: 0, count: range.count * classes)
      found.scores.withUnsafeBufferPointer { scores in
        cotangents.withUnsafeMutableBufferPointer { cotangents in
          guard let scores = scores.baseAddress, let cotangents = cotangents.baseAddress else {
            return
          }
          for piece in range {
            softmax.add(
              objective, response, weight: cuts[piece + 1] - cuts[piece],
              from: scores + piece * classes,
              to: scores + (piece + 1) * classes,
              into: cotangents + (piece - first) * classes)
          }
        }
      }
      let middles = range.flatMap { point((cuts[$0] + cuts[$0 + 1]) / 2, difference) }
      let values = anatomy.values(at: middles, rows: range.count)
      let gradient = anatomy.pulledBack(cotangents, values: values, rows: range.count)
      for i in sum.indices { sum[i] += gradient[i] }
    }
  }
}

import LimnCore
import LimnNetwork

/// Integrated Gradients of piecewise-linear networks without quadrature error, in `Double`.
///
/// In every case one number is computed for each unit of the first affine map, `m = ∫₀¹ ∂f/∂u dα`.
/// Then `IG = Δ ⊙ (m Wᵀ)`, with one matrix product for a chunk of rows.
struct ExactPathIntegral: Sendable {
  private let network: RectifierChain
  private let baseline: [Double]
  /// The first affine map's outputs at the baseline.
  private let start: [Double]
  /// The output map's weights, transposed to `classes × units` for contiguous access to a class.
  private let sent: [Double]

  private let schema: OutputSchema

  /// - Parameter output: the network's output schema.
  init(_ network: RectifierChain, baseline: [Float], output schema: OutputSchema) {
    self.network = network
    self.schema = schema
    self.baseline = baseline.map(Double.init)
    self.start = network.first(self.baseline)
    let output = network.output
    self.sent = (0..<output.outputs).flatMap { label in
      (0..<output.inputs).map { output.weights[$0 * output.outputs + label] }
    }
  }

  /// The attributions of the rows in `range`, rows × features.
  ///
  /// Cost for d inputs and one hidden layer of h units: `4·d·h` operations per row for logits. For
  /// probabilities or more layers, additionally one row of the next map for each kink of the first
  /// layer, and a product through the layers after the second for each kink on the path.
  /// - Throws: `CancellationError`.
  func integrate(_ inputs: Matrix, rows range: Range<Int>, objectives: [Objective], work: Work)
    throws -> PathIntegral
  {
    let (width, units) = (baseline.count, network.first.outputs)
    // Rows are padded to whole tiles, so that the BLAS library uses the same kernel for a row, and
    // the result has the same bits, regardless of the number of rows.
    let rows = (range.count + Self.tile - 1) / Self.tile * Self.tile
    var difference = [Double](repeating: 0, count: rows * width)
    let offset = range.lowerBound * width
    for row in 0..<range.count {
      for column in 0..<width {
        let i = row * width + column
        difference[i] = Double(inputs.elements[offset + i]) - baseline[column]
      }
    }
    // The change of each unit along the path is computed directly, not as a difference of the two
    // ends, which would cancel if it is small.
    var integral = [Double](repeating: 0, count: rows * units)
    let values = try difference.withUnsafeMutableBufferPointer { difference in
      try integral.withUnsafeMutableBufferPointer { integral in
        network.first.apply(
          difference.baseAddress!, rows: rows, accumulate: false, integral.baseAddress!)
        try integrate(integral, objectives: objectives[range], work: work)
        return [Double](unsafeUninitializedCapacity: rows * width) { result, initialized in
          network.first.pullBack(integral.baseAddress!, rows: rows, result.baseAddress!)
          initialized = range.count * width
          for i in 0..<initialized { result[i] *= difference[i] }
        }
      }
    }
    return PathIntegral(values: values)
  }

  /// The number of rows for one product. With one hidden layer, this product is nearly all the
  /// work, so large chunks pay; with more layers, each row needs products of its own, and small
  /// chunks are distributed more evenly.
  var rowsAtOnce: Int { network.hidden.count > 1 ? Self.tile : 16 * Self.tile }

  /// The number of rows in a tile: a multiple of the row count of BLAS kernels.
  private static let tile = 8

  /// Replaces each unit's change along the path by `∫₀¹ ∂f/∂u dα`.
  private func integrate(
    _ units: UnsafeMutableBufferPointer<Double>, objectives: ArraySlice<Objective>, work: Work
  ) throws {
    let width = network.first.outputs
    var pieces = PathPieces(network)
    var softmax = SoftmaxPieceIntegral(classes: network.output.outputs)
    for (row, objective) in objectives.enumerated() {
      let unit = units.baseAddress! + row * width
      let response = schema.response(ofValid: objective)
      if !response.isCurved, network.hidden.count <= 1 {
        integrateLogit(unit, objective)
      } else {
        try work.checkpoint(done: row, of: objectives.count)
        integratePieces(unit, objective, response, &pieces, &softmax)
      }
    }
  }

  /// With at most one hidden layer, unit j contributes `V_cj (g(u¹_j) − g(u⁰_j))/(u¹_j − u⁰_j)`.
  private func integrateLogit(_ unit: UnsafeMutablePointer<Double>, _ objective: Objective) {
    guard let layer = network.hidden.first else {
      for label in 0..<network.output.outputs { unit[label] = 0 }
      objective.forEachTerm { label, weight in unit[label] = weight }
      return
    }
    let (slope, width) = (layer.negativeSlope, network.first.outputs)
    start.withUnsafeBufferPointer { start in
      for j in 0..<width {
        let (u0, change) = (start[j], unit[j])
        let u1 = u0 + change
        // A unit that does not cross zero has a constant slope, for which the quotient would
        // cancel.
        let crosses = (u0 > 0) != (u1 > 0)
        let rise = (u1 > 0 ? u1 : slope * u1) - (u0 > 0 ? u0 : slope * u0)
        unit[j] = crosses ? rise / change : (u1 > 0 ? 1 : slope)
      }
    }
    sent.withUnsafeBufferPointer { sent in
      for j in 0..<width { unit[j] *= objective.sum { sent[$0 * width + j] } }
    }
  }

  /// For any depth and scale: a cotangent for each smooth piece of the path is pulled back.
  private func integratePieces(
    _ unit: UnsafeMutablePointer<Double>, _ objective: Objective, _ response: Response,
    _ pieces: inout PathPieces, _ softmax: inout SoftmaxPieceIntegral
  ) {
    let classes = network.output.outputs
    for j in 0..<network.first.outputs { unit[j] += start[j] }
    pieces.follow(from: start, to: unit)
    var cotangents = [Double](repeating: 0, count: pieces.count * classes)
    pieces.logits.withUnsafeBufferPointer { logits in
      cotangents.withUnsafeMutableBufferPointer { cotangents in
        for piece in 0..<pieces.count {
          let cut = logits.baseAddress! + piece * classes
          softmax.add(
            objective, response, weight: pieces.cuts[piece + 1] - pieces.cuts[piece], from: cut,
            to: cut + classes, into: cotangents.baseAddress! + piece * classes)
        }
      }
    }
    pieces.pullBack(cotangents, into: unit)
  }
}

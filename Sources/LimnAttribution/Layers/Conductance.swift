import LimnCore
import LimnNetwork

/// Conductance (Dhamdhere, Sundararajan, Yan 2018, arXiv 1805.12233): how much of the score's
/// change on the straight path from the baseline to the input passes through each unit of a layer,
/// `∫ ∂f/∂y_j dy_j` along the path. It is Integrated Gradients attributed to hidden units.
///
/// If every path through the network to the score passes through the layer, the values sum to
/// `f(x) − f(x′)`.
///
/// For piecewise-linear networks the path is cut at the kinks, so that a logit's conductance has no
/// quadrature error; for probabilities, equally spaced cuts are added. For smooth networks the path
/// is cut into equal pieces.
///
/// Cost for each input: one forward pass for each cut, and one forward pass and one backward pass
/// to the layer for each piece.
public struct Conductance: LayerMethod {
  public static let method = "conductance"
  /// The settings type of the method.
  public typealias Configuration = LayerSettings<Conductance>

  /// The network that is explained.
  public let network: Network
  private let settings: Configuration
  private let layer: LayerPlace
  private let start: [Float]
  private let atBaseline: Matrix
  private let ruled: RuledNetwork
  private let anatomy: PreparedAnatomy?

  /// The number of equal pieces, for smooth networks, probabilities, and paths with too many kinks.
  private static let evenPieces = 256
  /// The maximum number of pieces between kinks.
  private static let mostCuts = 1 << 14

  /// Binds the method to a network.
  ///
  /// - Throws: ``AttributionError`` for an unknown layer or a baseline that does not fit the
  ///   network; `ModelError`.
  public init(_ network: Network, settings: Configuration) throws {
    self.network = network
    self.settings = settings
    layer = try LayerPlace(settings.layer, in: network)
    start = try settings.baseline.row(width: network.inputShape.count)
    atBaseline = try network.checkedScores(of: Matrix(row: start))
    ruled = RuledNetwork(network) { _ in GradientRule() }
    anatomy = PreparedAnatomy(network.anatomy)
  }

  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }
  public var reference: Background? { .baseline(settings.baseline) }

  /// Attributes every row of `inputs`, row r by `objectives[r]`, to the units of the layer.
  ///
  /// - Returns: one attribution for each row, with one value for each unit of the layer.
  /// - Throws: `ModelError`, ``AttributionError``, `CancellationError`.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: network, work: work)
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      let (input, objective) = (Array(inputs[row: row]), objectives[row])
      let response = network.output.response(ofValid: objective)
      let cuts = try cuts(to: input, isCurved: response.isCurved, work: work)
      var values = [Double](repeating: 0, count: layer.shape.count)
      let size = max(1, min(512, ruled.rowsAtOnce))
      for first in stride(from: 0, to: cuts.count - 1, by: size) {
        try work.checkpoint(done: first, of: cuts.count)
        let pieces = first..<min(first + size, cuts.count - 1)
        let ends = network.trace(
          of: points(pieces.map { cuts[$0] } + [cuts[pieces.upperBound]], input)
        )
        .values[layer.value]
        let trace = network.trace(of: points(pieces.map { (cuts[$0] + cuts[$0 + 1]) / 2 }, input))
        let slopes = try ruled.carryBack(
          network.cotangents(
            [Objective](repeating: objective, count: pieces.count)[...],
            scores: trace.values[network.scoreValue]), to: layer.value, trace: trace, work: work)
        for piece in 0..<pieces.count {
          for unit in values.indices {
            values[unit] +=
              Double(slopes[piece, unit])
              * (Double(ends[piece + 1, unit]) - Double(ends[piece, unit]))
          }
        }
      }
      if let unit = values.firstIndex(where: { !$0.isFinite }) {
        throw ModelError.nonFiniteGradient(row: row, input: unit)
      }
      let scores = try network.checkedScores(of: Matrix(row: input))
      return Attribution(
        method: name, objective: objective, shape: layer.inputShape, values: values,
        scoreAtInput: objective.value(of: scores[row: 0], response: response),
        scoreAtBaseline: objective.value(of: atBaseline[row: 0], response: response),
        evaluations: 2 + 3 * (cuts.count - 1) + 1,
        options: [.init("layer", layer.name), .init("pieces", "\(cuts.count - 1)")])
    }
  }

  private func points(_ alphas: [Double], _ input: [Float]) -> Matrix {
    Matrix(rows: alphas.count, columns: input.count) { target in
      for (row, alpha) in alphas.enumerated() {
        for i in input.indices {
          let (a, b) = (Double(start[i]), Double(input[i]))
          target[row * input.count + i] = Float(a + alpha * (b - a))
        }
      }
    }
  }

  /// The cuts of the path, from 0 to 1.
  private func cuts(to input: [Float], isCurved: Bool, work: Work) throws -> [Double] {
    let even = (0...Self.evenPieces).map { Double($0) / Double(Self.evenPieces) }
    guard let anatomy else { return even }
    let (begin, end) = (start.map(Double.init), input.map(Double.init))
    var found: Set<Double> = [0, 1]
    var stretches = [(start: 0.0, end: 1.0)]
    while let stretch = stretches.popLast() {
      let result = try GraphPathCuts.find(
        anatomy, from: stretch.start, to: stretch.end, most: Self.mostCuts, work: work,
        point: { alpha in begin.indices.map { begin[$0] + alpha * (end[$0] - begin[$0]) } })
      switch result {
      case .success(let part): found.formUnion(part.cuts)
      case .failure(.tooManyPieces): return even
      case .failure(.tooLarge):
        let middle = (stretch.start + stretch.end) / 2
        guard stretch.start < middle, middle < stretch.end else { return even }
        stretches += [(middle, stretch.end), (stretch.start, middle)]
      }
    }
    if isCurved { found.formUnion(even) }
    return found.sorted()
  }
}

import LimnCore
import LimnNetwork
import Testing

/// Every kind of layer, one behind the other, against the same chain in `Double`.
@Suite struct DeepNetworkTests {
  private static let width = 4
  private static let perLayer = width * width + width

  /// A dense layer before each activation and a softmax in the middle; dense layers at both ends.
  private let network: Network
  private let parameters: [Double]
  private let inputs = Matrix.random(3, width, seed: 100)
  private let cotangents = Matrix.random(3, width, seed: 101)
  private let shift: [Float] = [0.5, -0.25, 0, 1]
  private let factor: [Float] = [2, 0.5, -1, 1.5]

  init() throws {
    var layers: [any Layer] = [Scaling(shift: shift, factor: factor)]
    var parameters: [Double] = []
    func dense(_ seed: UInt64) -> Dense {
      Dense(
        weights: .random(Self.width, Self.width, scale: 0.9, seed: seed),
        bias: Matrix.random(1, Self.width, scale: 0.5, seed: seed + 1).elements)
    }
    for (index, activation) in Activation.all.enumerated() {
      layers += [dense(UInt64(2 * index)), activation.layer]
      if index == 4 { layers += [dense(50), Softmax()] }
    }
    layers.append(dense(60))
    for layer in layers {
      parameters += layer.parameters.flatMap { $0.values.elements.map(Double.init) }
    }
    network = try Network(inputShape: .vector(Self.width), layers: layers)
    self.parameters = parameters
  }

  private func logits(_ x: [Double], _ parameters: [Double]) -> [Double] {
    var start = 0
    func dense(_ x: [Double]) -> [Double] {
      defer { start += Self.perLayer }
      return (0..<Self.width).map { unit in
        x.indices.reduce(parameters[start + Self.width * Self.width + unit]) {
          $0 + x[$1] * parameters[start + $1 * Self.width + unit]
        }
      }
    }
    var x = x.indices.map { (x[$0] - Double(shift[$0])) * Double(factor[$0]) }
    for (index, activation) in Activation.all.enumerated() {
      x = dense(x).map(activation.definition)
      if index == 4 { x = Reference.softmax(dense(x)) }
    }
    return dense(x)
  }

  /// Twelve layers of roundings in `Float`: a ten-thousandth of the largest element.
  private func expect(
    _ found: [Float], _ expected: [Double], _ comment: Comment,
    location: SourceLocation = #_sourceLocation
  ) {
    let scale = expected.map(abs).max() ?? 0
    #expect(scale > 1e-6, comment, sourceLocation: location)
    #expect(agree(found, expected, within: 1e-4 * scale), comment, sourceLocation: location)
  }

  @Test func scoresAndInputGradients() {
    let scores = network.scores(of: inputs)
    let gradients = network.vectorJacobianProduct(at: inputs, cotangents: cotangents)
    for row in 0..<inputs.rows {
      let reference: Reference.Function = { logits($0, parameters) }
      expect(Array(scores[row: row]), reference(inputs.doubles(row)), "row \(row)")
      let expected = Reference.gradient(
        of: Reference.loss(cotangents.doubles(row), reference), at: inputs.doubles(row))
      expect(Array(gradients[row: row]), expected, "row \(row)")
    }
  }

  @Test func parameterGradients() {
    var stream = RandomStream(seed: 0)
    let (_, tape) = network.trainingForward(inputs, stream: &stream)
    let found = network.parameterGradients(cotangents, tape: tape)
    let expected = Reference.gradient(
      of: { parameters in
        (0..<inputs.rows).reduce(0) { sum, row in
          zip(logits(inputs.doubles(row), parameters), cotangents.doubles(row)).reduce(sum) {
            $0 + $1.0 * $1.1
          }
        }
      }, at: parameters)
    let layers = found.filter { !$0.isEmpty }
    #expect(layers.count == Activation.all.count + 2)
    for (index, gradients) in layers.enumerated() {
      let part = expected[index * Self.perLayer..<(index + 1) * Self.perLayer]
      expect(gradients.flatMap(\.elements), Array(part), "dense layer \(index)")
    }
  }
}

import LimnCore
import LimnNetwork
import Testing

/// Every kind of layer, one behind the other, against the same chain in `Double`.
@Suite struct DeepNetworkTests {
  /// Twice half of the activations: through all ten the gradient fades to nothing.
  @Test(arguments: [0..<5, 5..<10])
  func scoresAndInputGradients(part: Range<Int>) throws {
    let chain = try Chain(Array(Activation.all[part]))
    let scores = chain.network.scores(of: chain.inputs)
    let gradients = chain.network.vectorJacobianProduct(
      at: chain.inputs, cotangents: chain.cotangents)
    for row in 0..<chain.inputs.rows {
      let x = chain.inputs.doubles(row)
      let reference: Reference.Function = { chain.logits($0, chain.parameters) }
      expect(Array(scores[row: row]), reference(x), "row \(row)")
      let expected = Reference.gradient(
        of: Reference.loss(chain.cotangents.doubles(row), reference), at: x)
      expect(Array(gradients[row: row]), expected, "row \(row)")
    }
  }

  @Test(arguments: [0..<5, 5..<10])
  func parameterGradients(part: Range<Int>) throws {
    let chain = try Chain(Array(Activation.all[part]))
    var stream = RandomStream(seed: 0)
    let (_, tape) = chain.network.trainingForward(chain.inputs, stream: &stream)
    let found = chain.network.parameterGradients(chain.cotangents, tape: tape)
    let expected = Reference.gradient(
      of: { parameters in
        (0..<chain.inputs.rows).reduce(0) { sum, row in
          let loss = Reference.loss(chain.cotangents.doubles(row)) { chain.logits($0, parameters) }
          return sum + loss(chain.inputs.doubles(row))
        }
      }, at: chain.parameters)
    let layers = found.filter { !$0.isEmpty }
    #expect(layers.count == part.count + 2)
    for (index, gradients) in layers.enumerated() {
      let part = expected[index * Chain.perLayer..<(index + 1) * Chain.perLayer]
      expect(gradients.flatMap(\.elements), Array(part), "dense layer \(index)")
    }
  }

  /// Some layers of roundings in `Float`: a ten-thousandth of the largest element.
  private func expect(
    _ found: [Float], _ expected: [Double], _ comment: Comment,
    location: SourceLocation = #_sourceLocation
  ) {
    let scale = expected.map(abs).max() ?? 0
    #expect(scale > 1e-5, comment, sourceLocation: location)
    #expect(agree(found, expected, within: 1e-4 * scale), comment, sourceLocation: location)
  }
}

/// A scaling, a dense layer before each activation, a softmax behind the second, a dense layer last.
private struct Chain: Sendable {
  static let width = 4
  static let perLayer = width * width + width

  let activations: [Activation]
  let network: Network
  let parameters: [Double]
  let inputs = Matrix.random(3, width, seed: 100)
  let cotangents = Matrix.random(3, width, seed: 101)
  private let shift: [Float] = [0.5, -0.25, 0, 1]
  private let factor: [Float] = [2, 0.5, -1, 1.5]

  init(_ activations: [Activation]) throws {
    self.activations = activations
    func dense(_ seed: Int) -> Dense {
      Dense(
        weights: .random(Self.width, Self.width, scale: 0.9, seed: UInt64(2 * seed)),
        bias: Matrix.random(1, Self.width, scale: 0.5, seed: UInt64(2 * seed + 1)).elements)
    }
    var layers: [any Layer] = [Scaling(shift: shift, factor: factor)]
    for (index, activation) in activations.enumerated() {
      layers += [dense(index), activation.layer]
      if index == 1 { layers += [dense(20), Softmax()] }
    }
    layers.append(dense(30))
    network = try Network(inputShape: .vector(Self.width), layers: layers)
    parameters = layers.flatMap { layer in
      layer.parameters.flatMap { $0.values.elements.map(Double.init) }
    }
  }

  /// The same in `Double`, with the parameters of all dense layers as a list.
  func logits(_ x: [Double], _ parameters: [Double]) -> [Double] {
    var rest = parameters[...]
    func dense(_ x: [Double]) -> [Double] {
      let weights = Array(rest.prefix(Self.width * Self.width))
      let bias = Array(rest.dropFirst(weights.count).prefix(Self.width))
      rest = rest.dropFirst(Self.perLayer)
      return bias.indices.map { unit in
        x.indices.reduce(bias[unit]) { $0 + x[$1] * weights[$1 * Self.width + unit] }
      }
    }
    var x = x.indices.map { (x[$0] - Double(shift[$0])) * Double(factor[$0]) }
    for (index, activation) in activations.enumerated() {
      x = dense(x).map(activation.definition)
      if index == 1 { x = Reference.softmax(dense(x)) }
    }
    return dense(x)
  }
}

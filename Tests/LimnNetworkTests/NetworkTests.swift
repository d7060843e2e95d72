import LimnCore
import LimnNetwork
import Testing

@Suite struct NetworkTests {
  private let first = Dense(
    weights: .random(6, 5, scale: 0.5, seed: 1), bias: Matrix.random(1, 5, seed: 2).elements)
  private let second = Dense(
    weights: .random(5, 4, scale: 0.5, seed: 3), bias: Matrix.random(1, 4, seed: 4).elements)
  private let scaling = Scaling(
    shift: [0, 1, 0, -1, 0.5, 0], factor: [1, 2, 0.5, 1, 1, 0.25])
  private let inputs = Matrix.random(7, 6, seed: 5)

  private func network(_ activation: any Operation, ending: [any Operation] = []) throws -> Network
  {
    try Network(
      inputShape: .image(height: 2, width: 3),
      layers: [scaling, first, activation, second] + ending)
  }

  /// The same logits in `Double`, with the parameters of both dense layers as a list.
  private func logits(
    _ x: [Double], _ parameters: [Double], _ g: (Double) -> Double
  ) -> [Double] {
    let scaled = x.indices.map {
      (x[$0] - Double(scaling.shift[$0])) * Double(scaling.factor[$0])
    }
    func dense(_ x: [Double], _ start: Int, _ units: Int) -> [Double] {
      (0..<units).map { unit in
        x.indices.reduce(parameters[start + x.count * units + unit]) {
          $0 + x[$1] * parameters[start + $1 * units + unit]
        }
      }
    }
    return dense(dense(scaled, 0, 5).map(g), 35, 4)
  }

  private var parameters: [Double] {
    (first.weights.elements + first.bias.elements + second.weights.elements
      + second.bias.elements).map(Double.init)
  }

  @Test(arguments: Activation.all)
  func scoresAndInputGradients(activation: Activation) throws {
    let network = try network(activation.layer)
    let cotangents = Matrix.random(7, 4, seed: 6)
    let scores = network.scores(of: inputs)
    let gradients = network.vectorJacobianProduct(at: inputs, cotangents: cotangents)
    for row in 0..<inputs.rows {
      let reference: Reference.Function = { logits($0, parameters, activation.definition) }
      let x = inputs.doubles(row)
      #expect(agree(scores[row: row], reference(x), within: 4e-6))
      let expected = Reference.gradient(
        of: Reference.loss(cotangents.doubles(row), reference), at: x)
      #expect(agree(gradients[row: row], expected, within: 4e-6))
    }
  }

  /// One pass gives what two calls give, and the cotangents are made of the network's own scores.
  @Test func scoresAndGradientsInOnePass() throws {
    let network = try network(ReLU(), ending: [Softmax()])
    let scores = network.scores(of: inputs)
    func cotangents(_ scores: Matrix) -> Matrix { scores.map { 2 * $0 - 1 } }
    let found = network.scoresAndGradients(at: inputs, cotangents: cotangents)
    #expect(found.scores == scores)
    #expect(
      found.gradients
        == network.vectorJacobianProduct(at: inputs, cotangents: cotangents(scores)))
    let refusal = CancellationError()
    #expect(throws: CancellationError.self) {
      try network.scoresAndGradients(at: inputs) { _ in throw refusal }
    }
  }

  @Test(arguments: Activation.all)
  func parameterGradients(activation: Activation) throws {
    let network = try network(activation.layer)
    var stream = RandomStream(seed: 0)
    let (scores, tape) = network.trainingForward(inputs, stream: &stream)
    #expect(scores == network.scores(of: inputs))
    let cotangents = Matrix.random(7, 4, seed: 7)
    let gradients = network.parameterGradients(cotangents, tape: tape)
    #expect(gradients.map(\.count) == [0, 2, 0, 2])
    let expected = Reference.gradient(
      of: { parameters in
        (0..<inputs.rows).reduce(0) { sum, row in
          sum
            + Reference.loss(
              cotangents.doubles(row), { logits($0, parameters, activation.definition) })(
              inputs.doubles(row))
        }
      }, at: parameters)
    // Sums over seven rows, of some units each.
    #expect(agree(gradients.joined().flatMap(\.elements), expected, within: 2e-5))
  }

  @Test func dropoutsMaskReachesTheGradients() throws {
    let network = try network(Dropout(rate: 0.5))
    var stream = RandomStream(seed: 1)
    let (scores, tape) = network.trainingForward(inputs, stream: &stream)
    #expect(scores != network.scores(of: inputs))
    let mask = tape[2].matrix
    let hidden = first.forward(scaling.forward(inputs).output).output
    let masked = Matrix(rows: 7, columns: 5) { target in
      for i in target.indices { target[i] = hidden.elements[i] * mask.elements[i] }
    }
    #expect(scores == second.forward(masked).output)
    let gradients = network.parameterGradients(scores, tape: tape)
    #expect(gradients[3] == second.parameterGradients(scores, saved: masked))
  }

  @Test func aFinalSoftmaxIsSetApart() throws {
    let plain = try network(Tanh())
    let ending = try network(Tanh(), ending: [Softmax()])
    #expect(ending.endsInSoftmax && !plain.endsInSoftmax)
    #expect(ending.scores(of: inputs) == plain.scores(of: inputs))
    #expect(ending.probabilities(of: inputs) == plain.probabilities(of: inputs))
    #expect(ending.activations(of: inputs).last == ending.probabilities(of: inputs))
    #expect(ending.activations(of: inputs).count == 5)
    #expect(ending.output == .classes(ending.outputCount))
    let cotangents = Matrix.random(7, 4, seed: 8)
    #expect(
      ending.vectorJacobianProduct(at: inputs, cotangents: cotangents)
        == plain.vectorJacobianProduct(at: inputs, cotangents: cotangents))
    for row in 0..<7 {
      let total = ending.probabilities(of: inputs)[row: row].reduce(0, +)
      // Four numbers rounded to Float.
      #expect(abs(total - 1) < 3e-7)
    }
  }

  /// A softmax that is not last is a layer like any other.
  @Test func aSoftmaxInTheMiddleIsPulledBackThrough() throws {
    let network = try network(Softmax())
    let cotangents = Matrix.random(1, 4, seed: 9)
    let gradient = network.vectorJacobianProduct(at: inputs.rows(0..<1), cotangents: cotangents)
    let reference: Reference.Function = { x in
      let scaled = x.indices.map {
        (x[$0] - Double(scaling.shift[$0])) * Double(scaling.factor[$0])
      }
      let hidden = Reference.dense(first.weights, first.bias.doubles(0))(scaled)
      return Reference.dense(second.weights, second.bias.doubles(0))(Reference.softmax(hidden))
    }
    let expected = Reference.gradient(
      of: Reference.loss(cotangents.doubles(0), reference), at: inputs.doubles(0))
    #expect(agree(gradient[row: 0], expected, within: 4e-6))
  }

  /// A batch's rows do not see each other. BLAS may sum in another order for another batch size,
  /// so equal up to rounding.
  @Test func rowsDoNotDependOnEachOther() throws {
    let network = try network(GELU())
    let whole = network.scores(of: inputs)
    for row in 0..<inputs.rows {
      let alone = network.scores(of: inputs.rows(row..<row + 1))
      #expect(agree(alone.elements, whole.doubles(row), within: 1e-6))
    }
    let reversed = network.scores(of: inputs.rows(at: [6, 5, 4, 3, 2, 1, 0]))
    for row in 0..<7 {
      #expect(agree(reversed[row: 6 - row], whole.doubles(row), within: 1e-6))
    }
    #expect(network.scores(of: Matrix(rows: 0, columns: 6)).rows == 0)
  }

  @Test func layersMustFit() throws {
    #expect(throws: NetworkError.noLayers) {
      try Network(inputShape: .vector(3), layers: [])
    }
    #expect(throws: NetworkError.layerWidth(layer: "Dense", found: 5, expected: 6)) {
      try Network(inputShape: .vector(6), layers: [first, ReLU(), first])
    }
    #expect(throws: NetworkError.layerWidth(layer: "Scaling", found: 64, expected: 6)) {
      try Network(inputShape: .image(height: 8, width: 8), layers: [scaling])
    }
    #expect(throws: NetworkError.noInputs) {
      try Network(inputShape: .vector(0), layers: [ReLU()])
    }
    let empty = Dense(weights: Matrix(rows: 6, columns: 0), bias: [])
    #expect(throws: NetworkError.noUnits(layer: "Dense")) {
      try Network(inputShape: .vector(6), layers: [empty, ReLU()])
    }
  }

  @Test func sizesAreCounted() throws {
    let network = try network(ReLU(), ending: [Softmax()])
    #expect(network.widths == [6, 6, 5, 5, 4, 4])
    #expect(network.outputCount == 4)
    #expect(network.parameterCount == 6 * 5 + 5 + 5 * 4 + 4)
    #expect(network.logitLayers.count == 4)
  }

  @Test func inputsOfAnotherWidthAreRefused() throws {
    let network = try network(ReLU())
    #expect(throws: ModelError.inputWidth(found: 5, expected: 6)) {
      try network.checkedScores(of: Matrix(rows: 1, columns: 5))
    }
  }

  @Test func parametersAreUpdatedInPlace() throws {
    var network = try network(ReLU())
    var visited: [[Int]] = []
    network.updateParameters { layer, parameter, values in
      visited.append([layer, parameter])
      values = values.map { _ in 0 }
    }
    #expect(visited == [[1, 0], [1, 1], [3, 0], [3, 1]])
    #expect(network.scores(of: inputs).elements.allSatisfy { $0 == 0 })
  }

  @Test func aNetworkWithoutParametersHasNoGradients() throws {
    let network = try Network(inputShape: .vector(6), layers: [scaling, ReLU()])
    var stream = RandomStream(seed: 0)
    let (scores, tape) = network.trainingForward(inputs, stream: &stream)
    #expect(network.parameterGradients(scores, tape: tape) == [[], []])
  }
}

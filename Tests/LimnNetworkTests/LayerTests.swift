import LimnCore
import LimnNetwork
import Testing

/// The layers that are not elementwise, against their definitions in `Double` and the finite
/// differences of these. Sums of up to nine terms of size 1: `Float` leaves them within 2e-6.
@Suite struct LayerTests {
  private let tolerance = 2e-6

  private func checkGradient(
    of layer: some Layer, _ reference: @escaping Reference.Function, at input: Matrix
  ) throws {
    let (output, saved) = layer.forward(input)
    let cotangent = Matrix.random(output.rows, output.columns, seed: 9)
    let gradient = layer.inputGradient(cotangent, saved: saved)
    #expect(try layer.outputWidth(for: input.columns) == output.columns)
    #expect(gradient.rows == input.rows)
    for row in 0..<input.rows {
      let x = input.doubles(row)
      #expect(agree(output[row: row], reference(x), within: tolerance))
      let expected = Reference.gradient(
        of: Reference.loss(cotangent.doubles(row), reference), at: x)
      #expect(agree(gradient[row: row], expected, within: tolerance))
    }
  }

  @Test func dense() throws {
    let weights = Matrix.random(9, 4, seed: 1)
    let bias = Matrix.random(1, 4, seed: 2)
    try checkGradient(
      of: Dense(weights: weights, bias: bias.elements),
      Reference.dense(weights, bias.doubles(0)), at: Matrix.random(5, 9, seed: 3))
  }

  /// The loss as a function of the parameters, summed over the batch.
  @Test func denseParameters() {
    let (weights, bias) = (Matrix.random(6, 4, seed: 1), Matrix.random(1, 4, seed: 2))
    let input = Matrix.random(5, 6, seed: 3)
    let cotangent = Matrix.random(5, 4, seed: 4)
    let layer = Dense(weights: weights, bias: bias.elements)
    let gradients = layer.parameterGradients(cotangent, saved: layer.forward(input).saved)
    func loss(_ parameters: [Double]) -> Double {
      var sum = 0.0
      for row in 0..<5 {
        for unit in 0..<4 {
          var y = parameters[24 + unit]
          for i in 0..<6 { y += Double(input[row, i]) * parameters[i * 4 + unit] }
          sum += Double(cotangent[row, unit]) * y
        }
      }
      return sum
    }
    let expected = Reference.gradient(
      of: loss, at: (weights.elements + bias.elements).map(Double.init))
    #expect(gradients.map(\.rows) == [6, 1])
    #expect(agree(gradients[0].elements, Array(expected[..<24]), within: tolerance))
    #expect(agree(gradients[1].elements, Array(expected[24...]), within: tolerance))
  }

  @Test func denseUpdatesItsParametersInOrder() {
    var layer = Dense(weights: Matrix(rows: 2, columns: 3), bias: [0, 0, 0])
    layer.updateParameters { index, values in values.elements[0] = Float(index + 1) }
    #expect(layer.weights[0, 0] == 1)
    #expect(layer.bias[0, 0] == 2)
    #expect(layer.parameters.map(\.name) == ["weights", "bias"])
    #expect(layer.parameters.map(\.decays) == [true, false])
    #expect(layer.parameters[1].values[0, 0] == 2)
  }

  @Test func scaling() throws {
    let (shift, factor): ([Float], [Float]) = ([0.5, -1, 3], [2, 0, -0.25])
    try checkGradient(
      of: Scaling(shift: shift, factor: factor),
      { x in x.indices.map { (x[$0] - Double(shift[$0])) * Double(factor[$0]) } },
      at: Matrix.random(4, 3, seed: 5))
  }

  @Test func softmax() throws {
    try checkGradient(of: Softmax(), Reference.softmax, at: Matrix.random(5, 7, scale: 3, seed: 6))
  }

  @Test func softmaxOfExtremeLogits() {
    let input = Matrix(
      rows: [[1e4, -1e4, 1e4], [-1e4, -1e4, -1e4], [0, 3e38, -3e38]], columns: 3)
    let (output, saved) = Softmax().forward(input)
    let third = Float(1.0 / 3)
    #expect(
      output == Matrix(rows: [[0.5, 0, 0.5], [third, third, third], [0, 1, 0]], columns: 3))
    let gradient = Softmax().inputGradient(
      Matrix(rows: [[1, 0, 0], [1, 0, 0], [1, 1, 1]], columns: 3), saved: saved)
    #expect(Array(gradient[row: 0]) == [0.25, 0, -0.25])
    #expect(Array(gradient[row: 2]) == [0, 0, 0])
  }

  @Test func widthsAreChecked() {
    let dense = Dense(weights: Matrix(rows: 3, columns: 2), bias: [0, 0])
    #expect(throws: NetworkError.layerWidth(layer: "Dense", found: 4, expected: 3)) {
      try dense.outputWidth(for: 4)
    }
    #expect(throws: NetworkError.layerWidth(layer: "Scaling", found: 1, expected: 2)) {
      try Scaling(shift: [0, 0], factor: [1, 1]).outputWidth(for: 1)
    }
  }
}

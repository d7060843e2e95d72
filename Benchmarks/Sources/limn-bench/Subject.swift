import Limn

/// What is measured on: the digits and a 64-64-10 network of rectifiers trained on them.
struct Subject {
  /// `n × 64`, ink from 0 to 16.
  let digits = Digits.all.inputs
  let network: Network

  /// Trains the network by stochastic gradient descent, the same one each time.
  init() throws {
    let labels = Digits.all.labels
    var stream = RandomStream(seed: 1)
    func dense(_ inputs: Int, _ outputs: Int) -> Dense {
      let scale = (2 / Double(inputs)).squareRoot()
      return Dense(
        weights: Matrix(
          rows: inputs, columns: outputs,
          elements: (0..<inputs * outputs).map { _ in Float(scale * stream.normal()) }),
        bias: [Float](repeating: 0, count: outputs))
    }
    var network = try Network(
      inputShape: Digits.inputShape,
      layers: [
        Scaling(
          shift: [Float](repeating: 0, count: 64),
          factor: [Float](repeating: 1 / Digits.fullInk, count: 64)),
        dense(64, 64), ReLU(), dense(64, 10),
      ])
    for _ in 0..<60 {
      let order = stream.permutation(of: labels.count)
      for start in stride(from: 0, to: labels.count - 31, by: 32) {
        let rows = Array(order[start..<start + 32])
        let (logits, tape) = network.trainingForward(digits.rows(at: rows), stream: &stream)
        var gradient = logits.softmaxOfRows()
        for (row, index) in rows.enumerated() { gradient[row, labels[index]] -= 1 }
        let gradients = network.parameterGradients(gradient.map { $0 / 32 }, tape: tape)
        network.updateParameters { layer, parameter, values in
          let step = gradients[layer][parameter]
          values = Matrix(
            rows: values.rows, columns: values.columns,
            elements: zip(values.elements, step.elements).map { $0 - 0.2 * $1 })
        }
      }
    }
    self.network = network
  }
}

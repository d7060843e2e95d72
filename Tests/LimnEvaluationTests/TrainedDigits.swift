import LimnCore
import LimnData
import LimnNetwork

/// A 64-16-10 network trained here in a moment on the first 600 digits.
enum TrainedDigits {
  static let network = Result { try train() }

  private static func train() throws -> Network {
    let start = try Subjects.random(inputs: 64, hidden: [16], classes: 10, seed: 7)
    var network = try Network(
      inputShape: Digits.inputShape,
      layers: [
        Scaling(
          shift: [Float](repeating: 0, count: 64), factor: [Float](repeating: 1 / 16, count: 64))
      ] + start.layers)
    var stream = RandomStream(seed: 3)
    for _ in 0..<20 {
      let order = stream.permutation(of: 600)
      for begin in stride(from: 0, to: 600, by: 20) {
        let batch = Array(order[begin..<begin + 20])
        let (logits, tape) = network.trainingForward(
          Digits.all.inputs.rows(at: batch), stream: &stream)
        var gradient = logits.softmaxOfRows()
        for (row, index) in batch.enumerated() { gradient[row, Digits.all.labels[index]] -= 1 }
        let gradients = network.parameterGradients(gradient.map { $0 / 20 }, tape: tape)
        network.updateParameters { layer, parameter, values in
          for i in values.elements.indices {
            values.elements[i] -= 0.5 * gradients[layer][parameter].elements[i]
          }
        }
      }
    }
    return network
  }

  /// Some digits, each explained by the logit of the class the network gives it.
  static func batch(_ rows: Range<Int>, scale: Objective.Scale = .logit) throws -> (
    Network, [Int], Matrix, [Objective]
  ) {
    let network = try network.get()
    let inputs = Digits.all.inputs.rows(rows)
    let predicted = network.scores(of: inputs).argmaxOfRows()
    return (
      network, predicted, inputs, predicted.map { Objective(target: $0, scale: scale) }
    )
  }
}

import LimnCore
import LimnData
import LimnNetwork

/// Digit networks trained here in a moment, so that logits and kinks are those of real use.
enum TrainedDigits {
  /// 64-64-10 on pixels divided by 16.
  static let oneHiddenLayer = Result { try train(hidden: [64]) }
  /// 64-48-32-10.
  static let twoHiddenLayers = Result { try train(hidden: [48, 32]) }

  /// Gradient descent with momentum 0.9 on cross-entropy, ten epochs of batches of 60.
  private static func train(hidden: [Int]) throws -> Network {
    let start = try TestNetwork.random(inputs: 64, hidden: hidden, classes: 10)
    var network = try Network(
      inputShape: Digits.inputShape,
      layers: [
        Scaling(
          shift: [Float](repeating: 0, count: 64), factor: [Float](repeating: 1 / 16, count: 64))
      ] + start.layers)
    var stream = RandomStream(seed: 3)
    var velocity: [[Matrix]] = network.layers.map { $0.parameters.map { $0.values.map { _ in 0 } } }
    for _ in 0..<10 {
      let order = stream.permutation(of: Digits.all.inputs.rows)
      for begin in stride(from: 0, to: order.count, by: 60) {
        let batch = Array(order[begin..<min(order.count, begin + 60)])
        let (logits, tape) = network.trainingForward(
          Digits.all.inputs.rows(at: batch), stream: &stream)
        var gradient = logits.softmaxOfRows()
        for (row, index) in batch.enumerated() { gradient[row, Digits.all.labels[index]] -= 1 }
        let gradients = network.parameterGradients(
          gradient.map { $0 / Float(batch.count) }, tape: tape)
        network.updateParameters { layer, parameter, values in
          for i in values.elements.indices {
            velocity[layer][parameter].elements[i] =
              0.9 * velocity[layer][parameter].elements[i]
              - 0.1 * gradients[layer][parameter].elements[i]
            values.elements[i] += velocity[layer][parameter].elements[i]
          }
        }
      }
    }
    return network
  }
}

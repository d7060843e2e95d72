import LimnCore
import LimnData

/// A linear classifier trained by gradient descent, in `Double` with plain loops.
struct PlainTraining {
  /// `features × classes`.
  private(set) var weights: [[Double]]
  private(set) var bias: [Double]
  private(set) var gradientNorms: [Double] = []
  private(set) var updateRatios: [Double] = []

  init(weights: Matrix, bias: Matrix) {
    self.weights = (0..<weights.rows).map { weights[row: $0].map(Double.init) }
    self.bias = bias.elements.map(Double.init)
  }

  /// One step on all of `set`, by the gradient of its mean cross-entropy; λ moves the weights alone.
  mutating func step(on set: LabeledSet, rate: Double, decay: Double) {
    var byWeight = weights.map { $0.map { _ in 0.0 } }
    var byBias = bias.map { _ in 0.0 }
    for row in 0..<set.count {
      let x = set.inputs[row: row].map(Double.init)
      let z = bias.indices.map { k in x.indices.reduce(bias[k]) { $0 + x[$1] * weights[$1][k] } }
      let p = PlainLoss.softmax(z)
      for k in bias.indices {
        let error = (p[k] - (set.labels[row] == k ? 1 : 0)) / Double(set.count)
        byBias[k] += error
        for i in x.indices { byWeight[i][k] += x[i] * error }
      }
    }
    gradientNorms.append(
      (byWeight.joined() + byBias).reduce(0) { $0 + $1 * $1 }.squareRoot())
    let size = weights.joined().reduce(0) { $0 + $1 * $1 }
    var moved = 0.0
    for i in weights.indices {
      for k in bias.indices {
        let update = rate * (byWeight[i][k] + decay * weights[i][k])
        moved += update * update
        weights[i][k] -= update
      }
    }
    for k in bias.indices { bias[k] -= rate * byBias[k] }
    updateRatios.append((moved / size).squareRoot())
  }
}

extension LabeledSet {
  /// Normal inputs and random labels.
  static func random(_ count: Int, features: Int, classes: Int, seed: UInt64) -> LabeledSet {
    var stream = RandomStream(seed: seed)
    let inputs = Matrix(rows: count, columns: features) { target in
      for i in target.indices { target[i] = Float(stream.normal()) }
    }
    return LabeledSet(
      checked: inputs,
      .classes((0..<count).map { _ in stream.integer(below: classes) }, count: classes),
      sourceRows: Array(0..<count))
  }
}

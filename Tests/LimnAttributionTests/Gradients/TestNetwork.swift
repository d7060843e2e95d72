import LimnCore
import LimnNetwork

/// Random networks and inputs, the same in every run.
enum TestNetwork {
  /// Dense layers with rectifiers between: He-initialised weights times `scale`, normal biases.
  static func random(
    inputs: Int, hidden: [Int], classes: Int, slope: Float = 0, scale: Double = 1,
    seed: UInt64 = 1
  ) throws -> Network {
    try random(inputs: inputs, hidden: hidden, classes: classes, scale: scale, seed: seed) {
      LeakyReLU(negativeSlope: slope)
    }
  }

  static func random(
    inputs: Int, hidden: [Int], classes: Int, scale: Double = 1, seed: UInt64 = 1,
    activation: () -> any Layer
  ) throws -> Network {
    var stream = RandomStream(seed: seed)
    var layers: [any Layer] = []
    var width = inputs
    for next in hidden + [classes] {
      let deviation = scale * (2 / Double(width)).squareRoot()
      layers.append(
        Dense(
          weights: Matrix(
            rows: width, columns: next,
            elements: (0..<width * next).map { _ in Float(deviation * stream.normal()) }),
          bias: (0..<next).map { _ in Float(0.3 * scale * stream.normal()) }))
      layers.append(activation())
      width = next
    }
    layers[layers.count - 1] = Softmax()
    return try Network(inputShape: .vector(inputs), layers: layers)
  }

  /// Normal values.
  static func inputs(rows: Int, columns: Int, seed: UInt64 = 2) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
  }
}

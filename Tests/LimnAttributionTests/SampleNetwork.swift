import LimnCore
import LimnNetwork

/// A network of random weights for pictures of 4×5 pixels: 20-8-3.
enum SampleNetwork {
  static func make(_ activation: any Layer = ReLU()) throws -> Network {
    var stream = RandomStream(seed: 11)
    func values(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
    return try Network(
      inputShape: .image(height: 4, width: 5),
      layers: [
        Dense(weights: Matrix(rows: 20, columns: 8, elements: values(160)), bias: values(8)),
        activation,
        Dense(weights: Matrix(rows: 8, columns: 3, elements: values(24)), bias: values(3)),
      ])
  }
}

import LimnCore
import LimnData
import LimnFigures
import LimnGraphics
import LimnNetwork
import LimnTraining
import Testing

/// Networks to draw.
enum SampleNetworks {
  /// Untrained, with biases that are not all zero.
  static func random(
    _ shape: InputShape = Digits.inputShape, hidden: [Int], activation: Activation = .relu,
    dropout: Float = 0, classes: Int = 10, seed: UInt64 = 1
  ) throws -> Network {
    var network = try NetworkArchitecture(
      inputShape: shape, inputFactor: 1 / 16, hidden: hidden, activation: activation,
      dropout: dropout, classCount: classes
    ).network(seed: seed)
    var stream = RandomStream(seed: seed).split(99)
    network.updateParameters { _, parameter, values in
      guard parameter == 1 else { return }
      values = values.map { _ in Float(0.1 * stream.normal()) }
    }
    return network
  }

  /// The hidden layers of networks of 1 to 12 dense layers, 1 to 512 units wide.
  static let hiddenLayers: [[Int]] = [
    [], [1], [64], [512], [512, 256], [1, 512, 1], [33, 7, 90],
    [Int](repeating: 16, count: 11), [Int](repeating: 512, count: 4) + [2],
  ]
}

extension Figure {
  /// Records every text that overlaps another or leaves the figure.
  func expectLegibleTexts(_ name: String) throws {
    let texts = try drawnTexts()
    for (a, b) in DrawnText.overlaps(among: texts) {
      Issue.record("\(name): “\(a.text)” overlaps “\(b.text)” at \(a.box.origin)")
    }
    let whole = Rect(origin: Point(0, 0), size: size)
    for text in texts where !whole.contains(text.box) {
      Issue.record("\(name): “\(text.text)” leaves the figure")
    }
  }
}

import LimnCore
import LimnNetwork

/// The scales of a table's features, as a network's first trained layer sees them: root mean
/// squares over the training examples, for features that are not always 0.
public struct InputScales: Sendable, Hashable, Codable {
  /// The smallest root mean square of a feature.
  public let smallest: Double
  /// The largest root mean square of a feature.
  public let largest: Double

  /// Creates scales from the smallest and the largest root mean square.
  public init(smallest: Double, largest: Double) {
    self.smallest = smallest
    self.largest = largest
  }

  /// Computes the scales.
  ///
  /// - Returns: `nil` for pictures, whose values share one scale, and if all features are 0.
  init?(of inputs: Matrix, for network: Network) {
    guard case .vector(let width) = network.inputShape, inputs.rows > 0 else { return nil }
    let encoding = network.layers.first as? CategoryEncoding
    let scaling = network.layers.dropFirst(encoding == nil ? 0 : 1).first as? Scaling
    var squares = [Double](repeating: 0, count: width)
    for row in 0..<inputs.rows {
      for (feature, value) in inputs[row: row].enumerated() {
        // A category is seen as an indicator of 1.
        if encoding?.columns[feature] != nil { continue }
        let place = encoding?.starts[feature] ?? feature
        let seen =
          scaling.map { Double((value - $0.shift[place]) * $0.factor[place]) } ?? Double(value)
        squares[feature] += seen * seen
      }
    }
    let sizes = squares.filter { $0 > 0 }.map { ($0 / Double(inputs.rows)).squareRoot() }
    guard let smallest = sizes.min(), let largest = sizes.max(), largest.isFinite else {
      return nil
    }
    self.init(smallest: smallest, largest: largest)
  }
}

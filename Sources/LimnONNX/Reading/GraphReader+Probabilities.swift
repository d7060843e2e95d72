import LimnCore
import LimnNetwork

/// Classifiers whose scores are probabilities without a softmax: one sigmoid against the rest for each
/// class, divided by their sum, or the mean of several classifiers.
extension GraphReader {
  /// Whether a classifier's plain outputs are probabilities of its classes, which add up to 1.
  ///
  /// Asked of the outputs themselves, for 32 rows of normal numbers: exporters write the division in
  /// many ways. Raw scores do not add up to 1 for all of them, and those that do are probabilities.
  /// Cost: that of 32 predictions, for files with labels alone.
  func givesProbabilities(_ network: Network) throws -> Bool {
    guard network.link == .identity, network.output.count > 1 else { return false }
    var stream = RandomStream(seed: 0)
    let inputs = Matrix(
      rows: 32, columns: network.inputShape.count,
      elements: (0..<32 * network.inputShape.count).map { _ in Float(stream.normal()) })
    let outputs = network.output(of: inputs)
    return (0..<outputs.rows).allSatisfy { row in
      let values = outputs[row: row]
      let sum = values.reduce(0) { $0 + Double($1) }
      return values.allSatisfy { $0 >= 0 } && abs(sum - 1) <= 1e-4
    }
  }

  /// Probabilities as the softmax of their logarithms, which they are: p = softmax(log p) where the p
  /// add up to 1. So each class has a score to explain. A probability that single precision rounds to 0
  /// counts as 1e-38.
  mutating func logarithms(of line: Line, at place: Place) throws -> Line {
    let tiny = ScalarExpression.constant(Double(Float.leastNormalMagnitude))
    let logarithm = ScalarExpression.function(.log, .arithmetic(.maximum, .input, tiny))
    let scores = try self.line(line, then: Formula("Log", logarithm), at: place)
    return try self.line(scores, then: Softmax(), at: place)
  }
}

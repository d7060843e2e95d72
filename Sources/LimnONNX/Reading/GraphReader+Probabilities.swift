import LimnCore
import LimnNetwork

/// Classifiers whose outputs are probabilities, without a softmax or sigmoid at the end: normalised
/// one-vs-rest sigmoids, averages of several classifiers, or several binary classifiers side by
/// side.
extension GraphReader {
  /// What the plain outputs of a classifier are.
  enum Probabilities {
    /// Probabilities of mutually exclusive classes, which add up to 1.
    case ofClasses
    /// Probabilities of independent flags.
    case ofFlags
  }

  /// Determines whether a network's plain outputs are probabilities, for a file that also computes
  /// labels.
  ///
  /// This is tested on the outputs for 48 rows of normal random numbers on three scales, because
  /// exporters write divisions in many ways; raw scores would not lie between 0 and 1 for all of
  /// them. Cost: 48 predictions, only for files with labels. Networks with more than 262,144 values
  /// are not tested, so that a small file does not take much memory.
  func probabilities(of network: Network) throws -> Probabilities? {
    guard network.link == .identity, network.output.count > 1,
      network.widths.reduce(0, +) <= 1 << 18
    else { return nil }
    var stream = RandomStream(seed: 0)
    let width = network.inputShape.count
    let inputs = Matrix(
      rows: 48, columns: width,
      elements: (0..<48 * width).map { index in
        Float([1, 10, 100][index / width % 3] * stream.normal())
      })
    let outputs = network.output(of: inputs)
    // For extreme inputs all sigmoids may be 0, and their normalised values undefined.
    let rows = (0..<outputs.rows).filter { outputs[row: $0].allSatisfy(\.isFinite) }
    guard rows.count >= 16, rows.allSatisfy({ outputs[row: $0].allSatisfy { $0 >= 0 && $0 <= 1 } })
    else { return nil }
    if labelsEachOutput(network.output.count) { return .ofFlags }
    let addUp = rows.allSatisfy { row in
      abs(outputs[row: row].reduce(0) { $0 + Double($1) } - 1) <= 2e-6
    }
    return addUp ? .ofClasses : nil
  }

  /// Whether an output of the file is declared to contain one label for each score.
  private func labelsEachOutput(_ count: Int) -> Bool {
    let scores = Set(scoreOutputs.map(\.name))
    return graph.output.contains { output in
      let sizes = output.type.tensorType.shape.dim
      return !scores.contains(output.name) && sizes.count == 2
        && sizes[1].value == .dimValue(Int64(count))
    }
  }

  /// Expresses probabilities as a function of scores, so that each output has a score to explain.
  /// For classes, p = softmax(log p), because the p add up to 1; for flags, p = σ(log p − log(1 −
  /// p)). Values that round to 0 in single precision are replaced by 1e-38.
  mutating func scored(_ line: Line, as probabilities: Probabilities, at place: Place) throws
    -> Line
  {
    func logarithm(_ expression: ScalarExpression) -> ScalarExpression {
      let tiny = ScalarExpression.constant(Double(Float.leastNormalMagnitude))
      return .function(.log, .arithmetic(.maximum, expression, tiny))
    }
    switch probabilities {
    case .ofClasses:
      let scores = try self.line(line, then: Formula("Log", logarithm(.input)), at: place)
      return try self.line(scores, then: Softmax(), at: place)
    case .ofFlags:
      let odds = ScalarExpression.arithmetic(
        .subtract, logarithm(.input),
        logarithm(.arithmetic(.subtract, .constant(1), .input)))
      let scores = try self.line(line, then: Formula("Logit", odds), at: place)
      return try self.line(scores, then: Sigmoid(), at: place)
    }
  }
}

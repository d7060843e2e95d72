import LimnCore
import LimnNetwork

/// Classifiers whose outputs are probabilities of classes or flags, without a softmax or a sigmoid at the
/// end: one sigmoid against the rest for each class, divided by their sum; the mean of several
/// classifiers; several yes-or-no classifiers side by side.
extension GraphReader {
  /// What a classifier's plain outputs are.
  enum Probabilities {
    /// Of classes, one of which is the answer: they add up to 1.
    case ofClasses
    /// Of flags, each for itself.
    case ofFlags
  }

  /// Whether a network's plain outputs, beside which the file makes labels, are probabilities.
  ///
  /// Asked of the outputs themselves, for 48 rows of normal numbers of three sizes: exporters write a
  /// division in many ways. Raw scores are not between 0 and 1 for all of them.
  /// Cost: that of 48 predictions, for files with labels alone; networks of more than 262,144 values
  /// are not asked, so that a small file takes no memory.
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
    // Far out all sigmoids may be 0, and their share no number.
    let rows = (0..<outputs.rows).filter { outputs[row: $0].allSatisfy(\.isFinite) }
    guard rows.count >= 16, rows.allSatisfy({ outputs[row: $0].allSatisfy { $0 >= 0 && $0 <= 1 } })
    else { return nil }
    if labelsEachOutput(network.output.count) { return .ofFlags }
    let addUp = rows.allSatisfy { row in
      abs(outputs[row: row].reduce(0) { $0 + Double($1) } - 1) <= 2e-6
    }
    return addUp ? .ofClasses : nil
  }

  /// Whether an output of the file is declared to hold a label for each of the scores.
  private func labelsEachOutput(_ count: Int) -> Bool {
    let scores = Set(scoreOutputs.map(\.name))
    return graph.output.contains { output in
      let sizes = output.type.tensorType.shape.dim
      return !scores.contains(output.name) && sizes.count == 2
        && sizes[1].value == .dimValue(Int64(count))
    }
  }

  /// Probabilities as what they are of scores, so that each output has a score to explain: of classes
  /// p = softmax(log p), as the p add up to 1; of flags p = σ(log p − log(1 − p)). What single precision
  /// rounds to 0 counts as 1e-38.
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

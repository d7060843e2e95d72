import LimnCore
import LimnNetwork

/// What training makes small.
public enum Loss: String, Sendable, Codable, CaseIterable {
  /// ``SoftmaxCrossEntropy``: the softmax is part of the loss.
  case crossEntropy = "cross-entropy"
  /// ``MeanSquaredError`` against 1 for the class and 0 for the others: of the probabilities where
  /// the network ends in a softmax, of its plain outputs otherwise.
  case meanSquaredError = "mean-squared-error"

  /// The mean loss of a batch and its gradient with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: `n × classes`: what `network` gives before a final softmax.
  ///   - labels: the class of each row.
  ///   - endsInSoftmax: whether the network's output is the softmax of `logits`.
  public func evaluate(logits: Matrix, labels: [Int], endsInSoftmax: Bool) -> LossAndGradient {
    switch self {
    case .crossEntropy:
      return SoftmaxCrossEntropy.evaluate(logits: logits, labels: labels)
    case .meanSquaredError:
      let targets = Matrix(oneHot: labels, columns: logits.columns)
      guard endsInSoftmax else {
        return MeanSquaredError.evaluate(outputs: logits, targets: targets)
      }
      let probabilities = logits.softmaxOfRows()
      let error = MeanSquaredError.evaluate(outputs: probabilities, targets: targets)
      return LossAndGradient(
        loss: error.loss,
        gradient: Softmax().inputGradient(error.gradient, saved: probabilities))
    }
  }

  /// The mean loss alone.
  func value(logits: Matrix, labels: [Int], endsInSoftmax: Bool) -> Double {
    switch self {
    case .crossEntropy: SoftmaxCrossEntropy.loss(logits: logits, labels: labels)
    case .meanSquaredError:
      evaluate(logits: logits, labels: labels, endsInSoftmax: endsInSoftmax).loss
    }
  }
}

extension Matrix {
  /// One row for each label: 1 in the label's column, 0 elsewhere.
  init(oneHot labels: [Int], columns: Int) {
    self.init(rows: labels.count, columns: columns)
    for (row, label) in labels.enumerated() { self[row, label] = 1 }
  }
}

import LimnCore
import LimnData
import LimnNetwork

/// The loss that training minimises.
public enum Loss: String, Sendable, Codable, CaseIterable {
  /// ``SoftmaxCrossEntropy`` for classes; the softmax is part of the loss.
  case crossEntropy = "cross-entropy"
  /// ``BinaryCrossEntropy`` for flags, and for a single yes-or-no output; the sigmoids are part of
  /// the loss.
  case binaryCrossEntropy = "binary-cross-entropy"
  /// ``MeanSquaredError`` for the numbers of a regression. For classes and flags it compares the
  /// network's outputs after its link with 1 for yes and 0 for no.
  case meanSquaredError = "mean-squared-error"

  /// The standard loss for a model's outputs: the negative log-likelihood of classes under a
  /// softmax, of flags under sigmoids, and of numbers under a normal distribution.
  public static func standard(for output: OutputSchema) -> Loss {
    switch output.task {
    case .regression: .meanSquaredError
    case .multilabel: .binaryCrossEntropy
    case .classification: output.count == 1 ? .binaryCrossEntropy : .crossEntropy
    }
  }

  /// Whether the loss is meaningful for a model's outputs.
  public func suits(_ output: OutputSchema) -> Bool {
    switch self {
    case .meanSquaredError: true
    // The softmax of one output is always 1, and the sigmoids of a softmax's scores are not
    // probabilities.
    case .crossEntropy:
      output.task == .classification && output.count > 1 && output.link != .sigmoid
    case .binaryCrossEntropy:
      output.task != .regression && (output.link == .sigmoid || output.link == .identity)
        && (output.task == .multilabel || output.count == 1)
    }
  }

  /// The mean loss of a batch and its gradient with respect to the scores.
  ///
  /// - Parameters:
  ///   - scores: the network's scores before its link, `n × outputs`.
  ///   - targets: the targets of the `n` rows; they must suit the loss.
  ///   - link: the function from the scores to the network's outputs.
  public func evaluate(
    scores: Matrix, targets: Targets, link: OutputSchema.Link
  ) -> LossAndGradient {
    switch self {
    case .crossEntropy:
      return SoftmaxCrossEntropy.evaluate(logits: scores, labels: classes(targets))
    case .binaryCrossEntropy:
      return BinaryCrossEntropy.evaluate(
        logits: scores, targets: targets.matrix(columns: scores.columns))
    case .meanSquaredError:
      let targets = targets.matrix(columns: scores.columns)
      switch link {
      case .identity: return MeanSquaredError.evaluate(outputs: scores, targets: targets)
      case .softmax, .logSoftmax:
        return meanSquaredError(against: targets, Softmax().forward(scores)) {
          Softmax().inputGradient($0, saved: $1)
        }
      case .sigmoid:
        return meanSquaredError(against: targets, Sigmoid().forward(scores)) {
          Sigmoid().inputGradient($0, saved: $1)
        }
      }
    }
  }

  private func meanSquaredError(
    against targets: Matrix, _ passed: (output: Matrix, saved: Matrix),
    pulledBack: (_ gradient: Matrix, _ saved: Matrix) -> Matrix
  ) -> LossAndGradient {
    let error = MeanSquaredError.evaluate(outputs: passed.output, targets: targets)
    return LossAndGradient(loss: error.loss, gradient: pulledBack(error.gradient, passed.saved))
  }

  /// The mean loss without the gradient.
  func value(scores: Matrix, targets: Targets, link: OutputSchema.Link) -> Double {
    switch self {
    case .crossEntropy: SoftmaxCrossEntropy.loss(logits: scores, labels: classes(targets))
    case .binaryCrossEntropy:
      BinaryCrossEntropy.loss(logits: scores, targets: targets.matrix(columns: scores.columns))
    case .meanSquaredError: evaluate(scores: scores, targets: targets, link: link).loss
    }
  }

  private func classes(_ targets: Targets) -> [Int] {
    guard case .classes(let labels, _) = targets else {
      preconditionFailure("a cross-entropy of classes is asked of \(targets.task.rawValue)")
    }
    return labels
  }
}

/// The optimizers by name, each with the hyperparameters its authors or PyTorch give it.
public enum StandardOptimizer: String, Sendable, CaseIterable {
  /// ``GradientDescent`` on the whole training set at once.
  case gradientDescent = "gradient-descent"
  /// ``GradientDescent`` on mini-batches.
  case sgd
  case momentum
  case nesterov
  case adagrad
  case rmsprop
  case adam
  case adamw

  public var optimizer: any Optimizer {
    switch self {
    case .gradientDescent, .sgd: GradientDescent()
    case .momentum: Momentum()
    case .nesterov: Nesterov()
    case .adagrad: AdaGrad()
    case .rmsprop: RMSprop()
    case .adam: Adam()
    case .adamw: AdamW()
    }
  }

  /// Whether a step sees the whole training set, which is what the name promises.
  public var usesWholeSet: Bool { self == .gradientDescent }
}

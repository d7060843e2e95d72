/// The optimizers by name, with the default hyperparameters of their authors or of PyTorch.
public enum StandardOptimizer: String, Sendable, CaseIterable {
  /// ``GradientDescent`` on the whole training set.
  case gradientDescent = "gradient-descent"
  /// ``GradientDescent`` on mini-batches.
  case sgd
  /// ``Momentum``.
  case momentum
  /// ``Nesterov``.
  case nesterov
  /// ``AdaGrad``.
  case adagrad
  /// ``RMSprop``.
  case rmsprop
  /// ``Adam``.
  case adam
  /// ``AdamW``.
  case adamw

  /// The optimizer with its default hyperparameters.
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

  /// A learning rate that works well on the digits.
  public var usualLearningRate: Double {
    switch self {
    case .gradientDescent: 0.5
    case .sgd: 0.3
    case .momentum, .nesterov: 0.05
    case .adagrad: 0.02
    case .rmsprop: 0.003
    case .adam, .adamw: 0.01
    }
  }

  /// Whether each step uses the whole training set.
  public var usesWholeSet: Bool { self == .gradientDescent }
}

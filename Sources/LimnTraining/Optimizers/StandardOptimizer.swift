/// The optimizers by name, each with the hyperparameters its authors or PyTorch give it.
public enum StandardOptimizer: String, Sendable, CaseIterable {
  /// ``GradientDescent`` on the whole training set at once.
  case gradientDescent = "gradient-descent"
  /// ``GradientDescent`` on mini-batches.
  case sgd
  /// Momentum.
  case momentum
  /// Nesterov's momentum.
  case nesterov
  /// AdaGrad.
  case adagrad
  /// RMSprop.
  case rmsprop
  /// Adam.
  case adam
  /// AdamW.
  case adamw

  /// The optimizer with its usual numbers.
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

  /// A learning rate with which the digits are learnt.
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

  /// Whether a step sees the whole training set, which is what the name promises.
  public var usesWholeSet: Bool { self == .gradientDescent }
}

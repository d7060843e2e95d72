/// AdaGrad (Duchi, Hazan, Singer 2011, JMLR 12, diagonal form): each parameter's learning rate
/// decreases with the squared gradients accumulated so far.
///
///     s ← s + g²
///     w ← w − ηg/(√s + ε)
public struct AdaGrad: Optimizer, Equatable {
  /// The constant ε > 0, which avoids division by zero.
  public let epsilon: Double

  /// Creates the optimizer; `epsilon` must be positive.
  public init(epsilon: Double = 1e-10) {
    self.epsilon = epsilon
  }

  public var name: String { "adagrad" }
  public var hyperparameters: [Hyperparameter] {
    [Hyperparameter(name: "epsilon", value: epsilon, allowed: .positive)]
  }
  public var memoryPerParameter: Int { 1 }

  public func apply(_ step: ParameterStep) {
    let (w, s, rate) = (step.values, step.memory(0), step.learningRate)
    let epsilon = Float(epsilon)
    let gradient = step.decayedGradient
    for i in w.indices {
      let g = gradient[i]
      s[i] += g * g
      w[i] -= rate * g / (s[i].rootOfNonNegative + epsilon)
    }
  }
}

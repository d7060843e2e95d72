/// RMSprop (Tieleman and Hinton 2012, Coursera "Neural Networks for Machine Learning", lecture 6e):
/// AdaGrad with exponentially decaying sums.
///
///     s ← ρs + (1 − ρ)g²
///     w ← w − ηg/(√s + ε)
public struct RMSprop: Optimizer, Equatable {
  /// The decay rate ρ of the mean squared gradient, in `0..<1`.
  public let decay: Double
  /// The constant ε > 0, which avoids division by zero.
  public let epsilon: Double

  /// Creates the optimizer; `decay` must be in `0..<1`.
  public init(decay: Double = 0.99, epsilon: Double = 1e-8) {
    self.decay = decay
    self.epsilon = epsilon
  }

  public var name: String { "rmsprop" }
  public var hyperparameters: [Hyperparameter] {
    [
      Hyperparameter(name: "decay", value: decay, allowed: .fraction),
      Hyperparameter(name: "epsilon", value: epsilon, allowed: .positive),
    ]
  }
  public var memoryPerParameter: Int { 1 }

  public func apply(_ step: ParameterStep) {
    let (w, s, rate) = (step.values, step.memory(0), step.learningRate)
    // 1 − ρ is computed in Double: in Float it would lose digits.
    let (decay, newInSquare, epsilon) = (Float(decay), Float(1 - decay), Float(epsilon))
    let gradient = step.decayedGradient
    for i in w.indices {
      let g = gradient[i]
      s[i] = decay * s[i] + newInSquare * g * g
      w[i] -= rate * g / (s[i].rootOfNonNegative + epsilon)
    }
  }
}

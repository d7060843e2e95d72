/// RMSprop (Tieleman and Hinton 2012, Coursera "Neural Networks for Machine Learning", lecture 6e):
/// AdaGrad with a memory that fades.
///
///     s ← ρs + (1 − ρ)g²
///     w ← w − ηg/(√s + ε)
public struct RMSprop: Optimizer, Equatable {
  /// ρ: the share of the mean square that is kept, in `0..<1`.
  public let decay: Double
  /// ε: keeps the quotient finite; above 0.
  public let epsilon: Double

  /// RMSprop; `decay` from 0 up to but not including 1.
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
    // 1 − ρ in Double: in Float it would lose digits.
    let (decay, newInSquare, epsilon) = (Float(decay), Float(1 - decay), Float(epsilon))
    let gradient = step.decayedGradient
    for i in w.indices {
      let g = gradient[i]
      s[i] = decay * s[i] + newInSquare * g * g
      w[i] -= rate * g / (s[i].rootOfNonNegative + epsilon)
    }
  }
}

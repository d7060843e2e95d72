/// AdaGrad (Duchi, Hazan, Singer 2011, JMLR 12, diagonal form): each parameter's rate falls with the
/// gradients it has seen.
///
///     s ← s + g²
///     w ← w − ηg/(√s + ε)
public struct AdaGrad: Optimizer, Equatable {
  /// ε: keeps the quotient finite; above 0.
  public let epsilon: Double

  /// AdaGrad; `epsilon` keeps the division finite.
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

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1), at step t:
///
///     m ← β₁m + (1 − β₁)g          m̂ = m/(1 − β₁ᵗ)
///     s ← β₂s + (1 − β₂)g²         ŝ = s/(1 − β₂ᵗ)
///     w ← w − ηm̂/(√ŝ + ε)
public struct Adam: Optimizer, Equatable {
  /// The decay rate β₁ of the mean gradient, in `0..<1`.
  public let beta1: Double
  /// The decay rate β₂ of the mean squared gradient, in `0..<1`.
  public let beta2: Double
  /// The constant ε > 0, which avoids division by zero.
  public let epsilon: Double

  /// Creates the optimizer; both decay rates must be in `0..<1`.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public var name: String { "adam" }
  public var hyperparameters: [Hyperparameter] {
    [
      Hyperparameter(name: "beta1", value: beta1, allowed: .fraction),
      Hyperparameter(name: "beta2", value: beta2, allowed: .fraction),
      Hyperparameter(name: "epsilon", value: epsilon, allowed: .positive),
    ]
  }
  public var memoryPerParameter: Int { 2 }

  public func apply(_ step: ParameterStep) {
    let (w, m, s) = (step.values, step.memory(0), step.memory(1))
    // 1 − βᵗ and 1 − β are computed in Double: in Float they would lose half of their digits.
    let t = Double(step.number)
    let rate = Float(Double(step.learningRate) / (1 - pow(beta1, t)))
    let correction = Float(1 / (1 - pow(beta2, t)).squareRoot())
    let (newInMean, newInSquare) = (Float(1 - beta1), Float(1 - beta2))
    let (beta1, beta2, epsilon) = (Float(beta1), Float(beta2), Float(epsilon))
    let gradient = step.decayedGradient
    for i in w.indices {
      let g = gradient[i]
      m[i] = beta1 * m[i] + newInMean * g
      s[i] = beta2 * s[i] + newInSquare * g * g
      w[i] -= rate * m[i] / (s[i].rootOfNonNegative * correction + epsilon)
    }
  }
}

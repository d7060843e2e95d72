/// Gradient descent with momentum, the heavy-ball method (Polyak 1964, "Some methods of speeding up
/// the convergence of iteration methods"), with the velocity in units of the gradient as in
/// PyTorch's SGD.
///
///     v ← μv + g
///     w ← w − ηv
public struct Momentum: Optimizer, Equatable {
  /// The decay rate μ of the velocity, in `0..<1`.
  public let momentum: Double

  /// Creates the optimizer; `momentum` must be in `0..<1`.
  public init(momentum: Double = 0.9) {
    self.momentum = momentum
  }

  public var name: String { "momentum" }
  public var hyperparameters: [Hyperparameter] {
    [Hyperparameter(name: "momentum", value: momentum, allowed: .fraction)]
  }
  public var memoryPerParameter: Int { 1 }

  public func apply(_ step: ParameterStep) {
    let (w, v, rate) = (step.values, step.memory(0), step.learningRate)
    let momentum = Float(momentum)
    let gradient = step.decayedGradient
    for i in w.indices {
      v[i] = momentum * v[i] + gradient[i]
      w[i] -= rate * v[i]
    }
  }
}

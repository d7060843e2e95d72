/// Nesterov's accelerated gradient (1983) in the form of Sutskever et al. 2013 ("On the importance
/// of initialization and momentum in deep learning"), rewritten as in PyTorch so that the gradient
/// is evaluated at the weights themselves.
///
///     v ← μv + g
///     w ← w − η(g + μv)
public struct Nesterov: Optimizer, Equatable {
  /// The decay rate μ of the velocity, in `0..<1`.
  public let momentum: Double

  /// Creates the optimizer; `momentum` must be in `0..<1`.
  public init(momentum: Double = 0.9) {
    self.momentum = momentum
  }

  public var name: String { "nesterov" }
  public var hyperparameters: [Hyperparameter] {
    [Hyperparameter(name: "momentum", value: momentum, allowed: .fraction)]
  }
  public var memoryPerParameter: Int { 1 }

  public func apply(_ step: ParameterStep) {
    let (w, v, rate) = (step.values, step.memory(0), step.learningRate)
    let momentum = Float(momentum)
    let gradient = step.decayedGradient
    for i in w.indices {
      let g = gradient[i]
      v[i] = momentum * v[i] + g
      w[i] -= rate * (g + momentum * v[i])
    }
  }
}

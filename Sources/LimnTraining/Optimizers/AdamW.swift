/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2):
/// weight decay shrinks the weights directly and does not enter Adam's moment estimates.
///
///     w ← w − ηλw
///     w ← Adam's step with g = ∂L/∂w
public struct AdamW: Optimizer, Equatable {
  /// The Adam step that follows the decay.
  public let adam: Adam

  /// Creates the optimizer from the settings of Adam.
  public init(_ adam: Adam = Adam()) {
    self.adam = adam
  }

  public var name: String { "adamw" }
  public var hyperparameters: [Hyperparameter] { adam.hyperparameters }
  public var memoryPerParameter: Int { adam.memoryPerParameter }

  public func apply(_ step: ParameterStep) {
    let shrinkage = 1 - step.learningRate * step.weightDecay
    let w = step.values
    for i in w.indices { w[i] *= shrinkage }
    adam.apply(
      ParameterStep(
        number: step.number, learningRate: step.learningRate, weightDecay: 0,
        values: step.values, gradient: step.gradient, memory: step.memory))
  }
}

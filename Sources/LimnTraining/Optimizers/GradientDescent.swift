/// Steepest descent (Cauchy 1847). On the whole training set this is gradient descent, on
/// mini-batches it is stochastic gradient descent (Robbins and Monro 1951); the update is the same.
///
///     w ← w − ηg
public struct GradientDescent: Optimizer, Equatable {
  /// Creates the optimizer.
  public init() {}

  public var name: String { "sgd" }
  public var hyperparameters: [Hyperparameter] { [] }
  public var memoryPerParameter: Int { 0 }

  public func apply(_ step: ParameterStep) {
    let (w, rate) = (step.values, step.learningRate)
    let gradient = step.decayedGradient
    for i in w.indices { w[i] -= rate * gradient[i] }
  }
}

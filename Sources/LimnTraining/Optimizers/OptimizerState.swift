import LimnCore

/// An optimizer with its state for one parameter tensor.
public struct OptimizerState: Sendable {
  /// The optimizer.
  public let optimizer: any Optimizer
  /// The number of steps so far.
  public private(set) var steps = 0
  private var memory: [Float]
  private let parameterCount: Int

  /// Creates the state for one tensor, initialised to 0.
  ///
  /// - Parameter parameterCount: the number of values in the tensor.
  public init(_ optimizer: any Optimizer, parameterCount: Int) {
    self.optimizer = optimizer
    self.parameterCount = parameterCount
    memory = [Float](repeating: 0, count: parameterCount * optimizer.memoryPerParameter)
  }

  /// Updates `values` in place with one step for `gradient`, which must have the same shape.
  ///
  /// Cost: linear in the number of parameters; nothing is allocated.
  public mutating func step(
    _ values: inout Matrix, gradient: Matrix, learningRate: Double, weightDecay: Double = 0
  ) {
    precondition(
      values.elements.count == parameterCount && gradient.elements.count == parameterCount,
      "a step of \(gradient.elements.count) on \(values.elements.count) parameters")
    steps += 1
    let (number, optimizer) = (steps, optimizer)
    values.elements.withUnsafeMutableBufferPointer { values in
      gradient.elements.withUnsafeBufferPointer { gradient in
        memory.withUnsafeMutableBufferPointer { memory in
          optimizer.apply(
            ParameterStep(
              number: number, learningRate: Float(learningRate), weightDecay: Float(weightDecay),
              values: values, gradient: gradient, memory: memory))
        }
      }
    }
  }
}

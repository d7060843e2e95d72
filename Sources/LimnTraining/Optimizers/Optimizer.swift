/// An update rule for parameters, with its hyperparameters but without mutable state.
///
/// The state of a rule (a velocity, mean squares) is kept in an ``OptimizerState``, so the rule
/// itself is a small value that a history can record.
public protocol Optimizer: Sendable {
  /// The name in histories and on the command line, such as "adam".
  var name: String { get }
  /// All hyperparameters except learning rate and weight decay, which every rule has.
  var hyperparameters: [Hyperparameter] { get }
  /// The number of state values for each parameter; they start at 0.
  var memoryPerParameter: Int { get }
  /// Updates the parameters of one tensor.
  func apply(_ step: ParameterStep)
}

/// A named hyperparameter with its allowed range.
public struct Hyperparameter: Sendable, Equatable {
  /// The name.
  public let name: String
  /// The value.
  public let value: Double
  /// The allowed range.
  public let allowed: AllowedRange

  /// Creates a hyperparameter.
  public init(name: String, value: Double, allowed: AllowedRange) {
    self.name = name
    self.value = value
    self.allowed = allowed
  }
}

/// One step for one parameter tensor. The buffers belong to the caller and are valid only during
/// the step.
public struct ParameterStep {
  /// The number of the step, counted from 1.
  public let number: Int
  /// The learning rate η.
  public let learningRate: Float
  /// The weight decay λ; 0 for parameters that do not decay, such as biases.
  public let weightDecay: Float
  /// The parameters w, updated in place.
  public let values: UnsafeMutableBufferPointer<Float>
  /// The gradient ∂L/∂w, without weight decay.
  public let gradient: UnsafeBufferPointer<Float>
  /// The optimizer's state: the first value for all parameters, then the second.
  public let memory: UnsafeMutableBufferPointer<Float>

  /// The state value with the given index, for every parameter.
  public func memory(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    let count = values.count
    return UnsafeMutableBufferPointer(rebasing: memory[index * count..<(index + 1) * count])
  }

  /// The gradient with coupled weight decay.
  public var decayedGradient: DecayedGradient {
    DecayedGradient(gradient: gradient, values: values, weightDecay: weightDecay)
  }
}

/// The gradient with weight decay, `g = ∂L/∂w + λw`, that is, the gradient of the loss plus
/// `½λ‖w‖²`, at the current values.
///
/// Rules should bind it, the values and the memory to local constants before their loops: only then
/// can the compiler prove that stores in the loop do not change them, and vectorise it.
public struct DecayedGradient {
  fileprivate let gradient: UnsafeBufferPointer<Float>
  fileprivate let values: UnsafeMutableBufferPointer<Float>
  fileprivate let weightDecay: Float

  /// The gradient of parameter `i`, including weight decay.
  @inline(__always)
  public subscript(_ i: Int) -> Float { gradient[i] + weightDecay * values[i] }
}

extension Float {
  /// The square root of a non-negative number. Taking the magnitude does not change the number but
  /// lets the compiler vectorise the square root, because it need not handle negative arguments.
  @inline(__always)
  var rootOfNonNegative: Float { magnitude.squareRoot() }
}

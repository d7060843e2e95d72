/// A rule by which a gradient moves parameters: its hyperparameters, and nothing that changes.
///
/// What a rule remembers between steps (a velocity, mean squares) is kept for it in an
/// ``OptimizerState``, so the rule itself is a small value that a history can record.
public protocol Optimizer: Sendable {
  /// The name in a history and on the command line: "adam".
  var name: String { get }
  /// All hyperparameters but learning rate and weight decay, which every rule has.
  var hyperparameters: [Hyperparameter] { get }
  /// The number of values remembered for each parameter; they start at 0.
  var memoryPerParameter: Int { get }
  /// Moves the parameters of one tensor.
  func apply(_ step: ParameterStep)
}

/// A named setting of an optimizer and the range it makes sense in.
public struct Hyperparameter: Sendable, Equatable {
  /// What the number is called.
  public let name: String
  /// Its value.
  public let value: Double
  /// What it may be.
  public let allowed: AllowedRange

  /// A number of an optimizer, with its range.
  public init(name: String, value: Double, allowed: AllowedRange) {
    self.name = name
    self.value = value
    self.allowed = allowed
  }
}

/// One step of one parameter tensor, on memory that belongs to the caller for its duration.
public struct ParameterStep {
  /// The step's number, from 1.
  public let number: Int
  /// η.
  public let learningRate: Float
  /// λ; 0 for a parameter that does not decay, such as a bias.
  public let weightDecay: Float
  /// w, changed in place.
  public let values: UnsafeMutableBufferPointer<Float>
  /// ∂L/∂w, without the decay.
  public let gradient: UnsafeBufferPointer<Float>
  /// What the rule remembers: its first value for all parameters, then its second.
  public let memory: UnsafeMutableBufferPointer<Float>

  /// The `index`-th remembered value of every parameter.
  public func memory(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    let count = values.count
    return UnsafeMutableBufferPointer(rebasing: memory[index * count..<(index + 1) * count])
  }

  /// Weight decay coupled to the gradient.
  public var decayedGradient: DecayedGradient {
    DecayedGradient(gradient: gradient, values: values, weightDecay: weightDecay)
  }
}

/// `g = ∂L/∂w + λw`, the gradient of the loss with `½λ‖w‖²` added, at the values as they are.
///
/// A rule takes it, its values and its memory into constants before its loop: only of those does the
/// compiler know that the loop's stores leave them alone, and work on several elements at a time.
public struct DecayedGradient {
  fileprivate let gradient: UnsafeBufferPointer<Float>
  fileprivate let values: UnsafeMutableBufferPointer<Float>
  fileprivate let weightDecay: Float

  /// The gradient of parameter `i`, weight decay included.
  @inline(__always)
  public subscript(_ i: Int) -> Float { gradient[i] + weightDecay * values[i] }
}

extension Float {
  /// The square root of a number that is not negative. The magnitude is the same number and says so
  /// to the compiler, which else prepares for a negative one and takes one root at a time.
  @inline(__always)
  var rootOfNonNegative: Float { magnitude.squareRoot() }
}

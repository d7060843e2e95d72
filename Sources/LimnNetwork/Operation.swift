import LimnCore

/// An operation of a network: a function of one or more values, with a hand-derived backward pass.
///
/// Values are batches: matrices with one row for each example. The forward pass returns the output
/// together with the state that the backward pass needs, so an operation has no mutable state and a
/// network can be used by many threads. An operation on one value that saves one matrix is best
/// written as a ``Layer``, an elementwise function as an ``ElementwiseActivation``, and an
/// operation that is affine in its inputs as an ``AffineOperation``.
public protocol Operation: Sendable {
  /// The operation's name in a summary: "Dense", "ReLU".
  var kind: String { get }

  /// The shape of the output for inputs of these shapes.
  ///
  /// - Throws: ``NetworkError`` if the operation does not accept them.
  func outputShape(for inputs: [Shape]) throws -> Shape

  /// The output for a batch at inference, and the state that the gradients need.
  ///
  /// - Parameter inputs: the inputs in order, each `n ×` its width.
  /// - Returns: the output, `n ×` its width, and the state that the backward pass needs.
  func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved)

  /// `∂L/∂input` for each input, in order and in the inputs' shapes, from
  /// `outputGradient = ∂L/∂output`. Used for attribution.
  func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix]

  /// `∂L/∂p` for each of `parameters`, in order, from `outputGradient = ∂L/∂output`. Used for
  /// training.
  func parameterGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix]

  /// The tensors that training changes: weights and biases. Empty for most operations.
  var parameters: [Parameter] { get }

  /// All tensors that the operation computes with, trained or fixed. The default is `parameters`.
  var constants: [Parameter] { get }

  /// Calls `body` with each parameter's index and its values, which it may change in place, in the
  /// order of `parameters`.
  mutating func updateParameters(_ body: (Int, inout Matrix) -> Void)

  /// The output in training. It differs from inference only for operations that draw from `stream`,
  /// such as dropout.
  ///
  /// - Parameters:
  ///   - inputs: the inputs in order, each `n ×` its width.
  ///   - stream: the source of random numbers.
  func trainingForward(_ inputs: [Matrix], stream: inout RandomStream) -> (
    output: Matrix, saved: Saved
  )

  /// The local form of the operation for inputs of these shapes, for methods that use more than its
  /// gradient.
  func localForm(for inputs: [Shape]) -> LocalForm

  /// The operation followed by the elementwise map `(y_i − shift_i) · factor_i`, merged into one
  /// operation; `nil` if that is not possible.
  func followed(byShift shift: [Float], factor: [Float]) -> (any Operation)?

  /// Settings that the kind does not imply, such as "slope 0.01"; `nil` if there are none.
  var setting: String? { get }

  /// The operation as an elementwise function; `nil` if it is not one.
  var elementwise: (any ElementwiseActivation)? { get }

  /// Whether the operation is an activation: an elementwise function or a softmax.
  var isActivation: Bool { get }
}

/// What an operation's forward pass keeps for its backward pass; values that are cheap to recompute
/// are not kept.
public enum Saved: Sendable, Equatable {
  /// Nothing is needed.
  case nothing
  /// One matrix with one row for each example; the operation decides its width.
  case matrix(Matrix)
  /// Several matrices.
  case matrices([Matrix])
  /// Indices of input elements, in row-major order, such as the winners of a maximum.
  case indices([Int32])

  /// The saved matrix; the operation must have saved exactly one.
  public var matrix: Matrix {
    guard case .matrix(let matrix) = self else {
      preconditionFailure("an operation's backward pass gets what its forward pass saved")
    }
    return matrix
  }

  /// The saved matrices; a single one counts as a list of one.
  public var matrices: [Matrix] {
    switch self {
    case .matrices(let matrices): matrices
    case .matrix(let matrix): [matrix]
    case .nothing, .indices: []
    }
  }

  /// The saved indices; the operation must have saved indices.
  public var indices: [Int32] {
    guard case .indices(let indices) = self else {
      preconditionFailure("an operation's backward pass gets what its forward pass saved")
    }
    return indices
  }
}

/// A tensor of an operation: a trainable parameter or a constant.
public struct Parameter: Sendable {
  /// The name, such as "weights" or "bias".
  public let name: String
  /// The values; a bias is a matrix with one row.
  public let values: Matrix
  /// Whether weight decay applies: to weights, not to biases.
  public let decays: Bool
  /// The shape of the values: [inputs, units], [outputs, channels, height, width].
  public let shape: Shape

  /// Creates a named tensor.
  ///
  /// - Parameters:
  ///   - name: the name, such as "weights" or "bias".
  ///   - values: the values.
  ///   - decays: whether weight decay applies.
  ///   - shape: a shape with as many elements as `values`; `nil` for its rows and columns, or only
  ///     its columns if it has one row.
  public init(name: String, values: Matrix, decays: Bool, shape: Shape? = nil) {
    let own = values.rows == 1 ? [values.columns] : [values.rows, values.columns]
    self.name = name
    self.values = values
    self.decays = decays
    self.shape = shape ?? Shape(own)
    precondition(self.shape.count == values.elements.count, "\(self.shape) of \(own)")
  }
}

/// Defaults for operations without parameters.
extension Operation {
  public var parameters: [Parameter] { [] }

  public var constants: [Parameter] { parameters }

  public mutating func updateParameters(_ body: (Int, inout Matrix) -> Void) {}

  public func parameterGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] { [] }

  public func trainingForward(_ inputs: [Matrix], stream: inout RandomStream) -> (
    output: Matrix, saved: Saved
  ) {
    forward(inputs)
  }

  public func localForm(for inputs: [Shape]) -> LocalForm { .smooth }

  public func followed(byShift shift: [Float], factor: [Float]) -> (any Operation)? { nil }

  public var setting: String? { nil }
  public var elementwise: (any ElementwiseActivation)? { nil }
  public var isActivation: Bool { false }
}

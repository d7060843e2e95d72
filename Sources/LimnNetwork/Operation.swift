import LimnCore

/// One operation of a network: a function of one value or several, with a hand-derived backward pass.
///
/// Values are batches: matrices with a row for each example. The forward pass returns, beside the
/// output, what its backward pass needs, so an operation holds no state between the two and a network
/// can serve many threads. An operation on one value that saves one matrix is best written as a
/// ``Layer``, a function of each element as an ``ElementwiseActivation``, and one that is affine in
/// its inputs as an ``AffineOperation``.
public protocol Operation: Sendable {
  /// The operation's name in a summary: "Dense", "ReLU".
  var kind: String { get }

  /// The shape of the output for inputs of these shapes.
  ///
  /// - Throws: ``NetworkError`` when the operation does not take them.
  func outputShape(for inputs: [Shape]) throws -> Shape

  /// The output for a batch, and what the gradients need. At inference.
  func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved)

  /// `∂L/∂input` for each input, in their order and of their shapes, from
  /// `outputGradient = ∂L/∂output`: what attribution needs.
  func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix]

  /// `∂L/∂p` for each of `parameters`, in order, from `outputGradient = ∂L/∂output`: what training
  /// needs.
  func parameterGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix]

  /// What training changes: weights and biases. Empty for most operations.
  var parameters: [Parameter] { get }

  /// All numbers it computes with, trained or fixed; the `parameters` unless it has others.
  var constants: [Parameter] { get }

  /// Lets `body` change each parameter's values in place, in the order of `parameters`.
  mutating func updateParameters(_ body: (Int, inout Matrix) -> Void)

  /// The output in training, which differs from inference only for an operation such as dropout that
  /// draws from `stream`.
  func trainingForward(_ inputs: [Matrix], stream: inout RandomStream) -> (
    output: Matrix, saved: Saved
  )

  /// What the operation is near a point, for inputs of these shapes: for methods that use more than its
  /// gradient.
  func localForm(for inputs: [Shape]) -> LocalForm

  /// The same operation with a map of its output's elements, `(y_i − shift_i) · factor_i`, taken in;
  /// `nil` where it cannot be.
  func followed(byShift shift: [Float], factor: [Float]) -> (any Operation)?

  /// What the kind does not say by itself, such as "slope 0.01"; `nil` where there is nothing to say.
  var setting: String? { get }

  /// The operation as a function of each element, where it is one.
  var elementwise: (any ElementwiseActivation)? { get }

  /// Whether it is an activation: a function of each element, or a softmax.
  var isActivation: Bool { get }
}

/// What an operation's forward pass leaves for its backward pass. Nothing that is cheap to find again.
public enum Saved: Sendable, Equatable {
  /// Nothing is needed.
  case nothing
  /// One matrix, n × a width of the operation's own.
  case matrix(Matrix)
  /// Several matrices.
  case matrices([Matrix])
  /// Places within the inputs, row after row: the winners of a maximum.
  case indices([Int32])

  /// The one matrix that was saved.
  public var matrix: Matrix {
    guard case .matrix(let matrix) = self else {
      preconditionFailure("an operation's backward pass gets what its forward pass saved")
    }
    return matrix
  }

  /// The matrices that were saved; one counts as a list of one.
  public var matrices: [Matrix] {
    switch self {
    case .matrices(let matrices): matrices
    case .matrix(let matrix): [matrix]
    case .nothing, .indices: []
    }
  }

  /// The places that were saved.
  public var indices: [Int32] {
    guard case .indices(let indices) = self else {
      preconditionFailure("an operation's backward pass gets what its forward pass saved")
    }
    return indices
  }
}

/// A trainable tensor of an operation.
public struct Parameter: Sendable {
  /// What it is: "weights" or "bias".
  public let name: String
  /// Its values; a bias is a matrix of one row.
  public let values: Matrix
  /// Whether weight decay applies: to weights, not to biases.
  public let decays: Bool
  /// The axes of its values: [inputs, units], [outputs, channels, height, width].
  public let shape: Shape

  /// A tensor with its name.
  ///
  /// - Parameter shape: of as many elements as `values`; `nil` for its rows and columns, or for its
  ///   columns alone where it is one row.
  public init(name: String, values: Matrix, decays: Bool, shape: Shape? = nil) {
    let own = values.rows == 1 ? [values.columns] : [values.rows, values.columns]
    self.name = name
    self.values = values
    self.decays = decays
    self.shape = shape ?? Shape(own)
    precondition(self.shape.count == values.elements.count, "\(self.shape) of \(own)")
  }
}

/// An operation without parameters has only input gradients to give.
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

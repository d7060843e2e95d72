import LimnCore

/// One layer: a function of a batch with a hand-derived backward pass.
///
/// The forward pass returns, beside the output, the one matrix its backward pass needs (the layer
/// says which), so a layer holds no state between the two and a network can serve many threads.
public protocol Layer: Sendable {
  /// The layer's name in a summary: "Dense", "ReLU".
  var kind: String { get }

  /// The width of the output for an input of `width` columns.
  ///
  /// - Throws: `NetworkError.layerWidth` when the layer does not take that width.
  func outputWidth(for width: Int) throws -> Int

  /// The output for a batch, and what the two gradients need. At inference.
  func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix)

  /// `∂L/∂input`, of the input's shape, from `outputGradient = ∂L/∂output`: what attribution needs.
  func inputGradient(_ outputGradient: Matrix, saved: Matrix) -> Matrix

  /// `∂L/∂p` for each of ``parameters``, in order, from `outputGradient = ∂L/∂output`: what training
  /// needs.
  func parameterGradients(_ outputGradient: Matrix, saved: Matrix) -> [Matrix]

  /// What training changes: weights and biases. Empty for most layers.
  var parameters: [Parameter] { get }

  /// Lets `body` change each parameter's values in place, in the order of ``parameters``.
  mutating func updateParameters(_ body: (Int, inout Matrix) -> Void)

  /// The output in training, which differs from inference only for a layer such as dropout that
  /// draws from `stream`.
  func trainingForward(_ input: Matrix, stream: inout RandomStream) -> (
    output: Matrix, saved: Matrix
  )
}

/// A trainable tensor of a layer.
public struct Parameter: Sendable {
  /// What it is: "weights" or "bias".
  public let name: String
  /// Its values; a bias is a matrix of one row.
  public let values: Matrix
  /// Whether weight decay applies: to weights, not to biases.
  public let decays: Bool

  public init(name: String, values: Matrix, decays: Bool) {
    self.name = name
    self.values = values
    self.decays = decays
  }
}

/// A layer without parameters has only an input gradient to give.
extension Layer {
  public var parameters: [Parameter] { [] }

  public mutating func updateParameters(_ body: (Int, inout Matrix) -> Void) {}

  public func parameterGradients(_ outputGradient: Matrix, saved: Matrix) -> [Matrix] { [] }

  public func trainingForward(_ input: Matrix, stream: inout RandomStream) -> (
    output: Matrix, saved: Matrix
  ) {
    forward(input)
  }

  public func outputWidth(for width: Int) throws -> Int { width }
}

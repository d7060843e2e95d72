import LimnCore

/// An operation on one value whose backward pass needs one matrix. Most nodes of a chain are
/// layers.
public protocol Layer: Operation {
  /// The number of output columns for an input of `width` columns.
  ///
  /// - Throws: `NetworkError.layerWidth` if the layer does not accept that width.
  func outputWidth(for width: Int) throws -> Int

  /// The output for a batch at inference, and the matrix that both gradients need; the layer
  /// decides what it contains.
  ///
  /// - Parameter input: `n × width`.
  /// - Returns: the output, `n × outputWidth(for: width)`, and the saved matrix.
  func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix)

  /// `∂L/∂input`, in the input's shape, from `outputGradient = ∂L/∂output`.
  func inputGradient(_ outputGradient: Matrix, saved: Matrix) -> Matrix

  /// `∂L/∂p` for each of ``Operation/parameters``, in order, from `outputGradient = ∂L/∂output`.
  func parameterGradients(_ outputGradient: Matrix, saved: Matrix) -> [Matrix]

  /// The output in training, and the matrix that both gradients need.
  func trainingForward(_ input: Matrix, stream: inout RandomStream) -> (
    output: Matrix, saved: Matrix
  )
}

extension Layer {
  public func outputWidth(for width: Int) throws -> Int { width }

  public func parameterGradients(_ outputGradient: Matrix, saved: Matrix) -> [Matrix] { [] }

  public func trainingForward(_ input: Matrix, stream: inout RandomStream) -> (
    output: Matrix, saved: Matrix
  ) {
    forward(input)
  }
}

/// Makes a layer an operation on a list of one value.
extension Layer {
  /// The input's shape if the layer keeps the width, otherwise a single axis.
  ///
  /// - Throws: `NetworkError.inputCount`, `.layerWidth`.
  public func outputShape(for inputs: [Shape]) throws -> Shape {
    let input = try inputs.only(for: kind)
    let width = try outputWidth(for: input.count)
    return width == input.count ? input : Shape([width])
  }

  public func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved) {
    let (output, saved) = forward(inputs[0])
    return (output, .matrix(saved))
  }

  public func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    [inputGradient(outputGradient, saved: saved.matrix)]
  }

  public func parameterGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    parameterGradients(outputGradient, saved: saved.matrix)
  }

  public func trainingForward(_ inputs: [Matrix], stream: inout RandomStream) -> (
    output: Matrix, saved: Saved
  ) {
    let (output, saved) = trainingForward(inputs[0], stream: &stream)
    return (output, .matrix(saved))
  }
}

extension [Shape] {
  /// The only shape of an operation on one value.
  ///
  /// - Throws: `NetworkError.inputCount`.
  func only(for kind: String) throws -> Shape {
    guard count == 1 else {
      throw NetworkError.inputCount(operation: kind, found: count, expected: 1)
    }
    return self[0]
  }
}

import LimnCore

/// The same elements in the same order, in another shape.
///
/// Derivation (Docs/Derivations/affine.md): this is the identity, and so is its transpose. Nothing
/// is copied.
public struct Reshape: Operation, Equatable {
  /// The shape of the output.
  public let output: Shape

  /// Creates a reshape to `output`, which must have as many elements as the input.
  public init(to output: Shape) {
    self.output = output
  }

  public var kind: String { "Reshape" }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    let input = try inputs.only(for: kind)
    guard input.count == output.count else {
      throw NetworkError.shape(operation: kind, found: input.sizes, expected: output.sizes)
    }
    return output
  }

  public func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved) {
    (inputs[0], .nothing)
  }

  public func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    [outputGradient]
  }

  public func localForm(for inputs: [Shape]) -> LocalForm { .identity }
}

import LimnCore

/// The same elements in the same order, under another shape.
///
/// Derivation (Docs/Derivations/affine.md): the identity, and so is its transpose. It copies nothing.
public struct Reshape: Operation, Equatable {
  /// The shape of the result.
  public let output: Shape

  /// Gives the same numbers another shape of as many elements.
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

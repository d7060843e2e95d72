import LimnCore

/// An activation given as an expression, such as SiLU, Mish, hard swish, or any composition of
/// scalar functions in a model file.
///
/// Derivation (Docs/Derivations/activations.md): the chain, product and quotient rules, term by
/// term; see ``ScalarExpression``. Computed in `Double`, so that combining terms does not lose
/// precision.
public struct Formula: Layer, Equatable {
  /// The name, such as "SiLU", or "Formula" if it has none.
  public let kind: String
  /// The function that is applied to each element.
  public let expression: ScalarExpression

  /// Creates an elementwise function with the name to display.
  public init(_ kind: String = "Formula", _ expression: ScalarExpression) {
    self.kind = kind
    self.expression = expression
  }

  public var setting: String? { kind == "Formula" ? "\(expression)" : nil }
  public var isActivation: Bool { true }

  public func localForm(for inputs: [Shape]) -> LocalForm { .elementwise }

  /// The number of elements evaluated at a time, so that intermediate results stay in the caches.
  private static let chunk = 1024

  /// Applies the expression to each element; saves the input.
  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let output = Matrix(rows: input.rows, columns: input.columns) { target in
      for start in stride(from: 0, to: input.elements.count, by: Self.chunk) {
        let end = min(start + Self.chunk, input.elements.count)
        let values = expression.values(at: input.elements[start..<end].map(Double.init))
        for (i, value) in values.enumerated() { target[start + i] = Float(value) }
      }
    }
    return (output, input)
  }

  public func inputGradient(_ outputGradient: Matrix, saved input: Matrix) -> Matrix {
    Matrix(rows: input.rows, columns: input.columns) { target in
      for start in stride(from: 0, to: input.elements.count, by: Self.chunk) {
        let end = min(start + Self.chunk, input.elements.count)
        let slopes = expression.slopes(at: input.elements[start..<end].map(Double.init))
        for (i, slope) in slopes.enumerated() {
          let gradient = outputGradient.elements[start + i]
          // A zero gradient stays zero even where the slope is infinite.
          target[start + i] = gradient == 0 ? 0 : Float(slope) * gradient
        }
      }
    }
  }
}

import LimnCore

/// An activation given as an expression: SiLU, Mish, the hard swish, whatever a model file writes with
/// functions of one number.
///
/// Derivation (Docs/Derivations/activations.md): the chain, product and quotient rules, term by term;
/// see ``ScalarExpression``. Computed in `Double`, so that a sum of parts loses nothing in `Float`.
public struct Formula: Layer, Equatable {
  /// "SiLU", or "Formula" where it has no name.
  public let kind: String
  /// What is computed of each element.
  public let expression: ScalarExpression

  /// A function of each element, with the name to show for it.
  public init(_ kind: String = "Formula", _ expression: ScalarExpression) {
    self.kind = kind
    self.expression = expression
  }

  public var setting: String? { kind == "Formula" ? "\(expression)" : nil }
  public var isActivation: Bool { true }

  public func localForm(for inputs: [Shape]) -> LocalForm { .elementwise }

  /// Elements at a time: an expression's parts for them stay in the caches.
  private static let chunk = 1024

  /// Saves the input.
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
          // A slope that is infinite where nothing is asked for adds nothing.
          target[start + i] = gradient == 0 ? 0 : Float(slope) * gradient
        }
      }
    }
  }
}

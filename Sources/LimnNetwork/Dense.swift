import LimnCore

/// The affine map `y = x W + b`.
///
/// Derivation (Docs/Derivations/dense.md). For a batch `X` (n × in), `Y = X W + 1bᵀ`:
///
///     ∂L/∂W = Xᵀ · ∂L/∂Y        (in × out)
///     ∂L/∂b = 1ᵀ · ∂L/∂Y        (1 × out): the column sums
///     ∂L/∂X = ∂L/∂Y · Wᵀ        (n × in)
public struct Dense: Layer, Equatable {
  /// `inputs × outputs`: row i holds what input i sends to every unit.
  public private(set) var weights: Matrix
  /// One value per output.
  public private(set) var bias: Matrix

  /// - Parameters:
  ///   - weights: `inputs × outputs`.
  ///   - bias: one value per output.
  public init(weights: Matrix, bias: [Float]) {
    precondition(bias.count == weights.columns, "\(bias.count) biases for \(weights.columns) units")
    self.weights = weights
    self.bias = Matrix(row: bias)
  }

  static let kind = "Dense"
  public var kind: String { Self.kind }

  public func outputWidth(for width: Int) throws -> Int {
    guard width == weights.rows else {
      throw NetworkError.layerWidth(layer: kind, found: width, expected: weights.rows)
    }
    return weights.columns
  }

  /// `Y = X W + 1bᵀ`; saves `X`.
  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    (input.affine(weights, bias: bias.elements), input)
  }

  /// `∂L/∂X = ∂L/∂Y Wᵀ`.
  public func inputGradient(_ outputGradient: Matrix, saved: Matrix) -> Matrix {
    outputGradient.multiplied(by: weights, .transposed)
  }

  /// `∂L/∂W = Xᵀ ∂L/∂Y`, `∂L/∂b = 1ᵀ ∂L/∂Y`.
  public func parameterGradients(_ outputGradient: Matrix, saved input: Matrix) -> [Matrix] {
    [
      input.multiplied(.transposed, by: outputGradient), outputGradient.columnSums(),
    ]
  }

  public var parameters: [Parameter] {
    [
      Parameter(name: "weights", values: weights, decays: true),
      Parameter(name: "bias", values: bias, decays: false),
    ]
  }

  public mutating func updateParameters(_ body: (Int, inout Matrix) -> Void) {
    body(0, &weights)
    body(1, &bias)
  }
}

import LimnCore

/// A fixed affine map of each input feature, `y_i = (x_i − shift_i) · factor_i`: how a model file
/// normalises its input. Not trained.
///
/// Derivation: `∂L/∂x_i = ∂L/∂y_i · factor_i`. It saves nothing that it needs.
public struct Scaling: Layer, Equatable {
  /// Subtracted from each feature.
  public let shift: [Float]
  /// What each feature is then multiplied by.
  public let factor: [Float]

  /// - Parameters:
  ///   - shift: one value per feature.
  ///   - factor: one value per feature.
  public init(shift: [Float], factor: [Float]) {
    precondition(shift.count == factor.count, "\(shift.count) shifts for \(factor.count) factors")
    self.shift = shift
    self.factor = factor
  }

  public var kind: String { "Scaling" }

  public func outputWidth(for width: Int) throws -> Int {
    guard width == shift.count else {
      throw NetworkError.layerWidth(layer: kind, found: width, expected: shift.count)
    }
    return width
  }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let output = Matrix(rows: input.rows, columns: input.columns) { target in
      for row in 0..<input.rows {
        for (column, value) in input[row: row].enumerated() {
          target[row * input.columns + column] = (value - shift[column]) * factor[column]
        }
      }
    }
    return (output, input)
  }

  public func inputGradient(_ outputGradient: Matrix, saved: Matrix) -> Matrix {
    Matrix(rows: outputGradient.rows, columns: outputGradient.columns) { target in
      for row in 0..<outputGradient.rows {
        for (column, value) in outputGradient[row: row].enumerated() {
          target[row * outputGradient.columns + column] = value * factor[column]
        }
      }
    }
  }
}

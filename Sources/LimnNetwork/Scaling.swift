import LimnCore

/// A fixed affine map of each input feature, `y_i = (x_i − shift_i) · factor_i`: how a model file
/// normalises its input. Not trained.
///
/// Derivation (Docs/Derivations/dense.md): `∂L/∂x_i = ∂L/∂y_i · factor_i`. It needs nothing saved.
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

  public func localForm(for inputs: [Shape]) -> LocalForm {
    .diagonal(shift: shift, factor: factor)
  }

  /// The map itself where it is the same for all features.
  public var setting: String? {
    guard let first = shift.first, let same = factor.first, shift.allSatisfy({ $0 == first }),
      factor.allSatisfy({ $0 == same })
    else { return "per feature" }
    let inverse = 1 / same
    let isDivision = abs(inverse) > 1 && abs(inverse) < 1e6 && inverse == inverse.rounded()
    let scaled = isDivision ? "÷ \(Int(inverse))" : "× \(same)"
    return first == 0 ? scaled : "− \(first), \(scaled)"
  }

  public var constants: [Parameter] {
    [
      Parameter(name: "shift", values: Matrix(row: shift), decays: false),
      Parameter(name: "factor", values: Matrix(row: factor), decays: false),
    ]
  }

  public func outputWidth(for width: Int) throws -> Int {
    guard width == shift.count else {
      throw NetworkError.layerWidth(layer: kind, found: width, expected: shift.count)
    }
    return width
  }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    (scaled(input, shift: shift), input)
  }

  public func inputGradient(_ outputGradient: Matrix, saved: Matrix) -> Matrix {
    scaled(outputGradient, shift: [Float](repeating: 0, count: factor.count))
  }

  private func scaled(_ input: Matrix, shift: [Float]) -> Matrix {
    let columns = factor.count
    precondition(input.columns == columns, "\(input.columns) columns for \(columns) factors")
    return Matrix(rows: input.rows, columns: columns) { target in
      input.elements.withUnsafeBufferPointer { x in
        shift.withUnsafeBufferPointer { shift in
          factor.withUnsafeBufferPointer { factor in
            for start in stride(from: 0, to: x.count, by: max(columns, 1)) {
              let x = UnsafeBufferPointer(rebasing: x[start..<start + columns])
              let y = UnsafeMutableBufferPointer(rebasing: target[start..<start + columns])
              for column in y.indices { y[column] = (x[column] - shift[column]) * factor[column] }
            }
          }
        }
      }
    }
  }
}

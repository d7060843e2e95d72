import LimnCore

/// A fixed affine map of each feature, `y_i = (x_i − shift_i) · factor_i`, with which a model file
/// normalises its input. It is not trained.
///
/// Derivation (Docs/Derivations/dense.md): `∂L/∂x_i = ∂L/∂y_i · factor_i`. The backward pass needs
/// no saved values.
public struct Scaling: Layer, Equatable {
  /// The shift, which is subtracted from each feature.
  public let shift: [Float]
  /// The factor by which each shifted feature is multiplied.
  public let factor: [Float]

  /// Creates a fixed scaling of each feature.
  ///
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

  /// The map itself if it is the same for all features: "− 0.5, × 2.0".
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
    let output = eachRow(of: input) { x, y in
      shift.withUnsafeBufferPointer { shift in
        factor.withUnsafeBufferPointer { factor in
          for column in factor.indices { y[column] = (x[column] - shift[column]) * factor[column] }
        }
      }
    }
    return (output, input)
  }

  public func inputGradient(_ outputGradient: Matrix, saved: Matrix) -> Matrix {
    eachRow(of: outputGradient) { x, y in
      factor.withUnsafeBufferPointer { factor in
        for column in factor.indices { y[column] = x[column] * factor[column] }
      }
    }
  }

  /// Creates a matrix of the same size; `body` writes each row from the row of `input`.
  @inline(__always)
  private func eachRow(
    of input: Matrix, _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> Matrix {
    let columns = factor.count
    precondition(input.columns == columns, "\(input.columns) columns for \(columns) factors")
    return Matrix(rows: input.rows, columns: columns) { target in
      input.elements.withUnsafeBufferPointer { source in
        guard let x = source.baseAddress, let y = target.baseAddress, columns > 0 else { return }
        for start in stride(from: 0, to: source.count, by: columns) { body(x + start, y + start) }
      }
    }
  }
}

import LimnCore

/// Normalises each group of consecutive elements to mean 0 and variance 1: `y = (x − μ)/√(σ² + ε)`.
/// This is layer, instance or group normalisation without the scaling that follows it.
///
/// Derivation (Docs/Derivations/normalization.md): with `s = 1/√(σ² + ε)` and the group's means `⟨·⟩`,
/// `∂L/∂x = s (∂L/∂y − ⟨∂L/∂y⟩ − y ⟨∂L/∂y · y⟩)`. It saves `x`.
public struct Normalization: Layer, Equatable {
  /// The kind of normalisation, such as "LayerNorm" or "InstanceNorm".
  public let kind: String
  /// The number of elements in a group.
  public let groupSize: Int
  /// The number ε that is added to the variance.
  public let epsilon: Float

  /// Creates a normalisation of groups of `groupSize` consecutive elements; `epsilon` is added to
  /// the variance.
  public init(_ kind: String = "LayerNorm", groupSize: Int, epsilon: Float = 1e-5) {
    precondition(groupSize > 0, "groups of \(groupSize)")
    self.kind = kind
    self.groupSize = groupSize
    self.epsilon = epsilon
  }

  public var setting: String? { "groups of \(groupSize)" }

  public func outputWidth(for width: Int) throws -> Int {
    guard width.isMultiple(of: groupSize) else {
      throw NetworkError.layerWidth(layer: kind, found: width, expected: groupSize)
    }
    return width
  }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let output = Matrix(rows: input.rows, columns: input.columns) { target in
      input.elements.withUnsafeBufferPointer { x in
        for start in stride(from: 0, to: x.count, by: groupSize) {
          let (mean, scale) = moments(x, start)
          for i in start..<start + groupSize { target[i] = Float((Double(x[i]) - mean) * scale) }
        }
      }
    }
    return (output, input)
  }

  /// The mean and `1/√(σ² + ε)` of the group at `start`.
  private func moments(_ x: UnsafeBufferPointer<Float>, _ start: Int) -> (Double, Double) {
    var (sum, squares) = (0.0, 0.0)
    for i in start..<start + groupSize { sum += Double(x[i]) }
    let mean = sum / Double(groupSize)
    for i in start..<start + groupSize {
      squares += (Double(x[i]) - mean) * (Double(x[i]) - mean)
    }
    return (mean, 1 / (squares / Double(groupSize) + Double(epsilon)).squareRoot())
  }

  public func inputGradient(_ outputGradient: Matrix, saved input: Matrix) -> Matrix {
    Matrix(rows: input.rows, columns: input.columns) { target in
      input.elements.withUnsafeBufferPointer { x in
        outputGradient.elements.withUnsafeBufferPointer { gradient in
          for start in stride(from: 0, to: x.count, by: groupSize) {
            let (mean, scale) = moments(x, start)
            var (sum, product) = (0.0, 0.0)
            for i in start..<start + groupSize {
              sum += Double(gradient[i])
              product += Double(gradient[i]) * (Double(x[i]) - mean) * scale
            }
            (sum, product) = (sum / Double(groupSize), product / Double(groupSize))
            for i in start..<start + groupSize {
              let y = (Double(x[i]) - mean) * scale
              target[i] = Float(scale * (Double(gradient[i]) - sum - y * product))
            }
          }
        }
      }
    }
  }
}

import LimnCore

/// The softmax, or log-softmax, of each group of consecutive elements, for example for the weights
/// of attention.
///
/// Derivation (Docs/Derivations/softmax.md): for the softmax `∂L/∂u = y (∂L/∂y − ⟨∂L/∂y, y⟩)`, for
/// the log-softmax `∂L/∂u = ∂L/∂y − e^y Σ ∂L/∂y`. It saves `y`.
public struct GroupedSoftmax: Layer, Equatable {
  /// The number of elements in a group.
  public let groupSize: Int
  /// Whether the results are logarithms.
  public let isLogarithm: Bool

  /// Creates a softmax or log-softmax over groups of `groupSize` consecutive elements; `groupSize`
  /// must be positive.
  public init(groupSize: Int, isLogarithm: Bool) {
    precondition(groupSize > 0, "groups of \(groupSize)")
    self.groupSize = groupSize
    self.isLogarithm = isLogarithm
  }

  public var kind: String { isLogarithm ? "LogSoftmax" : "Softmax" }
  public var isActivation: Bool { true }

  public func outputWidth(for width: Int) throws -> Int {
    guard width.isMultiple(of: groupSize) else {
      throw NetworkError.layerWidth(layer: kind, found: width, expected: groupSize)
    }
    return width
  }

  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let folded = Matrix(
      rows: input.elements.count / groupSize, columns: groupSize, elements: input.elements)
    let output: Matrix
    if isLogarithm {
      output = Matrix(rows: folded.rows, columns: groupSize) { target in
        for row in 0..<folded.rows {
          let values = folded[row: row].map(Double.init)
          let peak = values.max() ?? 0
          let total = peak + log(values.reduce(0) { $0 + exp($1 - peak) })
          for (i, value) in values.enumerated() {
            target[row * groupSize + i] = Float(value - total)
          }
        }
      }
    } else {
      output = folded.softmaxOfRows()
    }
    let result = Matrix(rows: input.rows, columns: input.columns, elements: output.elements)
    return (result, result)
  }

  public func inputGradient(_ outputGradient: Matrix, saved output: Matrix) -> Matrix {
    Matrix(rows: output.rows, columns: output.columns) { target in
      output.elements.withUnsafeBufferPointer { y in
        outputGradient.elements.withUnsafeBufferPointer { gradient in
          for start in stride(from: 0, to: y.count, by: groupSize) {
            let group = start..<start + groupSize
            if isLogarithm {
              let sum = group.reduce(0.0) { $0 + Double(gradient[$1]) }
              for i in group {
                target[i] = Float(Double(gradient[i]) - exp(Double(y[i])) * sum)
              }
            } else {
              let inner = group.reduce(0.0) { $0 + Double(gradient[$1]) * Double(y[$1]) }
              for i in group { target[i] = Float(Double(y[i]) * (Double(gradient[i]) - inner)) }
            }
          }
        }
      }
    }
  }
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

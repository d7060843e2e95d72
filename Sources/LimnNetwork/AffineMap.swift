import LimnCore

/// The affine map `y = x W + b`, in `Double`.
package struct AffineMap: Sendable, Equatable {
  package let inputs: Int
  package let outputs: Int
  /// The matrix W, `inputs × outputs`, in row-major order.
  package let weights: [Double]
  /// The bias b, one value for each output.
  package let bias: [Double]

  package init(inputs: Int, outputs: Int, weights: [Double], bias: [Double]) {
    precondition(weights.count == inputs * outputs, "\(weights.count) for \(inputs) × \(outputs)")
    precondition(bias.count == outputs, "\(bias.count) biases for \(outputs) outputs")
    self.inputs = inputs
    self.outputs = outputs
    self.weights = weights
    self.bias = bias
  }

  /// The identity map.
  package static func identity(_ width: Int) -> AffineMap {
    var weights = [Double](repeating: 0, count: width * width)
    for i in 0..<width { weights[i * width + i] = 1 }
    return AffineMap(
      inputs: width, outputs: width, weights: weights,
      bias: [Double](repeating: 0, count: width))
  }

  /// This map followed by `next`: `x (W V) + (b V + c)`.
  package func composed(with next: AffineMap) -> AffineMap {
    var bias = next.bias
    next.apply(self.bias, rows: 1, accumulate: true, into: &bias)
    var product = [Double](repeating: 0, count: inputs * next.outputs)
    next.apply(weights, rows: inputs, accumulate: true, into: &product)
    return AffineMap(inputs: inputs, outputs: next.outputs, weights: product, bias: bias)
  }

  /// `x W + b` for one row.
  package func callAsFunction(_ x: [Double]) -> [Double] {
    var result = bias
    apply(x, rows: 1, accumulate: true, into: &result)
    return result
  }

  private func apply(
    _ x: [Double], rows: Int, accumulate: Bool, into result: inout [Double]
  ) {
    x.withUnsafeBufferPointer { x in
      result.withUnsafeMutableBufferPointer { result in
        apply(x.baseAddress!, rows: rows, accumulate: accumulate, result.baseAddress!)
      }
    }
  }

  /// Computes `result = x W`, or `result += x W` if `accumulate`; the bias is not added.
  package func apply(
    _ x: UnsafePointer<Double>, rows: Int, accumulate: Bool, _ result: UnsafeMutablePointer<Double>
  ) {
    weights.withUnsafeBufferPointer { weights in
      BLAS.multiplyAdd(
        rows: rows, columns: outputs, inner: inputs, scale: 1, x, leading: inputs, .asIs,
        weights.baseAddress!, leading: outputs, .asIs, accumulate: accumulate ? 1 : 0,
        result, leading: outputs)
    }
  }

  /// Computes `result = y Wᵀ`, which pulls gradients back to the input.
  package func pullBack(
    _ y: UnsafePointer<Double>, rows: Int, _ result: UnsafeMutablePointer<Double>
  ) {
    weights.withUnsafeBufferPointer { weights in
      BLAS.multiplyAdd(
        rows: rows, columns: inputs, inner: outputs, scale: 1, y, leading: outputs, .asIs,
        weights.baseAddress!, leading: outputs, .transposed, accumulate: 0,
        result, leading: inputs)
    }
  }
}

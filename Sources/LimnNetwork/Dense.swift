import LimnCore

/// The affine map `y = x W + b`.
///
/// Derivation (Docs/Derivations/dense.md). For a batch `X` (n × in), `Y = X W + 1bᵀ`:
///
///     ∂L/∂W = Xᵀ · ∂L/∂Y        (in × out)
///     ∂L/∂b = 1ᵀ · ∂L/∂Y        (1 × out): the column sums
///     ∂L/∂X = ∂L/∂Y · Wᵀ        (n × in)
public struct Dense: Layer, Equatable {
  /// The weights, `inputs × outputs`: row i holds the weights from input i to every unit.
  public private(set) var weights: Matrix
  /// The bias, `1 × outputs`.
  public private(set) var bias: Matrix

  /// Creates a dense layer from its weights.
  ///
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

  /// Acts on the last axis: [inputs] gives [outputs], [steps, inputs] gives [steps, outputs].
  ///
  /// - Throws: `NetworkError.inputCount`, `.layerWidth`.
  public func outputShape(for inputs: [Shape]) throws -> Shape {
    let input = try inputs.only(for: kind)
    if input.count == weights.rows { return Shape([weights.columns]) }
    guard input.sizes.last == weights.rows else {
      throw NetworkError.layerWidth(
        layer: kind, found: input.sizes.last ?? 1, expected: weights.rows)
    }
    return Shape(input.sizes.dropLast() + [weights.columns])
  }

  public func localForm(for inputs: [Shape]) -> LocalForm {
    inputs[0].count == weights.rows
      ? .dense(weights: weights, bias: bias.elements) : .affine(DenseSteps(dense: self))
  }

  /// The dense layer with weights `W_ij f_j` and bias `(b_j − s_j) f_j`.
  public func followed(byShift shift: [Float], factor: [Float]) -> (any Operation)? {
    guard factor.count == weights.columns else { return nil }
    return Dense(
      weights: Matrix(
        rows: weights.rows, columns: weights.columns,
        elements: weights.elements.enumerated().map { $1 * factor[$0 % factor.count] }),
      bias: bias.elements.indices.map { (bias.elements[$0] - shift[$0]) * factor[$0] })
  }

  /// `Y = X W + 1bᵀ`; saves `X`.
  public func forward(_ input: Matrix) -> (output: Matrix, saved: Matrix) {
    let output = input.folded(to: weights.rows).affine(weights, bias: bias.elements)
    return (output.unfolded(to: input.rows), input)
  }

  /// `∂L/∂X = ∂L/∂Y Wᵀ`.
  public func inputGradient(_ outputGradient: Matrix, saved: Matrix) -> Matrix {
    outputGradient.folded(to: weights.columns).multiplied(by: weights, .transposed)
      .unfolded(to: outputGradient.rows)
  }

  /// `∂L/∂W = Xᵀ ∂L/∂Y`, `∂L/∂b = 1ᵀ ∂L/∂Y`.
  public func parameterGradients(_ outputGradient: Matrix, saved input: Matrix) -> [Matrix] {
    let gradient = outputGradient.folded(to: weights.columns)
    return [
      input.folded(to: weights.rows).multiplied(.transposed, by: gradient), gradient.columnSums(),
    ]
  }

  public var parameters: [Parameter] {
    [
      Parameter(
        name: "weights", values: weights, decays: true,
        shape: Shape([weights.rows, weights.columns])),
      Parameter(name: "bias", values: bias, decays: false),
    ]
  }

  public mutating func updateParameters(_ body: (Int, inout Matrix) -> Void) {
    body(0, &weights)
    body(1, &bias)
  }
}

extension Matrix {
  /// The same values in rows of `width`: the steps of each example become rows.
  fileprivate func folded(to width: Int) -> Matrix {
    guard columns != width else { return self }
    return Matrix(rows: elements.count / width, columns: width, elements: elements)
  }

  /// The same values in `rows` rows.
  fileprivate func unfolded(to rows: Int) -> Matrix {
    guard self.rows != rows else { return self }
    return Matrix(rows: rows, columns: elements.count / rows, elements: elements)
  }
}

/// A dense layer applied to several steps of each example, in `Double`.
private struct DenseSteps: AffineForm {
  let map: AffineMap

  init(dense: Dense) {
    map = AffineMap(
      inputs: dense.weights.rows, outputs: dense.weights.columns,
      weights: dense.weights.elements.map(Double.init),
      bias: dense.bias.elements.map(Double.init))
  }

  func apply(_ inputs: [[Double]], rows: Int, bias: Bool) -> [Double] {
    let steps = inputs[0].count / map.inputs
    var result = [Double](repeating: 0, count: steps * map.outputs)
    if bias {
      for i in result.indices { result[i] = map.bias[i % map.outputs] }
    }
    inputs[0].withUnsafeBufferPointer { x in
      result.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        map.apply(x, rows: steps, accumulate: true, y)
      }
    }
    return result
  }

  func pullBack(_ outputGradient: [Double], rows: Int) -> [[Double]] {
    let steps = outputGradient.count / map.outputs
    return [
      [Double](unsafeUninitializedCapacity: steps * map.inputs) { target, initialized in
        outputGradient.withUnsafeBufferPointer { gradient in
          guard let gradient = gradient.baseAddress, let target = target.baseAddress else { return }
          map.pullBack(gradient, rows: steps, target)
        }
        initialized = steps * map.inputs
      }
    ]
  }
}

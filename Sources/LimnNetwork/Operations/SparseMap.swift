import LimnCore

/// A fixed affine map in which each output depends on a few input elements:
/// `y_j = b_j + Σ_t w_t x_{i(t)}` over the terms t of output j. It represents slices, transposes,
/// concatenations, padding, repetitions, means and average pooling without dense matrices.
///
/// Derivation (Docs/Derivations/affine.md): `∂L/∂x_i` is the sum of `w_t ∂L/∂y_j` over the terms
/// with `i(t) = i`.
public struct SparseMap: AffineOperation, Equatable {
  /// The kind of operation, such as "Transpose", "Concat" or "AveragePool".
  public let kind: String
  /// The shapes of the inputs.
  public let inputs: [Shape]
  /// The shape of the output.
  public let output: Shape
  /// Output j has the terms `starts[j]..<starts[j + 1]`.
  public let starts: [Int32]
  /// The input element of each term, counted through all inputs consecutively.
  public let indices: [Int32]
  /// The weight of each term; `nil` if all weights are 1.
  public let weights: [Float]?
  /// The bias of each output; `nil` if all are 0.
  public let bias: [Float]?
  /// Whether every output is a copy of one input element.
  public let isSelection: Bool

  /// Creates a sparse affine map. Output j has the terms `starts[j]..<starts[j + 1]`, which read
  /// the elements `indices` with the weights `weights`.
  ///
  /// - Parameters:
  ///   - kind: the kind of operation, such as "Transpose".
  ///   - inputs: the shapes of the inputs.
  ///   - output: the shape of the output.
  ///   - starts: one more number than outputs, ascending from 0.
  ///   - indices: the input element of each term, counted through all inputs consecutively.
  ///   - weights: the weight of each term; `nil` if all are 1.
  ///   - bias: the bias of each output; `nil` if all are 0.
  public init(
    _ kind: String, of inputs: [Shape], to output: Shape, starts: [Int32], indices: [Int32],
    weights: [Float]? = nil, bias: [Float]? = nil
  ) {
    precondition(starts.count == output.count + 1, "\(starts.count) starts of \(output) outputs")
    precondition(weights.map { $0.count == indices.count } ?? true, "a weight for each term")
    precondition(bias.map { $0.count == output.count } ?? true, "a bias for each output")
    self.kind = kind
    self.inputs = inputs
    self.output = output
    self.starts = starts
    self.indices = indices
    self.weights = weights
    self.bias = bias
    isSelection =
      weights == nil && bias == nil && indices.count == output.count
      && starts.indices.allSatisfy { starts[$0] == Int32($0) }
  }

  /// Creates a map that only selects: output j is element `indices[j]`.
  public init(_ kind: String, of inputs: [Shape], to output: Shape, selecting indices: [Int32]) {
    self.init(
      kind, of: inputs, to: output, starts: (0...Int32(output.count)).map { $0 }, indices: indices)
  }

  public var onlyMoves: Bool {
    weights == nil && bias == nil
      && starts.indices.dropLast().allSatisfy {
        starts[$0 + 1] - starts[$0] <= 1
      }
  }

  /// Whether the map is the identity on a single input.
  public var isIdentity: Bool {
    isSelection && inputs.count == 1 && inputs[0].count == output.count
      && indices.indices.allSatisfy { indices[$0] == Int32($0) }
  }

  public var constants: [Parameter] {
    [("weights", weights), ("bias", bias)].compactMap { name, values in
      values.map { Parameter(name: name, values: Matrix(row: $0), decays: false) }
    }
  }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    guard inputs.count == self.inputs.count else {
      throw NetworkError.inputCount(
        operation: kind, found: inputs.count, expected: self.inputs.count)
    }
    for (found, expected) in zip(inputs, self.inputs) where found.count != expected.count {
      throw NetworkError.shape(
        operation: kind, found: found.sizes, expected: expected.sizes)
    }
    return output
  }

  /// The inputs concatenated: each row holds the corresponding rows of all inputs.
  private func joined<T: Scalar>(_ inputs: [[T]], rows: Int) -> [T] {
    guard inputs.count > 1 else { return inputs[0] }
    let width = self.inputs.reduce(0) { $0 + $1.count }
    return [T](unsafeUninitializedCapacity: rows * width) { target, initialized in
      initialized = rows * width
      var offset = 0
      for (input, shape) in zip(inputs, self.inputs) {
        let count = shape.count
        input.withUnsafeBufferPointer { x in
          for row in 0..<rows {
            for i in 0..<count { target[row &* width &+ offset &+ i] = x[row &* count &+ i] }
          }
        }
        offset += count
      }
    }
  }

  public func map<T: Scalar>(_ inputs: [[T]], rows: Int, bias: Bool) -> [T] {
    let joined = joined(inputs, rows: rows)
    let (width, count) = (self.inputs.reduce(0) { $0 + $1.count }, output.count)
    let factors = weights?.map { T($0) }
    let offsets = bias ? self.bias?.map { T($0) } : nil
    return [T](unsafeUninitializedCapacity: rows * count) { target, initialized in
      initialized = rows * count
      joined.withUnsafeBufferPointer { x in
        indices.withUnsafeBufferPointer { indices in
          starts.withUnsafeBufferPointer { starts in
            for row in 0..<rows {
              let (from, to) = (row &* width, row &* count)
              if isSelection {
                for j in 0..<count { target[to &+ j] = x[from &+ Int(indices[j])] }
                continue
              }
              for j in 0..<count {
                var sum = offsets?[j] ?? 0
                if let factors {
                  for t in Int(starts[j])..<Int(starts[j &+ 1]) {
                    sum += factors[t] * x[from &+ Int(indices[t])]
                  }
                } else {
                  for t in Int(starts[j])..<Int(starts[j &+ 1]) {
                    sum += x[from &+ Int(indices[t])]
                  }
                }
                target[to &+ j] = sum
              }
            }
          }
        }
      }
    }
  }

  public func transpose<T: Scalar>(_ outputGradient: [T], rows: Int) -> [[T]] {
    let (width, count) = (inputs.reduce(0) { $0 + $1.count }, output.count)
    let factors = weights?.map { T($0) }
    var whole = [T](repeating: 0, count: rows * width)
    whole.withUnsafeMutableBufferPointer { target in
      outputGradient.withUnsafeBufferPointer { gradient in
        indices.withUnsafeBufferPointer { indices in
          for row in 0..<rows {
            let (from, to) = (row &* count, row &* width)
            for j in 0..<count {
              let value = gradient[from &+ j]
              for t in Int(starts[j])..<Int(starts[j &+ 1]) {
                target[to &+ Int(indices[t])] += factors.map { $0[t] * value } ?? value
              }
            }
          }
        }
      }
    }
    guard inputs.count > 1 else { return [whole] }
    var offset = 0
    return inputs.map { shape in
      defer { offset += shape.count }
      return (0..<rows).flatMap {
        whole[$0 * width + offset..<$0 * width + offset + shape.count]
      }
    }
  }

  /// The composition of this map with a preceding one that provides its only input, if both only
  /// select; otherwise `nil`.
  public func after(_ before: SparseMap) -> SparseMap? {
    guard isSelection, before.isSelection, inputs.count == 1 else { return nil }
    return SparseMap(
      kind, of: before.inputs, to: output, selecting: indices.map { before.indices[Int($0)] })
  }
}

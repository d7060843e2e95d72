import LimnCore

/// For each output, the maximum of some input elements: max pooling, a maximum along axes, or an
/// elementwise maximum of several values.
///
/// Derivation (Docs/Derivations/maximum.md): `∂L/∂x_i` is the sum of `∂L/∂y_j` over the outputs for
/// which element i is the maximum. On ties the first element is, as in PyTorch's pooling. Saves the
/// index of each maximum.
public struct Maximum: Operation, Equatable {
  /// The kind of operation, such as "MaxPool" or "Max".
  public let kind: String
  /// The shapes of the inputs.
  public let inputs: [Shape]
  /// The shape of the output.
  public let output: Shape
  /// The candidates of each output.
  public let form: MaximumForm
  /// The windows of a pooling operation; `nil` for other maxima.
  public let windows: Windows?

  /// Creates a maximum over the candidates in `form` for each output.
  ///
  /// - Parameters:
  ///   - kind: the kind of operation, such as "MaxPool" or "Max".
  ///   - inputs: the shapes of the inputs.
  ///   - output: the shape of the output, with as many elements as `form` has outputs.
  ///   - form: the candidates of each output.
  ///   - windows: the windows of a pooling operation.
  public init(
    _ kind: String, of inputs: [Shape], to output: Shape, form: MaximumForm,
    windows: Windows? = nil
  ) {
    precondition(form.outputs == output.count, "\(form.outputs) outputs for \(output)")
    self.kind = kind
    self.inputs = inputs
    self.output = output
    self.form = form
    self.windows = windows
  }

  /// Max pooling over windows of an image or a series.
  public static func pool(_ windows: Windows, input: Shape, output: Shape) -> Maximum {
    Maximum(
      "MaxPool", of: [input], to: output, form: MaximumForm(windows.axes), windows: windows)
  }

  /// Max pooling over windows along any number of axes.
  public static func pool(_ windows: WindowAxes, input: Shape, output: Shape) -> Maximum {
    Maximum("MaxPool", of: [input], to: output, form: MaximumForm(windows))
  }

  /// The elementwise maximum of `count` values of the same shape.
  public static func elementwise(_ shape: Shape, count: Int) -> Maximum {
    Maximum(
      "Max", of: [Shape](repeating: shape, count: count), to: shape,
      form: MaximumForm(
        starts: (0...shape.count).map { Int32($0 * count) },
        candidates: (0..<shape.count).flatMap { place in
          (0..<count).map { Int32($0 * shape.count + place) }
        }))
  }

  /// The maximum along some axes, which are removed or kept with size 1.
  public static func reduction(_ input: Shape, axes: Set<Int>, keepsAxes: Bool) -> Maximum {
    let map = SparseMap.reduction("Max", input, axes: axes, keepsAxes: keepsAxes, weight: 1)
    return Maximum(
      "ReduceMax", of: [input], to: map.output,
      form: MaximumForm(starts: map.starts, candidates: map.indices))
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

  public func localForm(for inputs: [Shape]) -> LocalForm { .maximum(form) }

  /// The offset of each input when elements are counted through all inputs consecutively.
  private var offsets: [Int] {
    inputs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  public func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved) {
    let (rows, count) = (inputs[0].rows, output.count)
    var winners = [Int32](repeating: 0, count: rows * count)
    let joined = inputs.count == 1 ? inputs[0] : Matrix(joining: inputs)
    let width = joined.columns
    let values = Matrix(rows: rows, columns: count) { target in
      joined.elements.withUnsafeBufferPointer { x in
        winners.withUnsafeMutableBufferPointer { winners in
          form.starts.withUnsafeBufferPointer { starts in
            form.candidates.withUnsafeBufferPointer { candidates in
              for row in 0..<rows {
                let start = row &* width
                for j in 0..<count {
                  let window = Int(starts[j])..<Int(starts[j &+ 1])
                  var (best, peak) = (candidates[window.lowerBound], -Float.infinity)
                  var nans = 0
                  // The winner is unpredictable, so the loop avoids branches.
                  for t in window {
                    let candidate = candidates[t]
                    let value = x[start &+ Int(candidate)]
                    let wins = value > peak
                    peak = wins ? value : peak
                    best = wins ? candidate : best
                    nans &+= value == value ? 0 : 1
                  }
                  // A NaN is propagated.
                  if nans > 0,
                    let place = window.first(where: { x[start + Int(candidates[$0])].isNaN })
                  {
                    (best, peak) = (candidates[place], .nan)
                  }
                  target[row &* count &+ j] = peak
                  winners[row &* count &+ j] = best
                }
              }
            }
          }
        }
      }
    }
    return (values, .indices(winners))
  }

  public func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    let (rows, count) = (outputGradient.rows, output.count)
    let offsets = offsets
    let width = offsets[offsets.count - 1]
    let winners = saved.indices
    let whole = Matrix(rows: rows, columns: width) { target in
      target.update(repeating: 0)
      outputGradient.elements.withUnsafeBufferPointer { gradient in
        winners.withUnsafeBufferPointer { winners in
          for row in 0..<rows {
            for j in row &* count..<row &* count &+ count {
              target[row &* width &+ Int(winners[j])] += gradient[j]
            }
          }
        }
      }
    }
    return whole.split(inputs.map(\.count))
  }
}

extension Matrix {
  /// Concatenates the columns of several matrices.
  init(joining parts: [Matrix]) {
    let columns = parts.reduce(0) { $0 + $1.columns }
    let rows = parts[0].rows
    self.init(rows: rows, columns: columns) { target in
      var offset = 0
      for part in parts {
        part.elements.withUnsafeBufferPointer { source in
          for row in 0..<rows {
            for i in 0..<part.columns {
              target[row &* columns &+ offset &+ i] = source[row &* part.columns &+ i]
            }
          }
        }
        offset += part.columns
      }
    }
  }

  /// Splits the columns into consecutive groups of the given widths.
  func split(_ widths: [Int]) -> [Matrix] {
    guard widths.count > 1 else { return [self] }
    var offset = 0
    return widths.map { width in
      defer { offset += width }
      return Matrix(
        rows: rows, columns: width,
        elements: (0..<rows).flatMap {
          elements[$0 * columns + offset..<$0 * columns + offset + width]
        })
    }
  }
}

extension MaximumForm {
  fileprivate init(_ windows: WindowAxes) {
    var starts: [Int32] = [0]
    var candidates: [Int32] = []
    windows.covered { elements, _ in
      candidates += elements
      starts.append(Int32(candidates.count))
    }
    self.init(starts: starts, candidates: candidates)
  }
}

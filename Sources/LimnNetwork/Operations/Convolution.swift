import LimnCore

/// A convolution over images with channels or over series (with a height of 1), optionally in
/// groups: `y = W ∗ x + b`, where `W` has the axes outputs × channels/groups × kernel.
///
/// Derivation (Docs/Derivations/convolution.md): let `P` be the patches of one example and group, a
/// matrix with one row for each weight of an output and one column for each position of the window.
/// Then
///
///     Y = W P + b1ᵀ              (outputs × positions)
///     ∂L/∂W = Σ ∂L/∂Y Pᵀ        (summed over the examples)
///     ∂L/∂b = Σ ∂L/∂Y 1
///     ∂L/∂P = Wᵀ ∂L/∂Y          (then each entry of P is added to the element it was read from)
public struct Convolution: AffineOperation, Equatable {
  /// The windows, which determine the inputs of each output.
  public let windows: Windows
  /// The number of groups; each sees only its own channels.
  public let groups: Int
  /// The number of output channels.
  public let outputs: Int
  /// Whether inputs and outputs are series, with a single axis besides the channels.
  public let isSeries: Bool
  /// The weights, one row for each output channel: channels/groups × kernel height × kernel width.
  public private(set) var weights: Matrix
  /// The bias, `1 × outputs`.
  public private(set) var bias: Matrix

  /// Creates a convolution from its weights.
  ///
  /// - Parameters:
  ///   - windows: the windows, which determine the inputs of each output.
  ///   - groups: the number of groups; it divides the numbers of input and output channels.
  ///   - weights: one row for each output channel.
  ///   - bias: one value for each output channel.
  ///   - isSeries: whether the window has one axis; its height is then 1.
  public init(
    _ windows: Windows, groups: Int = 1, weights: Matrix, bias: [Float], isSeries: Bool = false
  ) {
    let perGroup = windows.channels / groups
    precondition(
      windows.channels.isMultiple(of: groups) && weights.rows.isMultiple(of: groups),
      "\(groups) groups of \(windows.channels) channels and \(weights.rows) outputs")
    precondition(
      weights.columns == perGroup * windows.kernel.height * windows.kernel.width,
      "\(weights.columns) weights for each output")
    precondition(bias.count == weights.rows, "\(bias.count) biases for \(weights.rows) outputs")
    self.windows = windows
    self.groups = groups
    self.weights = weights
    self.bias = Matrix(row: bias)
    self.isSeries = isSeries
    outputs = weights.rows
  }

  public var kind: String { "Convolution" }

  /// The kernel, followed by settings that are not the default: "3×3, stride 2, 8 groups".
  public var setting: String? { windows.setting(groups: groups, isSeries: isSeries) }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    let input = try inputs.only(for: kind)
    let expected = [windows.channels, windows.input.height, windows.input.width]
    guard input.count == expected.reduce(1, *) else {
      throw NetworkError.shape(operation: kind, found: input.sizes, expected: expected)
    }
    return Shape(
      isSeries
        ? [outputs, windows.output.width]
        : [outputs, windows.output.height, windows.output.width])
  }

  public func localForm(for inputs: [Shape]) -> LocalForm { .convolution(self) }

  /// Possible if shift and factor are constant within each channel.
  public func followed(byShift shift: [Float], factor: [Float]) -> (any Operation)? {
    let places = windows.count
    guard factor.count == outputs * places,
      factor.indices.allSatisfy({
        factor[$0] == factor[$0 / places * places] && shift[$0] == shift[$0 / places * places]
      })
    else { return nil }
    return Convolution(
      windows, groups: groups,
      weights: Matrix(
        rows: outputs, columns: weights.columns,
        elements: weights.elements.enumerated().map {
          $1 * factor[$0 / weights.columns * places]
        }),
      bias: (0..<outputs).map {
        (bias.elements[$0] - shift[$0 * places]) * factor[$0 * places]
      }, isSeries: isSeries)
  }

  public func map<T: Scalar>(_ inputs: [[T]], rows: Int, bias: Bool) -> [T] {
    let kernel = ConvolutionKernel(windows, groups: groups, weights: weights.elements.map { T($0) })
    let offsets = bias ? self.bias.elements.map { T($0) } : nil
    return kernel.convolved(inputs[0], rows: rows, bias: offsets)
  }

  public func transpose<T: Scalar>(_ outputGradient: [T], rows: Int) -> [[T]] {
    let kernel = ConvolutionKernel(windows, groups: groups, weights: weights.elements.map { T($0) })
    return [kernel.spread(outputGradient, rows: rows)]
  }

  public func parameterGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    let kernel = ConvolutionKernel(windows, groups: groups, weights: weights.elements)
    let found = kernel.weightGradient(
      outputGradient.elements, inputs: saved.matrices[0].elements, rows: outputGradient.rows)
    let (places, rows) = (windows.count, outputGradient.rows)
    let sums = Matrix(rows: 1, columns: outputs) { target in
      outputGradient.elements.withUnsafeBufferPointer { gradient in
        for output in 0..<outputs {
          var sum: Float = 0
          for row in 0..<rows {
            let start = (row * outputs + output) * places
            for place in start..<start + places { sum += gradient[place] }
          }
          target[output] = sum
        }
      }
    }
    return [Matrix(rows: outputs, columns: weights.columns, elements: found), sums]
  }

  public var parameters: [Parameter] {
    [
      Parameter(
        name: "weights", values: weights, decays: true,
        shape: windows.weightShape(outputs, groups: groups, isSeries: isSeries)),
      Parameter(name: "bias", values: bias, decays: false),
    ]
  }

  public mutating func updateParameters(_ body: (Int, inout Matrix) -> Void) {
    body(0, &weights)
    body(1, &bias)
  }
}

/// A transposed convolution with a bias: each input element adds the kernel, multiplied by its
/// value, to the output.
///
/// Derivation (Docs/Derivations/convolution.md): its forward pass is the backward pass of a
/// convolution, and vice versa.
public struct TransposedConvolution: AffineOperation, Equatable {
  /// The windows of the convolution of which this is the transpose; the input of that convolution
  /// is the output of this operation.
  public let windows: Windows
  /// The number of groups into which the channels are divided.
  public let groups: Int
  /// Whether the operation acts on series, along a single axis.
  public let isSeries: Bool
  /// The weights, one row for each input channel.
  public let weights: Matrix
  /// The bias, one value for each output channel.
  public let bias: [Float]

  /// Creates the transpose of the convolution that `windows` describes.
  ///
  /// - Parameters:
  ///   - windows: the windows of the convolution of which this is the transpose.
  ///   - groups: the number of groups into which the channels are divided.
  ///   - weights: one row for each input channel.
  ///   - bias: one value for each output channel.
  ///   - isSeries: whether the operation acts on series.
  /// - Precondition: `bias` has one value for each output channel, `windows.channels`.
  public init(
    _ windows: Windows, groups: Int = 1, weights: Matrix, bias: [Float], isSeries: Bool = false
  ) {
    precondition(bias.count == windows.channels, "a bias for each of \(windows.channels) channels")
    self.windows = windows
    self.groups = groups
    self.weights = weights
    self.bias = bias
    self.isSeries = isSeries
  }

  public var kind: String { "TransposedConvolution" }
  public var setting: String? { windows.setting(groups: groups, isSeries: isSeries) }

  public var constants: [Parameter] {
    [
      Parameter(
        name: "weights", values: weights, decays: true,
        shape: windows.weightShape(weights.rows, groups: groups, isSeries: isSeries)),
      Parameter(name: "bias", values: Matrix(row: bias), decays: false),
    ]
  }

  public func outputShape(for inputs: [Shape]) throws -> Shape {
    let input = try inputs.only(for: kind)
    let expected = [weights.rows, windows.output.height, windows.output.width]
    guard input.count == expected.reduce(1, *) else {
      throw NetworkError.shape(operation: kind, found: input.sizes, expected: expected)
    }
    return Shape(
      isSeries
        ? [windows.channels, windows.input.width]
        : [windows.channels, windows.input.height, windows.input.width])
  }

  public func map<T: Scalar>(_ inputs: [[T]], rows: Int, bias: Bool) -> [T] {
    let kernel = ConvolutionKernel(windows, groups: groups, weights: weights.elements.map { T($0) })
    var result = kernel.spread(inputs[0], rows: rows)
    guard bias else { return result }
    let size = windows.input.height * windows.input.width
    let offsets = self.bias.map { T($0) }
    for i in result.indices { result[i] += offsets[i / size % offsets.count] }
    return result
  }

  public func transpose<T: Scalar>(_ outputGradient: [T], rows: Int) -> [[T]] {
    let kernel = ConvolutionKernel(windows, groups: groups, weights: weights.elements.map { T($0) })
    return [kernel.convolved(outputGradient, rows: rows, bias: nil)]
  }
}

extension Windows {
  /// The axes of a convolution's weights: outputs, channels of a group, and those of the kernel.
  fileprivate func weightShape(_ outputs: Int, groups: Int, isSeries: Bool) -> Shape {
    Shape([outputs, channels / groups] + (isSeries ? [] : [kernel.height]) + [kernel.width])
  }

  /// "3×3, stride 2, 8 groups".
  fileprivate func setting(groups: Int, isSeries: Bool) -> String {
    var parts = [isSeries ? "\(kernel.width)" : "\(kernel.height)×\(kernel.width)"]
    func add(_ name: String, _ pair: Windows.Pair, unless plain: Int) {
      guard pair.height != plain && !isSeries || pair.width != plain else { return }
      parts.append(
        pair.height == pair.width || isSeries
          ? "\(name) \(pair.width)" : "\(name) \(pair.height)×\(pair.width)")
    }
    add("stride", stride, unless: 1)
    add("dilation", dilation, unless: 1)
    if groups > 1 { parts.append("\(groups) groups") }
    return parts.joined(separator: ", ")
  }
}

import LimnCore

/// A convolution over images of channels, or over a series (a height of 1), in groups:
/// `y = W ∗ x + b` with `W` of outputs × channels/groups × kernel.
///
/// Derivation (Docs/Derivations/convolution.md). With the patches `P` of one example and group, a
/// matrix with a row for each weight of an output and a column for each place of the window,
///
///     Y = W P + b1ᵀ              (outputs × places)
///     ∂L/∂W = Σ ∂L/∂Y Pᵀ        (summed over the examples)
///     ∂L/∂b = Σ ∂L/∂Y 1
///     ∂L/∂P = Wᵀ ∂L/∂Y          (then each entry of P is added to the element it was read from)
public struct Convolution: AffineOperation, Equatable {
  /// Which inputs each output sees.
  public let windows: Windows
  /// Into how many groups the channels are divided; each sees its own alone.
  public let groups: Int
  /// The number of output channels.
  public let outputs: Int
  /// Whether inputs and outputs are series: one axis beside the channels.
  public let isSeries: Bool
  /// One row for each output channel: channels/groups × kernel height × kernel width.
  public private(set) var weights: Matrix
  /// One value for each output channel.
  public private(set) var bias: Matrix

  /// A convolution with its weights.
  ///
  /// - Parameters:
  ///   - weights: a row for each output channel.
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

  /// "3×3, stride 2, 8 groups".
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

  /// Where shift and factor are the same at all places of a channel.
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

/// The transpose of a convolution, with a bias: each input element adds the kernel, times itself, to the
/// output.
///
/// Derivation (Docs/Derivations/convolution.md): forward is a convolution's backward, and backward its
/// forward.
public struct TransposedConvolution: AffineOperation, Equatable {
  /// Of the convolution that this is the transpose of: its input is this one's output.
  public let windows: Windows
  /// Into how many groups the channels are divided.
  public let groups: Int
  /// Whether it runs over a series, along one axis.
  public let isSeries: Bool
  /// One row for each channel that goes in.
  public let weights: Matrix
  /// One value for each channel that comes out.
  public let bias: [Float]

  /// The transpose of the convolution that `windows` describes.
  ///
  /// - Precondition: there is a bias for each channel that comes out.
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
  /// The axes of a convolution's weights: outputs, the channels of a group, and the kernel's.
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

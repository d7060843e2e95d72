import LimnCore
import LimnNetwork

/// A layer of an architecture with its input and output shapes, before it has weights.
struct PlannedLayer {
  let item: LayerItem
  let input: Shape
  let output: Shape
  /// The windows of a convolution or pooling layer; `nil` for other layers.
  let windows: Windows?

  /// - Parameters:
  ///   - item: the layer.
  ///   - number: its position in the list, counted from 1.
  ///   - input: the shape of its input, [values] or [channels, height, width].
  /// - Throws: `TrainingError.layerInput` if the layer cannot take `input`.
  init(_ item: LayerItem, number: Int, taking input: Shape) throws {
    self.item = item
    self.input = input
    switch item {
    case .activation, .dropout:
      (windows, output) = (nil, input)
    case .dense(let units):
      (windows, output) = (nil, Shape([units]))
    case .convolution(let outputs, let kernel, let stride):
      let picture = try item.picture(input, number: number)
      func padding(_ size: Int) -> (before: Int, after: Int) {
        let all = max(0, ((size + stride - 1) / stride - 1) * stride + kernel - size)
        return (all / 2, all - all / 2)
      }
      let (down, across) = (padding(picture.size.height), padding(picture.size.width))
      let windows = Windows(
        channels: picture.channels, input: picture.size, kernel: .init(kernel, kernel),
        stride: .init(stride, stride), paddingBefore: .init(down.before, across.before),
        paddingAfter: .init(down.after, across.after))
      self.windows = windows
      output = Shape([outputs, windows.output.height, windows.output.width])
    case .maxPool(let side), .averagePool(let side):
      let picture = try item.picture(input, number: number)
      let windows = Windows(
        channels: picture.channels, input: picture.size, kernel: .init(side, side),
        stride: .init(side, side))
      guard windows.count > 0 else {
        throw TrainingError.layerInput(
          "\(item)", number: number, found: input.sizes, expected: "\(side)×\(side) pixels or more")
      }
      self.windows = windows
      output = Shape([picture.channels, windows.output.height, windows.output.width])
    }
  }

  /// The number of trained parameters, as a `Double` because the layer may be too large to be
  /// built.
  var parameters: Double {
    switch item {
    case .dense(let units): (Double(input.count) + 1) * Double(units)
    case .convolution(let outputs, let kernel, _):
      (Double(input.sizes[0]) * Double(kernel) * Double(kernel) + 1) * Double(outputs)
    default: 0
    }
  }

  /// Builds the layer, with weights drawn from `stream`.
  func operation(
    startingWith start: Initialization, stream: inout RandomStream
  ) -> any LimnNetwork.Operation {
    switch item {
    case .activation(let activation): return activation.layer
    case .dropout(let rate): return Dropout(rate: rate)
    case .dense(let units):
      return Dense(
        weights: start.weights(inputs: input.count, outputs: units, stream: &stream),
        bias: [Float](repeating: 0, count: units))
    case .convolution(let outputs, let kernel, _):
      guard let windows else { preconditionFailure("a convolution has windows") }
      let area = kernel * kernel
      return Convolution(
        windows,
        weights: start.values(
          rows: outputs, columns: windows.channels * area, inputs: windows.channels * area,
          outputs: outputs * area, stream: &stream), bias: [Float](repeating: 0, count: outputs))
    case .maxPool:
      guard let windows else { preconditionFailure("a pool has windows") }
      return Maximum.pool(windows, input: input, output: output)
    case .averagePool:
      guard let windows else { preconditionFailure("a pool has windows") }
      return SparseMap.averagePool(windows, input: input, output: output, countsPadding: false)
    }
  }
}

extension LayerItem {
  /// Whether the layer depends on the positions of pixels.
  var isSpatial: Bool {
    switch self {
    case .convolution, .maxPool, .averagePool: true
    case .dense, .activation, .dropout: false
    }
  }

  var isTrained: Bool {
    switch self {
    case .convolution, .dense: true
    case .maxPool, .averagePool, .activation, .dropout: false
    }
  }

  var activation: Activation? {
    if case .activation(let activation) = self { activation } else { nil }
  }

  /// The channels and the size of an input picture.
  ///
  /// - Throws: `TrainingError.layerInput` if `input` does not have the axes of a picture.
  fileprivate func picture(
    _ input: Shape, number: Int
  ) throws -> (channels: Int, size: Windows.Pair) {
    guard input.rank == 3 else {
      throw TrainingError.layerInput(
        "\(self)", number: number, found: input.sizes, expected: "an image")
    }
    return (input.sizes[0], Windows.Pair(input.sizes[1], input.sizes[2]))
  }
}

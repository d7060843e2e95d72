import LimnCore
import LimnNetwork

/// Convolutions and pooling.
extension GraphWriter {
  /// The attributes of windows; the padding after the input is as large as the last window
  /// requires.
  func attributes(of windows: Windows, isSeries: Bool) -> [ONNXAttributeProto] {
    func reach(
      _ output: Int, _ stride: Int, _ dilation: Int, _ kernel: Int, _ size: Int, _ before: Int
    )
      -> Int
    {
      max(0, (output - 1) * stride + dilation * (kernel - 1) + 1 - size - before)
    }
    let w = windows
    let after = Windows.Pair(
      reach(
        w.output.height, w.stride.height, w.dilation.height, w.kernel.height, w.input.height,
        w.paddingBefore.height),
      reach(
        w.output.width, w.stride.width, w.dilation.width, w.kernel.width, w.input.width,
        w.paddingBefore.width))
    func list(_ pair: Windows.Pair) -> [Int] {
      isSeries ? [pair.width] : [pair.height, pair.width]
    }
    return [
      .integers("kernel_shape", list(w.kernel)), .integers("strides", list(w.stride)),
      .integers("dilations", list(w.dilation)),
      .integers("pads", list(w.paddingBefore) + list(after)),
    ]
  }

  func sizes(_ channels: Int, _ pair: Windows.Pair, isSeries: Bool) -> [Int] {
    isSeries ? [channels, pair.width] : [channels, pair.height, pair.width]
  }

  mutating func write(_ convolution: Convolution, _ input: Int) -> String {
    let (w, isSeries) = (convolution.windows, convolution.isSeries)
    let number = next("Conv")
    let (weights, bias) = ("conv\(number).weights", "conv\(number).bias")
    let kernel = isSeries ? [w.kernel.width] : [w.kernel.height, w.kernel.width]
    constant(
      weights, convolution.weights.elements,
      shape: [convolution.outputs, w.channels / convolution.groups] + kernel)
    constant(bias, convolution.bias.elements, shape: [convolution.outputs])
    let x = shaped(input, as: sizes(w.channels, w.input, isSeries: isSeries))
    return node(
      "Conv", [x, weights, bias],
      attributes: attributes(of: w, isSeries: isSeries) + [.integer("group", convolution.groups)])
  }

  mutating func write(_ convolution: TransposedConvolution, _ input: Int) -> String {
    let (w, isSeries) = (convolution.windows, convolution.isSeries)
    let number = next("ConvTranspose")
    let (weights, bias) = ("convTranspose\(number).weights", "convTranspose\(number).bias")
    let kernel = isSeries ? [w.kernel.width] : [w.kernel.height, w.kernel.width]
    constant(
      weights, convolution.weights.elements,
      shape: [convolution.weights.rows, w.channels / convolution.groups] + kernel)
    constant(bias, convolution.bias, shape: [w.channels])
    func rest(_ out: Int, _ size: Int, _ stride: Int, _ dilation: Int, _ kernel: Int, _ before: Int)
      -> Int
    {
      stride * (out - 1) + dilation * (kernel - 1) + 1 - before - size
    }
    let rests = [
      rest(
        w.output.height, w.input.height, w.stride.height, w.dilation.height, w.kernel.height,
        w.paddingBefore.height),
      rest(
        w.output.width, w.input.width, w.stride.width, w.dilation.width, w.kernel.width,
        w.paddingBefore.width),
    ].suffix(isSeries ? 1 : 2)
    let before = [w.paddingBefore.height, w.paddingBefore.width].suffix(isSeries ? 1 : 2)
    let x = shaped(input, as: sizes(convolution.weights.rows, w.output, isSeries: isSeries))
    func list(_ pair: Windows.Pair) -> [Int] {
      isSeries ? [pair.width] : [pair.height, pair.width]
    }
    return node(
      "ConvTranspose", [x, weights, bias],
      attributes: [
        .integers("kernel_shape", list(w.kernel)), .integers("strides", list(w.stride)),
        .integers("dilations", list(w.dilation)),
        .integers("pads", Array(before) + rests.map { max($0, 0) }),
        .integers("output_padding", rests.map { max(-$0, 0) }),
        .integer("group", convolution.groups),
      ])
  }

  mutating func write(_ pool: Windows, _ input: Int, isSeries: Bool) -> String {
    let x = shaped(input, as: sizes(pool.channels, pool.input, isSeries: isSeries))
    return node("MaxPool", [x], attributes: attributes(of: pool, isSeries: isSeries))
  }
}

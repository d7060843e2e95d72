import LimnCore
import LimnNetwork

/// Convolutions and pooling: windows over one or two axes, or up to three for pooling.
extension GraphReader {
  /// The attributes of a windowed operator, for one or two axes.
  private struct Geometry {
    let isSeries: Bool
    let channels: Int
    let input: Windows.Pair
    let kernel: Windows.Pair
    let stride: Windows.Pair
    let dilation: Windows.Pair
    let before: Windows.Pair
    let after: Windows.Pair

    func windows(roundsUp: Bool = false) -> Windows {
      Windows(
        channels: channels, input: input, kernel: kernel, stride: stride, dilation: dilation,
        paddingBefore: before, paddingAfter: after, roundsUp: roundsUp)
    }
  }

  /// The attributes of a windowed operator, for any number of axes.
  private struct Attributes {
    let channels: Int
    let sizes: [Int]
    let kernel: [Int]
    let strides: [Int]
    let dilations: [Int]
    /// The padding before each axis, then after each axis.
    let pads: [Int]
  }

  private static let axisNames = ["N×C×L", "N×C×H×W", "N×C×D×H×W"]

  /// Reads the attributes of a windowed operator.
  ///
  /// - Parameters:
  ///   - kernel: the sizes of the kernel in the weights, if there are weights.
  ///   - most: the maximum number of axes besides batch and channels.
  private func attributes(_ line: Line, kernel: [Int]?, most: Int, _ node: GraphNode) throws
    -> Attributes
  {
    let sizes = line.shape.dropFirst(2).compactMap { $0 }
    guard line.isBatchFirst, line.shape.count == sizes.count + 2, let channels = line.shape[1],
      (1...most).contains(sizes.count)
    else {
      let names = Self.axisNames.prefix(most)
      throw refusal(
        of: node,
        expected: names.dropLast().joined(separator: ", ") + " or \(names[most - 1]) as its input")
    }
    guard let kernel = kernel ?? node.integers("kernel_shape"), kernel.count == sizes.count,
      kernel.allSatisfy({ $0 > 0 && $0 <= 1 << 16 })
    else { throw refusal(of: node, expected: "a kernel with as many axes as its input") }
    func attribute(_ name: String) throws -> [Int] {
      let values = node.integers(name) ?? [Int](repeating: 1, count: sizes.count)
      guard values.count == sizes.count, values.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }) else {
        throw refusal(of: node, expected: "positive \(name) for each axis")
      }
      return values
    }
    let (strides, dilations) = (try attribute("strides"), try attribute("dilations"))
    var pads = node.integers("pads") ?? [Int](repeating: 0, count: 2 * sizes.count)
    switch node.text("auto_pad", default: "NOTSET") {
    case "NOTSET": break
    case "VALID": pads = [Int](repeating: 0, count: 2 * sizes.count)
    case let mode where mode == "SAME_UPPER" || mode == "SAME_LOWER":
      let totals = sizes.indices.map { axis in
        let places = (sizes[axis] + strides[axis] - 1) / strides[axis]
        return max(
          0, (places - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1 - sizes[axis])
      }
      let less = totals.map { $0 / 2 }
      let more = zip(totals, less).map { $0 - $1 }
      pads = mode == "SAME_UPPER" ? less + more : more + less
    default: throw refusal(of: node, expected: "a known auto_pad")
    }
    guard pads.count == 2 * sizes.count, pads.allSatisfy({ (0...1 << 16).contains($0) }) else {
      throw refusal(of: node, expected: "pads before and after each axis, none of them negative")
    }
    return Attributes(
      channels: channels, sizes: sizes, kernel: kernel, strides: strides, dilations: dilations,
      pads: pads)
  }

  /// - Parameter kernel: the sizes of the kernel in the weights.
  private func geometry(_ line: Line, kernel: [Int], _ node: GraphNode) throws -> Geometry {
    let all = try attributes(line, kernel: kernel, most: 2, node)
    let isSeries = all.sizes.count == 1
    func pair(_ values: [Int], missing: Int) -> Windows.Pair {
      isSeries ? Windows.Pair(missing, values[0]) : Windows.Pair(values[0], values[1])
    }
    let axes = all.sizes.count
    return Geometry(
      isSeries: isSeries, channels: all.channels, input: pair(all.sizes, missing: 1),
      kernel: pair(all.kernel, missing: 1), stride: pair(all.strides, missing: 1),
      dilation: pair(all.dilations, missing: 1),
      before: pair(Array(all.pads[..<axes]), missing: 0),
      after: pair(Array(all.pads[axes...]), missing: 0))
  }

  private func shape(_ channels: Int, _ size: Windows.Pair, of line: Line, isSeries: Bool) -> [Int?]
  {
    line.shape[..<1] + (isSeries ? [channels, size.width] : [channels, size.height, size.width])
  }

  /// The weights as a matrix with one row for each position along their first axis, and the bias.
  private func kernel(_ node: GraphNode, outputs: (ConstantTensor) -> Int) throws -> (
    tensor: ConstantTensor, weights: Matrix, bias: [Float]
  ) {
    guard let tensor = try constant(1, of: node), tensor.shape.count >= 3 else {
      throw refusal(of: node, expected: "constant weights of three axes or four")
    }
    let numbers = try tensor.numbers(file: file)
    guard tensor.shape[0] > 0, !numbers.isEmpty else {
      throw refusal(of: node, expected: "weights that are not empty")
    }
    guard numbers.count <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    let count = outputs(tensor)
    let bias = try self.numbers(2, of: node) ?? [Float](repeating: 0, count: count)
    guard bias.count == count else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: [count], constant: [bias.count])
    }
    return (
      tensor,
      Matrix(
        rows: tensor.shape[0], columns: numbers.count / tensor.shape[0], elements: numbers), bias
    )
  }

  mutating func convolution(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let groups = node.integer("group", default: 1)
    let (tensor, weights, bias) = try kernel(node) { $0.shape[0] }
    let geometry = try geometry(line, kernel: Array(tensor.shape.dropFirst(2)), node)
    guard groups > 0, geometry.channels.isMultiple(of: groups), weights.rows.isMultiple(of: groups),
      tensor.shape[1] == geometry.channels / groups
    else {
      throw ONNXError.shapeMismatch(
        file: file, node: node.identity, shape: line.shape, constant: tensor.shape)
    }
    let windows = geometry.windows()
    guard windows.count > 0 else {
      throw refusal(of: node, expected: "a kernel that fits into its input")
    }
    // A fused convolution may add a value before its activation.
    var result = try apply(
      Convolution(
        windows, groups: groups, weights: weights, bias: bias, isSeries: geometry.isSeries),
      to: [line],
      shape: shape(weights.rows, windows.output, of: line, isSeries: geometry.isSeries),
      at: .node(node.identity))
    if node.identity.operator == "FusedConv", node.input(3) != nil,
      case .line(let sum) = try arithmetic(.add, .line(result), try value(3, of: node), node)
    {
      result = sum
    }
    return result
  }

  mutating func transposedConvolution(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let groups = node.integer("group", default: 1)
    let (tensor, weights, bias) = try kernel(node) { $0.shape[1] * groups }
    // The attributes have their own meaning here: padding crops the output.
    let geometry = try geometry(line, kernel: Array(tensor.shape.dropFirst(2)), node)
    guard groups > 0, geometry.channels == tensor.shape[0], weights.rows.isMultiple(of: groups)
    else { throw refusal(of: node, expected: "weights for each channel of its input") }
    let g = geometry
    let axes = g.isSeries ? 1 : 2
    func each(_ name: String, missing: [Int]) throws -> [Int] {
      let values = node.integers(name) ?? missing
      guard values.count == axes, values.allSatisfy({ (0...1 << 24).contains($0) }) else {
        throw refusal(of: node, expected: "\(name) for each axis, none of it negative")
      }
      return values
    }
    let extra = try each("output_padding", missing: [Int](repeating: 0, count: axes))
    let mode = node.text("auto_pad", default: "NOTSET")
    let input = [g.input.height, g.input.width].suffix(axes).map { $0 }
    let stride = [g.stride.height, g.stride.width].suffix(axes).map { $0 }
    // The requested size; for "same", the input size times the stride.
    let asked: [Int]? =
      if node.has("output_shape") {
        try each("output_shape", missing: [])
      } else if mode.hasPrefix("SAME") {
        zip(input, stride).map { $0 * $1 }
      } else {
        nil
      }
    func ends(_ axis: Int, kernel: Int, dilation: Int, before: Int, after: Int) -> (
      size: Int, before: Int, after: Int
    ) {
      let whole =
        stride[axis] * (input[axis] - 1) + dilation * (kernel - 1) + 1 + extra[axis]
      guard let size = asked?[axis] else { return (whole - before - after, before, after) }
      // The excess is cropped; if it is odd, more is cropped in front, except for "upper".
      let cut = max(0, whole - size)
      let first = mode == "SAME_UPPER" ? cut / 2 : cut - cut / 2
      return (size, first, cut - first)
    }
    let across = ends(
      axes - 1, kernel: g.kernel.width, dilation: g.dilation.width, before: g.before.width,
      after: g.after.width)
    let down =
      g.isSeries
      ? (size: 1, before: 0, after: 0)
      : ends(
        0, kernel: g.kernel.height, dilation: g.dilation.height, before: g.before.height,
        after: g.after.height)
    let output = Windows.Pair(down.size, across.size)
    guard output.height > 0, output.width > 0 else {
      throw refusal(of: node, expected: "an output that is not empty")
    }
    let channels = tensor.shape[1] * groups
    let windows = Windows(
      channels: channels, input: output, kernel: g.kernel, stride: g.stride, dilation: g.dilation,
      paddingBefore: Windows.Pair(down.before, across.before),
      paddingAfter: Windows.Pair(down.after, across.after))
    guard windows.output == g.input else {
      throw refusal(
        of: node, expected: "an output less than a stride larger than its windows reach")
    }
    return try apply(
      TransposedConvolution(
        windows, groups: groups, weights: weights, bias: bias, isSeries: g.isSeries),
      to: [line], shape: shape(channels, output, of: line, isSeries: g.isSeries),
      at: .node(node.identity))
  }

  mutating func pool(_ node: GraphNode, isMaximum: Bool) throws -> Line {
    let line = try settled(0, of: node)
    guard node.integer("storage_order", default: 0) == 0 else {
      throw refusal(of: node, expected: "row-major storage")
    }
    let all = try attributes(line, kernel: nil, most: 3, node)
    let roundsUp = node.integer("ceil_mode", default: 0) != 0
    let axes = all.sizes.count
    let windows = WindowAxes(
      channels: all.channels,
      axes: all.sizes.indices.map { axis in
        WindowAxes.Axis(
          size: all.sizes[axis], kernel: all.kernel[axis], stride: all.strides[axis],
          dilation: all.dilations[axis], before: all.pads[axis], after: all.pads[axes + axis],
          roundsUp: roundsUp)
      })
    try spend(all.kernel.reduce(windows.channels * windows.count, Self.product))
    guard windows.count > 0 else {
      throw refusal(of: node, expected: "a kernel that fits into its input")
    }
    let shape = line.shape[..<1] + [all.channels] + windows.axes.map(\.places)
    let (input, output) = (line.example, Shape(shape.compactMap { $0 }))
    let operation: any Operation
    switch (isMaximum, axes) {
    case (true, 3): operation = Maximum.pool(windows, input: input, output: output)
    case (true, _):
      let flat = try geometry(line, kernel: all.kernel, node).windows(roundsUp: roundsUp)
      operation = Maximum.pool(flat, input: input, output: output)
    case (false, _):
      operation = SparseMap.averagePool(
        windows, input: input, output: output,
        countsPadding: node.integer("count_include_pad", default: 0) != 0)
    }
    return try apply(operation, to: [line], shape: Array(shape), at: .node(node.identity))
  }

  /// The product, or `Int.max` on overflow, which is too large for any file.
  private static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflows) = a.multipliedReportingOverflow(by: b)
    return overflows ? .max : product
  }

  mutating func globalPool(_ node: GraphNode, isMaximum: Bool) throws -> Line {
    let line = try settled(0, of: node)
    guard line.isBatchFirst, line.shape.count > 2 else {
      throw refusal(of: node, expected: "N×C×… as its input")
    }
    let axes = Set(2..<line.shape.count)
    return try reduced(line, over: axes, keepsAxes: true, isMaximum ? .maximum : .mean, node)
  }
}

import LimnCore
import LimnNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes a network's operations as the nodes of a graph.
///
/// A value is written flat, N × elements, or in its own shape, N × its sizes, as its makers and takers
/// need it; a reshape stands between the two where both do.
struct GraphWriter {
  private(set) var graph = ONNXGraphProto()
  /// What is known of each value written so far.
  private var values: [Written] = []
  private var counts: [String: Int] = [:]

  /// A value's names in the file: flat, and in its own shape.
  private struct Written {
    let shape: Shape
    var flat: String?
    var shaped: String?
  }

  init(name: String, network: Network) {
    graph.name = name
    let shape = network.shapes[0]
    var written = Written(shape: shape)
    let sizes: [Int]
    switch network.inputShape {
    case .vector: sizes = shape.sizes
    case .image(let height, let width):
      // The channel's axis says that it is an image; a network over channels has its own.
      sizes = shape.rank == 3 ? shape.sizes : [1, height, width]
    }
    if sizes.count == 1 {
      written.flat = "input"
    } else if sizes == shape.sizes {
      written.shaped = "input"
    } else {
      unshaped = "input"
    }
    graph.input = [Self.value("input", sizes: sizes)]
    values = [written]
  }

  /// The input where it has another shape than the network's first value: it is flattened first.
  private var unshaped: String?

  /// Writes the operation that makes the next value of values written before, or nothing where it does
  /// nothing at inference.
  ///
  /// - Returns: whether the operation has a form in ONNX.
  mutating func append(_ operation: any Operation, of inputs: [Int], shape: Shape) -> Bool {
    var written = Written(shape: shape)
    switch operation {
    case is Dropout:
      written = values[inputs[0]]
      if inputs[0] == 0, unshaped != nil { written.flat = flat(0) }
    case let dense as Dense: written.flat = write(dense, inputs[0])
    case let scaling as Scaling: written.flat = write(scaling, flat(inputs[0]))
    case let convolution as Convolution: written.shaped = write(convolution, inputs[0])
    case let convolution as TransposedConvolution: written.shaped = write(convolution, inputs[0])
    case let map as SparseMap: written.flat = write(map, inputs)
    case let maximum as Maximum:
      if let windows = maximum.windows {
        written.shaped = write(windows, inputs[0], isSeries: shape.rank == 2)
      } else {
        written.flat = write(maximum, inputs)
      }
    case let sum as Sum:
      let (names, isFlat) = together(inputs)
      set(&written, write(sum, names), isFlat: isFlat)
    case is Product:
      let (names, isFlat) = together(inputs)
      set(&written, node("Mul", names), isFlat: isFlat)
    case let product as MatrixProduct: written.flat = write(product, inputs)
    case let normalization as Normalization: written.flat = write(normalization, inputs[0])
    case let softmax as GroupedSoftmax: written.flat = write(softmax, inputs[0])
    case is Softmax:
      written.flat = node("Softmax", [flat(inputs[0])], attributes: [.integer("axis", -1)])
    default:
      let (names, isFlat) = together(inputs)
      guard let name = elementwise(operation, names[0]) else { return false }
      set(&written, name, isFlat: isFlat)
    }
    values.append(written)
    return true
  }

  private func set(_ written: inout Written, _ name: String, isFlat: Bool) {
    if isFlat { written.flat = name } else { written.shaped = name }
  }

  /// Counts a value that nobody needs, so that later ones keep their places.
  mutating func skip(shape: Shape) { values.append(Written(shape: shape)) }

  /// Makes a value an output of the graph, `N × width`.
  ///
  /// A value that is no node's, or that other nodes take, is put through an identity first.
  mutating func output(_ name: String, value: Int) {
    let current = flat(value)
    if let index = graph.node.lastIndex(where: { $0.output == [current] }),
      !graph.node.contains(where: { $0.input.contains(current) }),
      !graph.output.contains(where: { $0.name == current })
    {
      graph.node[index].output = [name]
    } else {
      node("Identity", [current], output: name)
    }
    values[value].flat = name
    graph.output.append(Self.value(name, sizes: [values[value].shape.count]))
  }

  // MARK: values

  private mutating func flat(_ value: Int) -> String {
    if let name = values[value].flat { return name }
    let name = node(
      "Flatten", [value == 0 ? unshaped ?? values[0].shaped ?? "" : values[value].shaped ?? ""],
      attributes: [.integer("axis", 1)])
    values[value].flat = name
    return name
  }

  /// A value as N × `sizes`.
  private mutating func shaped(_ value: Int, as sizes: [Int]) -> String {
    if values[value].shape.sizes == sizes {
      if let name = values[value].shaped { return name }
      let name = reshape(flat(value), to: sizes)
      values[value].shaped = name
      return name
    }
    return reshape(flat(value), to: sizes)
  }

  private mutating func reshape(_ name: String, to sizes: [Int]) -> String {
    node("Reshape", [name, whole("shape", [-1] + sizes, shape: [sizes.count + 1])])
  }

  /// Several values in one form: their own shape where that is one and all are there in it.
  private mutating func together(_ inputs: [Int]) -> (names: [String], isFlat: Bool) {
    let shape = values[inputs[0]].shape
    let names = inputs.compactMap { values[$0].shaped }
    if names.count == inputs.count, inputs.allSatisfy({ values[$0].shape == shape }),
      !inputs.allSatisfy({ values[$0].flat != nil })
    {
      return (names, false)
    }
    return (inputs.map { flat($0) }, true)
  }

  // MARK: operations

  private mutating func elementwise(_ operation: any Operation, _ input: String) -> String? {
    switch operation {
    case is ReLU: node("Relu", [input])
    case let leaky as LeakyReLU:
      node("LeakyRelu", [input], attributes: [.float("alpha", leaky.negativeSlope)])
    case let elu as ELU: node("Elu", [input], attributes: [.float("alpha", elu.alpha)])
    case let gelu as GELU: write(gelu, input)
    case is Tanh: node("Tanh", [input])
    case is Sigmoid: node("Sigmoid", [input])
    case is Softplus: node("Softplus", [input])
    case let activation as PiecewiseLinear: write(activation.function, input)
    case let formula as Formula: write(formula.expression, input)
    default: nil
    }
  }

  private mutating func write(_ dense: Dense, _ input: Int) -> String {
    let number = next("Gemm")
    let (weights, bias) = ("dense\(number).weights", "dense\(number).bias")
    constant(weights, dense.weights.elements, shape: [dense.weights.rows, dense.weights.columns])
    constant(bias, dense.bias.elements, shape: [dense.bias.columns])
    guard values[input].shape.count != dense.weights.rows else {
      return node("Gemm", [flat(input), weights, bias])
    }
    counts["Gemm"] = number
    let steps = values[input].shape.count / dense.weights.rows
    let product = node("MatMul", [shaped(input, as: [steps, dense.weights.rows]), weights])
    return node(
      "Flatten", [node("Add", [product, bias])], attributes: [.integer("axis", 1)])
  }

  private mutating func write(_ scaling: Scaling, _ input: String) -> String {
    let number = next("Scaling")
    var current = input
    if scaling.shift.contains(where: { $0 != 0 }) {
      current = node("Sub", [current, features("scaling\(number).shift", scaling.shift)])
    }
    if scaling.factor.contains(where: { $0 != 1 }) {
      current = node("Mul", [current, features("scaling\(number).factor", scaling.factor)])
    }
    counts["Scaling"] = number
    return current
  }

  /// The attributes of windows; the padding after its input is what the last window reaches.
  private func attributes(of windows: Windows, isSeries: Bool) -> [ONNXAttributeProto] {
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

  private func sizes(_ channels: Int, _ pair: Windows.Pair, isSeries: Bool) -> [Int] {
    isSeries ? [channels, pair.width] : [channels, pair.height, pair.width]
  }

  private mutating func write(_ convolution: Convolution, _ input: Int) -> String {
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

  private mutating func write(_ convolution: TransposedConvolution, _ input: Int) -> String {
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

  private mutating func write(_ pool: Windows, _ input: Int, isSeries: Bool) -> String {
    let x = shaped(input, as: sizes(pool.channels, pool.input, isSeries: isSeries))
    return node("MaxPool", [x], attributes: attributes(of: pool, isSeries: isSeries))
  }

  /// Several flat values one behind the other.
  private mutating func joined(_ inputs: [Int]) -> String {
    let names = inputs.map { flat($0) }
    return names.count == 1 ? names[0] : node("Concat", names, attributes: [.integer("axis", 1)])
  }

  /// A flat value with one more column, of a number.
  private mutating func padded(_ name: String, with value: Float) -> String {
    node(
      "Pad", [name, whole("pads", [0, 0, 0, 1], shape: [4]), number("pad", value)])
  }

  /// Elements of a flat value, by their places: N × `shape`.
  private mutating func gathered(_ name: String, _ indices: [Int], shape: [Int]) -> String {
    node(
      "Gather", [name, whole("places", indices, shape: shape)], attributes: [.integer("axis", 1)])
  }

  private mutating func write(_ map: SparseMap, _ inputs: [Int]) -> String {
    let joined = joined(inputs)
    let indices = map.indices.map { Int($0) }
    let width = map.inputs.reduce(0) { $0 + $1.count }
    if map.isSelection {
      // Values one behind the other are so already.
      if indices.count == width, indices == Array(0..<width) {
        return inputs.count > 1 ? joined : node("Identity", [joined])
      }
      return gathered(joined, indices, shape: [indices.count])
    }
    // As many terms for each output, those that are missing of an added zero.
    let most = max(
      1, (0..<map.output.count).reduce(0) { max($0, Int(map.starts[$1 + 1] - map.starts[$1])) })
    let (terms, weights) = terms(
      starts: map.starts, indices, map.weights, most: most, filler: width)
    var current = gathered(padded(joined, with: 0), terms, shape: [map.output.count, most])
    let number = next("SparseMap")
    counts["SparseMap"] = number
    if map.weights != nil {
      let name = "map\(number).weights"
      constant(name, weights, shape: [map.output.count, most])
      current = node("Mul", [current, name])
    }
    current = node(
      "ReduceSum", [current, whole("axis", [2], shape: [1])], attributes: [.integer("keepdims", 0)])
    guard let bias = map.bias else { return current }
    let name = "map\(number).bias"
    constant(name, bias, shape: [bias.count])
    return node("Add", [current, name])
  }

  private func terms(
    starts: [Int32], _ indices: [Int], _ weights: [Float]?, most: Int, filler: Int
  ) -> (places: [Int], weights: [Float]) {
    var (places, factors): ([Int], [Float]) = ([], [])
    for output in starts.indices.dropLast() {
      let range = Int(starts[output])..<Int(starts[output + 1])
      let missing = most - range.count
      places += indices[range] + [Int](repeating: filler, count: missing)
      factors +=
        (weights.map { Array($0[range]) } ?? range.map { _ in 1 })
        + [Float](repeating: 0, count: missing)
    }
    return (places, factors)
  }

  private mutating func write(_ maximum: Maximum, _ inputs: [Int]) -> String {
    if maximum.kind == "Max", inputs.count > 1 { return node("Max", inputs.map { flat($0) }) }
    let form = maximum.form
    let width = maximum.inputs.reduce(0) { $0 + $1.count }
    let most = max(
      1, (0..<form.outputs).reduce(0) { max($0, Int(form.starts[$1 + 1] - form.starts[$1])) })
    let places = terms(
      starts: form.starts, form.candidates.map { Int($0) }, nil, most: most, filler: width
    ).places
    let all = gathered(
      padded(joined(inputs), with: -Float.greatestFiniteMagnitude), places,
      shape: [form.outputs, most])
    return node(
      "ReduceMax", [all], attributes: [.integers("axes", [2]), .integer("keepdims", 0)])
  }

  private mutating func write(_ sum: Sum, _ names: [String]) -> String {
    if names.count == 1, sum.factors == [1] { return node("Identity", names) }
    if sum.factors == [1, -1] { return node("Sub", names) }
    let parts = zip(names, sum.factors).map { name, factor in
      factor == 1 ? name : node("Mul", [name, number("factor", factor)])
    }
    return parts.dropFirst().reduce(parts[0]) { node("Add", [$0, $1]) }
  }

  private mutating func write(_ product: MatrixProduct, _ inputs: [Int]) -> String {
    let left = shaped(inputs[0], as: [product.batches, product.rows, product.inner])
    let right = shaped(inputs[1], as: [product.batches, product.inner, product.columns])
    return node(
      "Flatten", [node("MatMul", [left, right])], attributes: [.integer("axis", 1)])
  }

  /// Groups as the channels of an instance normalisation.
  private mutating func write(_ normalization: Normalization, _ input: Int) -> String {
    let groups = values[input].shape.count / normalization.groupSize
    let number = next("InstanceNormalization")
    let (scale, bias) = ("normalization\(number).scale", "normalization\(number).bias")
    constant(scale, [Float](repeating: 1, count: groups), shape: [groups])
    constant(bias, [Float](repeating: 0, count: groups), shape: [groups])
    let normalized = node(
      "InstanceNormalization",
      [shaped(input, as: [groups, normalization.groupSize]), scale, bias],
      attributes: [.float("epsilon", normalization.epsilon)])
    return node("Flatten", [normalized], attributes: [.integer("axis", 1)])
  }

  private mutating func write(_ softmax: GroupedSoftmax, _ input: Int) -> String {
    let groups = values[input].shape.count / softmax.groupSize
    let isWhole = groups == 1
    let result = node(
      softmax.kind, [isWhole ? flat(input) : shaped(input, as: [groups, softmax.groupSize])],
      attributes: [.integer("axis", -1)])
    return isWhole ? result : node("Flatten", [result], attributes: [.integer("axis", 1)])
  }

  /// A constant with a value for each feature; a single number where they are all the same.
  private mutating func features(_ name: String, _ values: [Float]) -> String {
    if let first = values.first, values.allSatisfy({ $0 == first }) {
      constant(name, [first], shape: [])
    } else {
      constant(name, values, shape: [values.count])
    }
    return name
  }

  /// GELU in operators of opset 13; it has one of its own only since opset 20.
  mutating func write(_ gelu: GELU, _ u: String) -> String {
    var current: String
    switch gelu.form {
    case .exact:
      current = node("Div", [u, number("gelu.sqrt2", 1.414_213_56)])
      current = node("Erf", [current])
    case .tanh:
      current = node("Mul", [u, u])
      current = node("Mul", [current, u])
      current = node("Mul", [current, number("gelu.cubic", 0.044715)])
      current = node("Add", [current, u])
      current = node("Mul", [current, number("gelu.sqrt2overPi", 0.797_884_56)])
      current = node("Tanh", [current])
    }
    current = node("Add", [current, number("gelu.one", 1)])
    current = node("Mul", [current, u])
    return node("Mul", [current, number("gelu.half", 0.5)])
  }

  /// `s₀ u + t₀ + Σ_k (s_{k+1} − s_k) max(u − kink_k, 0)`.
  private mutating func write(_ pieces: PiecewiseLinearFunction, _ u: String) -> String {
    let line = node("Mul", [u, number("slope", Float(pieces.slopes[0]))])
    var sum = node("Add", [line, number("intercept", Float(pieces.intercepts[0]))])
    for (index, kink) in pieces.kinks.enumerated() {
      let bend = Float(pieces.slopes[index + 1] - pieces.slopes[index])
      let beyond = node("Relu", [node("Sub", [u, number("kink", Float(kink))])])
      sum = node("Add", [sum, node("Mul", [beyond, number("bend", bend)])])
    }
    return sum
  }

  // MARK: nodes and constants

  /// The name of a constant that may be used in several places.
  mutating func number(_ name: String, _ value: Float) -> String {
    // Those of a fixed value have a name of their own; others are told apart by their value.
    let unique = name.contains(".") ? name : "\(name) \(value)"
    if !graph.initializer.contains(where: { $0.name == unique }) {
      constant(unique, [value], shape: [])
    }
    return unique
  }

  /// The number that the next node of an operator will have, counted from 1.
  private func next(_ operation: String) -> Int {
    (counts[operation] ?? 0) + 1
  }

  @discardableResult
  mutating func node(
    _ operation: String, _ inputs: [String], output: String? = nil,
    attributes: [ONNXAttributeProto] = []
  ) -> String {
    let number = next(operation)
    counts[operation] = number
    var node = ONNXNodeProto()
    node.name = "\(operation)\(number)"
    node.opType = operation
    node.input = inputs
    node.output = [output ?? "\(operation)\(number).output"]
    node.attribute = attributes
    graph.node.append(node)
    return node.output[0]
  }

  private mutating func constant(_ name: String, _ values: [Float], shape: [Int]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
    append(name, bytes, .float, shape)
  }

  /// Whole numbers; the same ones twice are one constant.
  private mutating func whole(_ name: String, _ values: [Int], shape: [Int]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * values.count)
    for value in values {
      withUnsafeBytes(of: Int64(value).littleEndian) { bytes += $0 }
    }
    let (data, dims) = (Data(bytes), shape.map(Int64.init))
    if let same = graph.initializer.first(where: {
      $0.dataType == Int32(ONNXTensorProto.DataType.int64.rawValue) && $0.dims == dims
        && $0.rawData == data
    }) {
      return same.name
    }
    let number = next(name)
    counts[name] = number
    append("\(name)\(number)", bytes, .int64, shape)
    return "\(name)\(number)"
  }

  private mutating func append(
    _ name: String, _ bytes: [UInt8], _ type: ONNXTensorProto.DataType, _ shape: [Int]
  ) {
    var tensor = ONNXTensorProto()
    tensor.name = name
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = Int32(type.rawValue)
    tensor.rawData = Data(bytes)
    graph.initializer.append(tensor)
  }

  /// A tensor of floats whose first axis is the batch.
  private static func value(_ name: String, sizes: [Int]) -> ONNXValueInfoProto {
    var value = ONNXValueInfoProto()
    value.name = name
    value.type.tensorType.elemType = Int32(ONNXTensorProto.DataType.float.rawValue)
    var batch = ONNXTensorShapeProto.Dimension()
    batch.dimParam = "batch"
    value.type.tensorType.shape.dim =
      [batch]
      + sizes.map {
        var dimension = ONNXTensorShapeProto.Dimension()
        dimension.dimValue = Int64($0)
        return dimension
      }
    return value
  }
}

extension ONNXAttributeProto {
  static func integer(_ name: String, _ value: Int) -> ONNXAttributeProto {
    var attribute = ONNXAttributeProto()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(value)
    return attribute
  }

  static func integers(_ name: String, _ values: [Int]) -> ONNXAttributeProto {
    var attribute = ONNXAttributeProto()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = values.map(Int64.init)
    return attribute
  }

  static func float(_ name: String, _ value: Float) -> ONNXAttributeProto {
    var attribute = ONNXAttributeProto()
    attribute.name = name
    attribute.type = .float
    attribute.f = value
    return attribute
  }
}

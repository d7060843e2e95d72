import LimnCore
import LimnNetwork

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes a network's operations as the nodes of a graph.
///
/// A value is written flat, N × elements, or in its own shape, N × its sizes, depending on the
/// nodes that compute and take it; a reshape converts between the two if both are needed.
struct GraphWriter {
  var graph = ONNXGraphProto()
  /// The values written so far.
  var values: [Written] = []

  var counts: [String: Int] = [:]

  /// The names of a value in the file: flat, and in its own shape.
  struct Written {
    let shape: Shape
    var flat: String?
    var shaped: String?
  }

  init(name: String, network: Network) {
    graph.name = name
    let shape = network.shapes[0]
    if let encoding = network.nodes.first?.operation as? CategoryEncoding {
      columns = network.input.names ?? encoding.columns.indices.map { "column \($0)" }
      values = [Written(shape: shape)]
      return
    }
    var written = Written(shape: shape)
    let sizes: [Int]
    switch network.inputShape {
    case .vector: sizes = shape.sizes
    case .image(let channels, let height, let width):
      // The channel axis marks the input as an image; the shape of a network over channels already
      // has one.
      sizes = shape.rank == 3 ? shape.sizes : [channels, height, width]
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

  /// The names of the table's columns, each a separate input, if some are categorical.
  var columns: [String]?

  /// The name of the input if its shape differs from that of the network's first value; it is
  /// flattened first.
  private var unshaped: String?

  /// Writes the operation that computes the next value from earlier values; nothing is written for
  /// operations without effect at inference.
  ///
  /// - Returns: whether the operation can be expressed in ONNX.
  mutating func append(_ operation: any Operation, of inputs: [Int], shape: Shape) -> Bool {
    var written = Written(shape: shape)
    // Columns can only be taken by their encoding.
    if columns != nil, inputs.contains(0), !(operation is CategoryEncoding) { return false }
    switch operation {
    case let encoding as CategoryEncoding:
      guard columns != nil, values.count == 1 else { return false }
      written.flat = write(encoding)
    case is Dropout:
      written = values[inputs[0]]
      if inputs[0] == 0, unshaped != nil { written.flat = flat(0) }
    // Nodes that take the value ask for its shape.
    case is Reshape: written.flat = flat(inputs[0])
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

  func set(_ written: inout Written, _ name: String, isFlat: Bool) {
    if isFlat { written.flat = name } else { written.shaped = name }
  }

  /// Counts a value that is not needed, so that later values keep their numbers.
  mutating func skip(shape: Shape) { values.append(Written(shape: shape)) }

  /// Makes a value an output of the graph, `N × width`.
  ///
  /// If the value is not the output of a node, or if other nodes take it, an identity is added.
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

  mutating func flat(_ value: Int) -> String {
    if let name = values[value].flat { return name }
    let name = node(
      "Flatten", [value == 0 ? unshaped ?? values[0].shaped ?? "" : values[value].shaped ?? ""],
      attributes: [.integer("axis", 1)])
    values[value].flat = name
    return name
  }

  /// The name of a value in the shape N × `sizes`.
  mutating func shaped(_ value: Int, as sizes: [Int]) -> String {
    if values[value].shape.sizes == sizes {
      if let name = values[value].shaped { return name }
      let name = reshape(flat(value), to: sizes)
      values[value].shaped = name
      return name
    }
    return reshape(flat(value), to: sizes)
  }

  mutating func reshape(_ name: String, to sizes: [Int]) -> String {
    node("Reshape", [name, whole("shape", [-1] + sizes, shape: [sizes.count + 1])])
  }

  /// Several values in the same form: in their own shape if they share it and are all available in
  /// it, otherwise flat.
  mutating func together(_ inputs: [Int]) -> (names: [String], isFlat: Bool) {
    let shape = values[inputs[0]].shape
    let names = inputs.compactMap { values[$0].shaped }
    if names.count == inputs.count, inputs.allSatisfy({ values[$0].shape == shape }),
      !inputs.allSatisfy({ values[$0].flat != nil })
    {
      return (names, false)
    }
    return (inputs.map { flat($0) }, true)
  }

  /// The name of a constant that may be used in several places.
  mutating func number(_ name: String, _ value: Float) -> String {
    // Constants with a fixed value have a name of their own; others are distinguished by their
    // value.
    let unique = name.contains(".") ? name : "\(name) \(value)"
    if !graph.initializer.contains(where: { $0.name == unique }) {
      constant(unique, [value], shape: [])
    }
    return unique
  }

  /// The number of the next node of an operator, counted from 1.
  func next(_ operation: String) -> Int {
    (counts[operation] ?? 0) + 1
  }

  @discardableResult
  mutating func node(
    _ operation: String, _ inputs: [String], output: String? = nil,
    attributes: [ONNXAttributeProto] = [], domain: String = ""
  ) -> String {
    let number = next(operation)
    counts[operation] = number
    var node = ONNXNodeProto()
    node.name = "\(operation)\(number)"
    node.opType = operation
    // ONNX's own operators have no domain in the file, not an empty one.
    if !domain.isEmpty { node.domain = domain }
    node.input = inputs
    node.output = [output ?? "\(operation)\(number).output"]
    node.attribute = attributes
    graph.node.append(node)
    return node.output[0]
  }

  mutating func constant(_ name: String, _ values: [Float], shape: [Int]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }
    append(name, bytes, .float, shape)
  }

  /// Writes an integer constant; equal constants are written once.
  mutating func whole(_ name: String, _ values: [Int], shape: [Int]) -> String {
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

  mutating func append(
    _ name: String, _ bytes: [UInt8], _ type: ONNXTensorProto.DataType, _ shape: [Int]
  ) {
    var tensor = ONNXTensorProto()
    tensor.name = name
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = Int32(type.rawValue)
    tensor.rawData = Data(bytes)
    graph.initializer.append(tensor)
  }

  /// A tensor whose first axis is the batch.
  static func value(
    _ name: String, sizes: [Int], of type: ONNXTensorProto.DataType = .float
  ) -> ONNXValueInfoProto {
    var value = ONNXValueInfoProto()
    value.name = name
    value.type.tensorType.elemType = Int32(type.rawValue)
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

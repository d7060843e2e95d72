import LimnCore
import LimnNetwork

/// The beginning and the end of a graph.
extension GraphReader {
  /// Finds the inputs that are not constants and defines how an input of the network is distributed
  /// over them: one tensor, or several that are the columns of a table.
  mutating func readInput() throws -> InputSchema {
    let inputs = graph.input.filter { values[$0.name] == nil }
    guard let first = inputs.first else {
      throw ONNXError.unsupportedInput(file: file, input: "", expected: "one input")
    }
    if isOneExample { return try defineWhole(first, isOnly: inputs.count == 1) }
    let parts = try inputs.map { try shape(of: $0, isColumn: inputs.count > 1) }
    if inputs.count == 1, !parts[0].isText {
      return try defineInput(first.name, sizes: parts[0].sizes, element: parts[0].element)
    }
    return try defineColumns(inputs.map(\.name), parts)
  }

  /// Defines inputs that are the columns of a table: numbers, or strings, which are categories.
  private mutating func defineColumns(_ names: [String], _ parts: [InputPart]) throws -> InputSchema
  {
    let starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.sizes.reduce(1, *)) }
    let width = starts[parts.count]
    guard width <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    builder.inputShape = Shape([width])
    if parts.allSatisfy({ $0.sizes.reduce(1, *) == 1 }) { columnNames = names }
    var texts: [String: Words] = [:]
    for (place, part) in parts.enumerated() where part.isText {
      texts[names[place]] = Words(
        columns: Array(starts[place]..<starts[place + 1]), rank: part.sizes.count + 1)
    }
    let categories = try categories(of: texts)
    // The value from which the columns are taken, and the offset of each in it.
    var (source, places) = (Line(value: 0, shape: [nil, width]), Array(0...width))
    if !categories.isEmpty {
      let encoding = CategoryEncoding(InputSchema(.vector(width), categories: categories))
      guard encoding.width <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
      source = try apply(
        encoding, to: [source], shape: [nil, encoding.width], at: .output("categories"))
      places = encoding.starts
    }
    for (place, part) in parts.enumerated() {
      if let words = texts[names[place]] {
        try define(names[place], .words(words))
        continue
      }
      var line = try apply(
        SparseMap.gather(
          builder.shape(of: source.value), axis: 0,
          places: (starts[place]..<starts[place + 1]).map { places[$0] }), to: [source],
        shape: [nil] + part.sizes, at: .output(names[place]))
      line.element = part.element
      try define(names[place], .line(line))
    }
    return InputSchema(.vector(width), categories: categories)
  }

  /// Defines a single input. If its channels come last, the network takes channels first, and a
  /// transpose gives the graph the order it expects.
  private mutating func defineInput(
    _ name: String, sizes: [Int], element: Line.Element
  ) throws -> InputSchema {
    let layout = sizes.count == 3 ? layout(of: name, sizes: sizes) : nil
    let shape: InputShape =
      switch sizes.count {
      case 0: .vector(1)
      case 1: .vector(sizes[0])
      case 2: .image(height: sizes[0], width: sizes[1])
      // Channels that do not form a picture: one row for each input, in the tensor's own order.
      default: layout?.image(sizes) ?? .vector(sizes.reduce(1, *))
      }
    guard layout == .channelsLast, shape.channels > 1 else {
      builder.inputShape = Shape(sizes)
      try define(name, .line(Line(value: 0, shape: [nil] + sizes, element: element)))
      return InputSchema(shape)
    }
    builder.inputShape = Shape(shape)
    var line = try apply(
      SparseMap.transpose(builder.inputShape, order: [1, 2, 0]),
      to: [Line(value: 0, shape: [nil] + shape.dimensions)], shape: [nil] + sizes,
      at: .output(name))
    line.element = element
    try define(name, .line(line))
    return InputSchema(shape, layout: .channelsLast)
  }

  /// Defines a single input of fixed sizes as one example, including its first axis.
  private mutating func defineWhole(_ input: ONNXValueInfoProto, isOnly: Bool) throws -> InputSchema
  {
    let part = try shape(of: input, isColumn: false)
    let (others, element) = (part.sizes, part.element)
    guard isOnly, !part.isText, let first = batchSize else {
      throw ONNXError.unsupportedInput(
        file: file, input: input.name, expected: "one of fixed sizes")
    }
    exampleCount = first
    // No axis is a batch now, whatever its size.
    batchSize = nil
    let sizes = [first] + others
    // A leading axis of size 1 is what remains of a batch.
    let own = first == 1 ? others : sizes
    let layout = own.count == 3 ? ImageLayout.possible(for: own).first : nil
    let shape: InputShape =
      switch own.count {
      case 2: .image(height: own[0], width: own[1])
      case 3 where layout == .channelsFirst: .image(channels: own[0], height: own[1], width: own[2])
      default: .vector(own.reduce(1, *))
      }
    builder.inputShape = Shape(own)
    try define(input.name, .line(Line(value: 0, shape: sizes, element: element)))
    return InputSchema(shape)
  }

  /// The layout in which the input's three sizes are an image: the requested one, the one implied
  /// by the operators that take it, or the only possible one. If both are possible, channels come
  /// first.
  private func layout(of name: String, sizes: [Int]) -> ImageLayout? {
    if let askedLayout { return askedLayout }
    let possible = ImageLayout.possible(for: sizes)
    if let told = layoutOfTakers(of: name) { return possible.contains(told) ? told : nil }
    return possible.first
  }

  /// The layout implied by the first operators for which channels matter: convolutions and pooling
  /// take channels first, and a transpose reveals where they were.
  private func layoutOfTakers(of name: String) -> ImageLayout? {
    var names: Set = [name]
    for node in graph.node where node.input.contains(where: names.contains) {
      switch node.opType {
      case "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool",
        "BatchNormalization", "InstanceNormalization":
        return .channelsFirst
      case "Transpose":
        switch node.attribute.first(where: { $0.name == "perm" })?.ints {
        case [0, 3, 1, 2]: return .channelsLast
        case [0, 2, 3, 1]: return .channelsFirst
        default: return nil
        }
      case "Add", "Sub", "Mul", "Div", "Cast", "Identity", "Clip", "Relu", "Pad":
        names.formUnion(node.output)
      default: return nil
      }
    }
    return nil
  }

  /// The sizes of an input's axes without the batch, and the type of its elements.
  private struct InputPart {
    let sizes: [Int]
    var element = Line.Element.real
    var isText = false
  }

  private mutating func shape(of input: ONNXValueInfoProto, isColumn: Bool) throws -> InputPart {
    func refusal(_ expected: String) -> ONNXError {
      .unsupportedInput(file: file, input: input.name, expected: expected)
    }
    guard input.type.hasTensorType, input.type.tensorType.hasShape else {
      throw refusal("a tensor whose shape is stated")
    }
    var (element, isText) = (Line.Element.real, false)
    switch ONNXTensorProto.DataType(rawValue: Int(input.type.tensorType.elemType)) {
    case .float, .float16: break
    case .double: takesDoubles = true
    case .string: isText = true
    case .uint8, .int8, .uint16, .int16, .int32, .int64, .uint32, .uint64: element = .integer
    default: throw refusal("floats, doubles, integers or texts")
    }
    if case .dimValue(let size) = input.type.tensorType.shape.dim.first?.value, size > 0 {
      batchSize = Int(size)
    }
    var sizes: [Int] = []
    guard !input.type.tensorType.shape.dim.isEmpty else {
      throw refusal("a batch as its first axis, not a single number")
    }
    for dimension in input.type.tensorType.shape.dim.dropFirst() {
      guard case .dimValue(let size) = dimension.value, size > 0 else {
        throw refusal("a positive size for every axis but the first, the batch")
      }
      sizes.append(Int(size))
    }
    // A list of numbers is a table with one column.
    guard isColumn || isText ? sizes.count <= 1 : sizes.count <= 4 else {
      throw refusal(
        isText
          ? "texts that are columns: N×F"
          : isColumn
            ? "one input, or several that are columns: N×1 or N×F"
            : "N×F, N×H×W, N×C×H×W or N×C×D×H×W")
    }
    guard let count = ConstantTensor.count(sizes), count <= builder.numbersAllowed else {
      throw ONNXError.tooLarge(file: file)
    }
    return InputPart(sizes: sizes, element: element, isText: isText)
  }

  /// The network up to the graph's last scores.
  mutating func network(from input: InputSchema) throws -> Network {
    var outputs: [(name: String, line: Line)] = []
    for output in scoreOutputs {
      guard let value = values[output.name] else {
        throw refusal(output.name, expected: "an output that a node computes")
      }
      guard case .line(let line) = value else { continue }
      if let joint = line.joint { throw mixesRows(at: .node(joint.node)) }
      outputs.append((output.name, try settled(line, at: .output(output.name))))
    }
    guard var last = outputs.max(by: { $0.line.value < $1.line.value }) else {
      let names = scoreOutputs.map(\.name).joined(separator: ", ")
      throw refusal(
        names, expected: "scores; it is made from a label, such as an ArgMax, which is not followed"
      )
    }
    let before = builder.ancestors(of: last.line.value)
    let others = outputs.filter { !before.contains($0.line.value) }
    if let other = others.first {
      // A separate column of scores for each class.
      guard outputs.allSatisfy({ $0.line.batchAxis == 0 && $0.line.width == 1 }) else {
        throw refusal(other.name, expected: "outputs that follow one another on one path")
      }
      last.line = try apply(
        SparseMap.concatenation(outputs.map { _ in Shape([1]) }, axis: 0), to: outputs.map(\.line),
        shape: [nil, outputs.count], at: .output(last.name))
    }
    guard last.line.isOneRowEach || isWholeOutput(last.line) else {
      throw refusal(last.name, expected: "one row of scores for each input of the batch")
    }
    if masks[last.line.value] != nil {
      throw refusal(
        last.name, expected: "finite scores; a mask makes some of them −∞ or NaN for every input")
    }
    if last.line.value == 0 {
      // The output is the input itself, expressed as an identity.
      last.line = try apply(
        Sum(of: 1), to: [last.line], shape: last.line.shape, at: .output(last.name))
    }
    let holders = outputs.filter { $0.line.value == last.line.value }.map(\.name)
    var network = try network(upTo: last.line, of: last.name, from: input)
    // The file of a classifier names classes, or has labels besides scores.
    let labels = labels(count: network.output.count, scores: holders)
    if labels != nil || scoreOutputs.count < graph.output.count || makesLabels,
      let probabilities = try probabilities(of: network)
    {
      last.line = try scored(last.line, as: probabilities, at: .output(last.name))
      network = try self.network(upTo: last.line, of: last.name, from: input)
    }
    network = try network.imputing(imputedFeatures())
    let isClassifier = labels != nil || makesLabels && network.output.count == 1
    return try network.named(
      features: columnNames, outputs: labels?.names, task: isClassifier ? .classification : nil)
  }

  /// Whether a value is the scores of a single example that is the whole input. If it has one row
  /// for each of the input's rows, these may be examples that the graph mixes.
  private func isWholeOutput(_ line: Line) -> Bool {
    isOneExample && line.batchAxis == nil
      && (firstAxis == .exampleAsAsked || exampleCount == 1 || line.shape.first != exampleCount)
  }

  private func network(upTo line: Line, of output: String, from input: InputSchema) throws
    -> Network
  {
    do {
      return try Network(
        inputShape: input.shape, valueShape: builder.inputShape,
        nodes: builder.nodes(upTo: line.value)
      ).laidOut(input.layout)
    } catch let error as NetworkError {
      throw refusal(output, expected: "operations whose shapes fit, not \(error)")
    }
  }

  private func refusal(_ output: String, expected: String) -> ONNXError {
    refusal(at: .output(output), expected: expected)
  }
}

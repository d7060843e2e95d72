import LimnCore
import LimnNetwork

/// Where a graph begins and ends.
extension GraphReader {
  /// Finds the inputs that are not constants, and how one input of the network lies in them: one
  /// tensor, or several that are the columns of one table.
  mutating func readInput() throws -> InputShape {
    let inputs = graph.input.filter { values[$0.name] == nil }
    guard let first = inputs.first else {
      throw ONNXError.unsupportedInput(file: file, input: "", expected: "one input")
    }
    let parts = try inputs.map { try shape(of: $0, isColumn: inputs.count > 1) }
    if inputs.count == 1 {
      let (sizes, element) = parts[0]
      builder.inputShape = Shape(sizes)
      try define(first.name, .line(Line(value: 0, shape: [nil] + sizes, element: element)))
      switch sizes.count {
      case 0: return .vector(1)
      case 1: return .vector(sizes[0])
      case 2: return .image(height: sizes[0], width: sizes[1])
      case 3 where sizes[0] == 1: return .image(height: sizes[1], width: sizes[2])
      case 3 where sizes[2] == 1: return .image(height: sizes[0], width: sizes[1])
      // Several channels: one row for each input, in the tensor's own order.
      default: return .vector(builder.inputShape.count)
      }
    }
    let width = parts.reduce(0) { $0 + $1.sizes.reduce(1, *) }
    guard width <= builder.numbersAllowed else { throw ONNXError.tooLarge(file: file) }
    builder.inputShape = Shape([width])
    columnNames = inputs.map(\.name)
    var start = 0
    for (input, part) in zip(inputs, parts) {
      let count = part.sizes.reduce(1, *)
      let whole = Line(value: 0, shape: [nil, width])
      var line = try apply(
        SparseMap.gather(builder.inputShape, axis: 0, places: Array(start..<start + count)),
        to: [whole], shape: [nil] + part.sizes, at: .output(input.name))
      line.element = part.element
      try define(input.name, .line(line))
      start += count
    }
    return .vector(width)
  }

  private mutating func shape(of input: ONNXValueInfoProto, isColumn: Bool) throws -> (
    sizes: [Int], element: Line.Element
  ) {
    func refusal(_ expected: String) -> ONNXError {
      .unsupportedInput(file: file, input: input.name, expected: expected)
    }
    guard input.type.hasTensorType, input.type.tensorType.hasShape else {
      throw refusal("a tensor whose shape is stated")
    }
    let element: Line.Element
    switch ONNXTensorProto.DataType(rawValue: Int(input.type.tensorType.elemType)) {
    case .float, .float16: element = .real
    case .double:
      element = .real
      takesDoubles = true
    case .uint8, .int8, .uint16, .int16, .int32, .int64, .uint32, .uint64: element = .integer
    default: throw refusal("floats, doubles or integers")
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
    // A list of numbers is a table of one column.
    guard isColumn ? sizes.isEmpty || sizes == [1] : sizes.count <= 3 else {
      throw refusal(
        isColumn ? "one input, or several that are columns: N×1" : "N×F, N×H×W or N×C×H×W")
    }
    guard let count = ConstantTensor.count(sizes), count <= builder.numbersAllowed else {
      throw ONNXError.tooLarge(file: file)
    }
    return (sizes, element)
  }

  /// The network that leads to the graph's last scores.
  mutating func network(from inputShape: InputShape) throws -> Network {
    var outputs: [(name: String, line: Line)] = []
    for output in scoreOutputs {
      guard let value = values[output.name] else {
        throw refusal(output.name, expected: "an output that a node computes")
      }
      guard case .line(let line) = value else { continue }
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
      // A column of scores for each class.
      guard outputs.allSatisfy({ $0.line.batchAxis == 0 && $0.line.width == 1 }) else {
        throw refusal(other.name, expected: "outputs that follow one another on one path")
      }
      last.line = try apply(
        SparseMap.concatenation(outputs.map { _ in Shape([1]) }, axis: 0), to: outputs.map(\.line),
        shape: [nil, outputs.count], at: .output(last.name))
    }
    guard last.line.isOneRowEach else {
      throw refusal(last.name, expected: "one row of scores for each input of the batch")
    }
    if last.line.value == 0 {
      // The input itself: an identity says so.
      last.line = try apply(
        Sum(of: 1), to: [last.line], shape: last.line.shape, at: .output(last.name))
    }
    let holders = outputs.filter { $0.line.value == last.line.value }.map(\.name)
    var network = try network(upTo: last.line, of: last.name, from: inputShape)
    // A classifier's file names classes, or has labels beside its scores.
    let labels = labels(count: network.output.count, scores: holders)
    if labels != nil || scoreOutputs.count < graph.output.count || makesLabels,
      let probabilities = try probabilities(of: network)
    {
      last.line = try scored(last.line, as: probabilities, at: .output(last.name))
      network = try self.network(upTo: last.line, of: last.name, from: inputShape)
    }
    let isClassifier = labels != nil || makesLabels && network.output.count == 1
    return try network.named(
      features: columnNames, outputs: labels?.names, task: isClassifier ? .classification : nil)
  }

  private func network(upTo line: Line, of output: String, from inputShape: InputShape) throws
    -> Network
  {
    do {
      return try Network(
        inputShape: inputShape, valueShape: builder.inputShape,
        nodes: builder.nodes(upTo: line.value))
    } catch let error as NetworkError {
      throw refusal(output, expected: "operations whose shapes fit, not \(error)")
    }
  }

  private func refusal(_ output: String, expected: String) -> ONNXError {
    refusal(at: .output(output), expected: expected)
  }
}

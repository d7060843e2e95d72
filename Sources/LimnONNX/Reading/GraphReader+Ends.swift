import LimnCore
import LimnNetwork

/// Where a graph begins and ends.
extension GraphReader {
  /// Finds the one input that is not a constant, and how one input of the network lies in it.
  mutating func readInput() throws -> InputShape {
    let inputs = graph.input.filter { values[$0.name] == nil }
    guard inputs.count == 1, let input = inputs.first else {
      throw ONNXError.unsupportedInput(
        file: file, input: inputs.map(\.name).joined(separator: ", "), expected: "one input")
    }
    func refusal(_ expected: String) -> ONNXError {
      .unsupportedInput(file: file, input: input.name, expected: expected)
    }
    guard input.type.hasTensorType, input.type.tensorType.hasShape else {
      throw refusal("a tensor whose shape is stated")
    }
    let element: Line.Element
    switch ONNXTensorProto.DataType(rawValue: Int(input.type.tensorType.elemType)) {
    case .float, .double: element = .real
    case .uint8, .int8, .uint16, .int16, .int32, .int64, .uint32, .uint64: element = .integer
    default: throw refusal("floats, doubles or integers")
    }
    let dimensions = input.type.tensorType.shape.dim.dropFirst()
    if case .dimValue(let size) = input.type.tensorType.shape.dim.first?.value, size > 0 {
      batchSize = Int(size)
    }
    var sizes: [Int] = []
    for dimension in dimensions {
      guard case .dimValue(let size) = dimension.value, size > 0 else {
        throw refusal("a positive size for every axis but the first, the batch")
      }
      sizes.append(Int(size))
    }
    let shape: InputShape
    switch sizes.count {
    case 1: shape = .vector(sizes[0])
    case 2: shape = .image(height: sizes[0], width: sizes[1])
    case 3 where sizes[0] == 1: shape = .image(height: sizes[1], width: sizes[2])
    case 3 where sizes[2] == 1: shape = .image(height: sizes[0], width: sizes[1])
    default: throw refusal("N×F, N×H×W, N×1×H×W or N×H×W×1")
    }
    guard let count = ConstantTensor.count(sizes), count <= tree.numbersAllowed else {
      throw ONNXError.tooLarge(file: file)
    }
    let line = Line(step: LayerTree.root, shape: [nil] + sizes, element: element)
    try define(input.name, .line(line))
    return shape
  }

  /// The network that leads to the graph's last scores.
  mutating func network(from inputShape: InputShape) throws -> Network {
    var last: (name: String, line: Line)?
    var others: [(name: String, line: Line)] = []
    for output in graph.output {
      guard let value = values[output.name] else {
        throw refusal(output.name, expected: "an output that a node computes")
      }
      guard case .line(let line) = value else { continue }
      let settled = try self.settled(line, at: .output(output.name))
      if let best = last, settled.step <= best.line.step {
        others.append((output.name, settled))
      } else {
        if let best = last { others.append(best) }
        last = (output.name, settled)
      }
    }
    guard let last else {
      let names = graph.output.map(\.name).joined(separator: ", ")
      throw refusal(names, expected: "an output of scores beside the labels")
    }
    let path = tree.path(to: last.line.step)
    for other in others where !path.contains(other.line.step) {
      throw refusal(other.name, expected: "outputs that follow one another on one path")
    }
    guard last.line.isOneRowEach else {
      throw refusal(last.name, expected: "one row of scores for each input of the batch")
    }
    let layers = tree.layers(upTo: last.line.step)
    guard let final = layers.last else {
      throw refusal(last.name, expected: "at least one layer")
    }
    // Its softmax would be shown as probabilities, and they would be wrong.
    guard !(final is Sigmoid) else {
      throw refusal(
        last.name, expected: "logits or a softmax; a sigmoid gives no probabilities over classes")
    }
    return try Network(inputShape: inputShape, layers: layers)
  }

  private func refusal(_ output: String, expected: String) -> ONNXError {
    refusal(at: .output(output), expected: expected)
  }
}

import LimnCore

/// Parts of a network: the part up to a value is a model whose outputs are neurons; the part from a
/// value on is a model whose input is that value.
extension Network {
  /// The network up to a value, whose elements become the outputs, as plain numbers.
  ///
  /// - Parameter value: k + 1 for the output of node k; not 0, the input.
  public func part(upTo value: Int) -> Network {
    precondition((1...nodes.count).contains(value), "value \(value) of \(nodes.count)")
    var part = Network(
      inputShape: inputShape, nodes: Array(nodes.prefix(value)),
      shapes: Array(shapes.prefix(value + 1)), link: .identity)
    part.input = input
    return part
  }

  /// The network up to one element of a value, which becomes the only output, a plain number.
  ///
  /// - Parameters:
  ///   - element: the element's index within the value.
  ///   - value: k + 1 for the output of node k; not 0, the input.
  ///   - name: the name of the output.
  /// - Throws: as ``named(features:outputs:task:)``.
  public func unit(_ element: Int, of value: Int, named name: String) throws -> Network {
    let front = part(upTo: value)
    let shape = front.shapes[value]
    precondition((0..<shape.count).contains(element), "unit \(element) of \(shape)")
    let chosen = Network.Node(
      "", SparseMap("Unit", of: [shape], to: Shape([1]), selecting: [Int32(element)]), of: [value])
    var unit = Network(
      inputShape: inputShape, nodes: front.nodes + [chosen], shapes: front.shapes + [Shape([1])],
      link: .identity)
    unit.input = input
    return try unit.named(outputs: [name], task: .regression)
  }

  /// The network from a value to the scores. Other values that the scores depend on, such as a
  /// parallel branch, are held constant at their value for one input.
  ///
  /// - Parameters:
  ///   - value: 0 is the input, k + 1 the output of node k.
  ///   - input: the input at which other values are held, `inputShape.count` values.
  /// - Returns: a network from `shapes[value].count` values to the scores; `nil` if the scores do
  ///   not depend on the value.
  public func part(from value: Int, holding input: [Float]) -> Network? {
    let values = trace(of: Matrix(row: input)).values
    let start = shapes[value]
    var places = [value: 0]
    var part: [Node] = []
    var partShapes = [start]
    for (index, node) in nodes.enumerated() where index >= value {
      guard node.inputs.contains(where: { places[$0] != nil }) else { continue }
      let inputs = node.inputs.map { source -> Int in
        if let place = places[source] { return place }
        part.append(
          Node(
            "", SparseMap.constant(values[source].elements, of: start, to: shapes[source]), of: [0])
        )
        partShapes.append(shapes[source])
        return part.count
      }
      part.append(Node(node.name, node.operation, of: inputs))
      partShapes.append(shapes[index + 1])
      places[index + 1] = part.count
    }
    guard let end = places[nodes.count], places[scoreValue] ?? 0 > 0 else { return nil }
    var network = Network(
      inputShape: .vector(start.count), nodes: Array(part.prefix(end)),
      shapes: Array(partShapes.prefix(end + 1)), link: link)
    network.output = output
    return network
  }
}

/// Merging normalisations into the layers before them.
extension Network {
  /// An equivalent network in which each elementwise scaling that directly follows a dense layer or
  /// a convolution, and is the only node that takes its output, is merged into that layer. Batch
  /// normalisations, for example, become part of their convolutions.
  public func mergingScalings() -> Network {
    var consumers = [Int](repeating: 0, count: shapes.count)
    for node in nodes { for value in node.inputs { consumers[value] += 1 } }
    var places = [0]
    var merged: [Node] = []
    var mergedShapes = [shapes[0]]
    for (index, node) in nodes.enumerated() {
      let inputs = node.inputs.map { places[$0] }
      let form = node.operation.localForm(for: node.inputs.map { shapes[$0] })
      if case .diagonal(let shift, let factor) = form, let before = inputs.first, before > 0,
        consumers[node.inputs[0]] == 1, node.inputs[0] != 0,
        let whole = merged[before - 1].operation.followed(byShift: shift, factor: factor)
      {
        merged[before - 1].operation = whole
        places.append(before)
        continue
      }
      merged.append(Node(node.name, node.operation, of: inputs))
      mergedShapes.append(shapes[index + 1])
      places.append(merged.count)
    }
    var network = Network(
      inputShape: inputShape, nodes: merged, shapes: mergedShapes, link: link)
    network.input = input
    network.output = output
    return network
  }
}

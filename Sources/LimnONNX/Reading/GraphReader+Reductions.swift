import LimnCore
import LimnNetwork

/// Sums, means and maxima along axes, and normalisations by them.
extension GraphReader {
  enum Reduction {
    case sum, mean, maximum
  }

  enum Norm {
    case euclidean, sumOfMagnitudes, largest
  }

  /// Reduces some axes of a settled line.
  mutating func reduced(
    _ line: Line, over axes: Set<Int>, keepsAxes: Bool, _ reduction: Reduction, _ node: GraphNode
  ) throws -> Line {
    let own = Set(axes.compactMap { line.exampleAxis($0) })
    guard own.count == axes.count else { throw mixesRows(node) }
    let example = line.example
    try spend(2 * example.count)
    let shape = line.shape.enumerated().compactMap { axis, size -> Int?? in
      axes.contains(axis) ? (keepsAxes ? .some(1) : nil) : .some(size)
    }
    let count = own.reduce(1) { $0 * example.sizes[$1] }
    let operation: any Operation =
      switch reduction {
      case .sum:
        SparseMap.reduction("Sum", example, axes: own, keepsAxes: keepsAxes, weight: 1)
      case .mean:
        SparseMap.reduction(
          "Mean", example, axes: own, keepsAxes: keepsAxes, weight: 1 / Float(max(count, 1)))
      case .maximum: Maximum.reduction(example, axes: own, keepsAxes: keepsAxes)
      }
    return try apply(operation, to: [line], shape: shape, at: .node(node.identity))
  }

  mutating func reduction(_ node: GraphNode) throws -> Line {
    var line = try settled(0, of: node)
    let place = Place.node(node.identity)
    let given = try node.integers("axes") ?? integers(1, of: node)
    if given?.isEmpty ?? true, node.integer("noop_with_empty_axes", default: 0) != 0 { return line }
    // Without axes, all axes are reduced, including the batch.
    let chosen = given.flatMap { $0.isEmpty ? nil : $0 } ?? Array(line.shape.indices)
    let axes = Set(chosen.map { $0 < 0 ? $0 + line.shape.count : $0 })
    guard axes.allSatisfy(line.shape.indices.contains) else {
      throw refusal(of: node, expected: "axes of its input")
    }
    let keeps = node.integer("keepdims", default: 1) != 0
    func of(_ function: ScalarExpression, _ line: Line) throws -> Line {
      try settled(try self.function(function, of: line, node), at: place)
    }
    switch node.identity.operator {
    case "ReduceMean": return try reduced(line, over: axes, keepsAxes: keeps, .mean, node)
    case "ReduceSum": return try reduced(line, over: axes, keepsAxes: keeps, .sum, node)
    case "ReduceMax": return try reduced(line, over: axes, keepsAxes: keeps, .maximum, node)
    case "ReduceMin":
      line = try reduced(
        try of(.function(.negate, .input), line), over: axes, keepsAxes: keeps, .maximum, node)
      return try function(.function(.negate, .input), of: line, node)
    case "ReduceL1":
      return try reduced(
        try of(.function(.abs, .input), line), over: axes, keepsAxes: keeps, .sum, node)
    case "ReduceSumSquare":
      return try reduced(try of(.square, line), over: axes, keepsAxes: keeps, .sum, node)
    case "ReduceL2":
      line = try reduced(try of(.square, line), over: axes, keepsAxes: keeps, .sum, node)
      return try function(.function(.sqrt, .input), of: line, node)
    case "ReduceLogSum":
      line = try reduced(line, over: axes, keepsAxes: keeps, .sum, node)
      return try function(.function(.log, .input), of: line, node)
    case "ReduceLogSumExp":
      line = try reduced(
        try of(.function(.exp, .input), line), over: axes, keepsAxes: keeps, .sum, node)
      return try function(.function(.log, .input), of: line, node)
    default: return try productAlong(axes, line, keeps: keeps, node)
    }
  }

  /// The maximum number of factors in a product.
  private static let mostFactors = 16

  /// The product along axes, factor by factor.
  private mutating func productAlong(
    _ axes: Set<Int>, _ line: Line, keeps: Bool, _ node: GraphNode
  ) throws -> Line {
    let factors = axes.reduce(1) { $0 * (line.shape[$1] ?? 0) }
    guard axes.allSatisfy({ line.shape[$0] != nil }) else { throw mixesRows(node) }
    guard (1...Self.mostFactors).contains(factors) else {
      throw refusal(of: node, expected: "axes of at most \(Self.mostFactors) factors")
    }
    var result = line
    for axis in axes.sorted() {
      guard let size = result.shape[axis], let own = result.exampleAxis(axis) else { continue }
      var shape = result.shape
      shape[axis] = 1
      let parts = try (0..<size).map { place in
        try apply(
          SparseMap.gather(result.example, axis: own, places: [place]), to: [result], shape: shape,
          at: .node(node.identity))
      }
      result = try parts.dropFirst().reduce(parts[0]) {
        try apply(Product(), to: [$0, $1], shape: shape, at: .node(node.identity))
      }
    }
    if !keeps { for axis in axes.sorted(by: >) { result.shape.remove(at: axis) } }
    return result
  }

  // MARK: normalisations

  /// `(x − mean)/√(variance + ε) · scale + B` for each channel, with constant moments.
  mutating func batchNormalization(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    guard node.integer("training_mode", default: 0) == 0 else {
      throw refusal(of: node, expected: "to be exported for inference, not for training")
    }
    try requireInference(node)
    // Before opset 9, there could be one scale for each value in place of one for each channel.
    let isSpatial = node.integer("spatial", default: 1) != 0
    guard line.isBatchFirst, line.shape.count >= 2,
      let channels = isSpatial ? line.shape[1] : line.width, let scale = try numbers(1, of: node),
      let offset = try numbers(2, of: node), let mean = try numbers(3, of: node),
      let variance = try numbers(4, of: node),
      [scale, offset, mean, variance].allSatisfy({ $0.count == channels })
    else { throw refusal(of: node, expected: "a scale, bias, mean and variance for each channel") }
    let epsilon = Double(node.float("epsilon", default: 1e-5))
    let factors = zip(scale, variance).map { Double($0) / (Double($1) + epsilon).squareRoot() }
    let intercepts = (0..<channels).map { Double(offset[$0]) - Double(mean[$0]) * factors[$0] }
    guard (factors + intercepts).allSatisfy(\.isFinite) else {
      throw refusal(of: node, expected: "variances that are not negative")
    }
    guard isSpatial else {
      try spend(2 * line.width)
      return try diagonal(line, factor: factors, intercept: intercepts, node)
    }
    return try perChannel(line, factor: factors, intercept: intercepts, node)
  }

  /// `x · factor + intercept`, with one factor and intercept for each position along axis 1.
  private mutating func perChannel(
    _ line: Line, factor: [Double], intercept: [Double], _ node: GraphNode
  ) throws -> Line {
    let inner = Line.width(of: Array(line.shape.dropFirst(2)))
    try spend(2 * line.width)
    let channels = (0..<line.width).map { $0 / inner % factor.count }
    return try diagonal(
      line, factor: channels.map { factor[$0] }, intercept: channels.map { intercept[$0] }, node)
  }

  mutating func layerNormalization(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let axis = node.integer("axis", default: -1)
    guard let own = line.exampleAxis(axis),
      (line.batchAxis ?? -1) < (axis < 0 ? axis + line.shape.count : axis)
    else { throw mixesRows(node) }
    let sizes = Array(line.example.sizes[own...])
    let result = try self.line(
      line,
      then: Normalization(
        groupSize: sizes.reduce(1, *), epsilon: node.float("epsilon", default: 1e-5)),
      at: .node(node.identity))
    return try scaledBehind(result, node)
  }

  /// The scale and bias of a normalisation, given as inputs 1 and 2, which are broadcast.
  private mutating func scaledBehind(_ line: Line, _ node: GraphNode) throws -> Line {
    guard let scale = try constant(1, of: node) else { return line }
    try spend(4 * line.width)
    let factors = try broadcast(scale, to: line.shape, node).map(Double.init)
    let offsets =
      try constant(2, of: node).map { try broadcast($0, to: line.shape, node).map(Double.init) }
      ?? factors.map { _ in 0 }
    return try diagonal(line, factor: factors, intercept: offsets, node)
  }

  mutating func instanceNormalization(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    guard line.isBatchFirst, line.shape.count > 2, let channels = line.shape[1],
      let scale = try numbers(1, of: node), let offset = try numbers(2, of: node),
      scale.count == channels, offset.count == channels
    else { throw refusal(of: node, expected: "N×C×… and a scale and bias for each channel") }
    let result = try self.line(
      line,
      then: Normalization(
        "InstanceNorm", groupSize: line.width / channels,
        epsilon: node.float("epsilon", default: 1e-5)), at: .node(node.identity))
    return try perChannel(
      result, factor: scale.map(Double.init), intercept: offset.map(Double.init), node)
  }

  mutating func groupNormalization(_ node: GraphNode) throws -> Line {
    let line = try settled(0, of: node)
    let groups = node.integer("num_groups", default: 0)
    guard line.isBatchFirst, line.shape.count > 2, let channels = line.shape[1], groups > 0,
      channels.isMultiple(of: groups), let scale = try numbers(1, of: node),
      let offset = try numbers(2, of: node), scale.count == offset.count,
      scale.count == channels || scale.count == groups
    else { throw refusal(of: node, expected: "groups of its channels, and a scale and bias") }
    let result = try self.line(
      line,
      then: Normalization(
        "GroupNorm", groupSize: line.width / groups, epsilon: node.float("epsilon", default: 1e-5)),
      at: .node(node.identity))
    let each = channels / scale.count
    return try perChannel(
      result, factor: (0..<channels).map { Double(scale[$0 / each]) },
      intercept: (0..<channels).map { Double(offset[$0 / each]) }, node)
  }

  /// `x/‖x‖` along an axis; x unchanged where the norm is 0.
  mutating func division(byNorm norm: Norm, axis: Int, _ node: GraphNode) throws -> Line {
    let place = Place.node(node.identity)
    let line = try settled(try line(0, of: node), at: place).asReal
    let whole = axis < 0 ? axis + line.shape.count : axis
    let magnitudes: ScalarExpression =
      switch norm {
      case .euclidean: .square
      case .sumOfMagnitudes, .largest: .function(.abs, .input)
      }
    let parts = try settled(try function(magnitudes, of: line, node), at: place)
    let total = try reduced(
      parts, over: [whole], keepsAxes: true, norm == .largest ? .maximum : .sum, node)
    let inverse = ScalarExpression.function(
      .reciprocal, norm == .euclidean ? .function(.sqrt, .input) : .input)
    let factor = try settled(
      try function(
        .choice(.arithmetic(.isEqual, .input, .constant(0)), .constant(1), inverse), of: total, node
      ),
      at: place)
    return try apply(
      Product(), to: [line, try expanded(factor, to: line.shape, node)], shape: line.shape,
      at: place)
  }

  /// The softmax along one axis since opset 13; before that, over all axes from the given one on.
  mutating func softmax(_ node: GraphNode, isLogarithm: Bool) throws -> Line {
    let line = try settled(0, of: node)
    let isOneAxis = opset >= 13
    let given = node.integer("axis", default: isOneAxis ? -1 : 1)
    let axis = given < 0 ? given + line.shape.count : given
    guard let own = line.exampleAxis(axis), isOneAxis || (line.batchAxis ?? -1) < axis
    else { throw mixesRows(node) }
    let sizes = line.example.sizes
    let size = isOneAxis ? sizes[own] : sizes[own...].reduce(1, *)
    let place = Place.node(node.identity)
    if size == line.width, !isLogarithm { return try self.line(line, then: Softmax(), at: place) }
    let softmax = GroupedSoftmax(groupSize: size, isLogarithm: isLogarithm)
    guard isOneAxis, sizes[(own + 1)...].contains(where: { $0 > 1 }) else {
      return try self.line(line, then: softmax, at: place)
    }
    let order = sizes.indices.filter { $0 != own } + [own]
    let map = SparseMap.transpose(line.example, order: order)
    let turned = try apply(map, to: [line], shape: [nil] + map.output.sizes, at: place)
    let done = try self.line(turned, then: softmax, at: place)
    let back = sizes.indices.map { axis in order.firstIndex(of: axis) ?? 0 }
    return try apply(
      SparseMap.transpose(map.output, order: back), to: [done], shape: line.shape, at: place)
  }
}

import LimnCore
import LimnNetwork

/// Operators for classical machine learning, which scikit-learn's exporter uses.
extension GraphReader {
  /// `coefficients · x + intercepts`, with one row of coefficients for each output.
  private mutating func linear(_ node: GraphNode, outputs: Int) throws -> Line {
    var line = try settled(try line(0, of: node), at: .node(node.identity)).asReal
    guard let coefficients = node.floats("coefficients"), line.shape.count == 2,
      line.isBatchFirst, outputs > 0, coefficients.count == outputs * line.width
    else { throw refusal(of: node, expected: "N×F, and coefficients for each output and feature") }
    let intercepts = node.floats("intercepts") ?? []
    guard intercepts.isEmpty || intercepts.count == outputs,
      (coefficients + intercepts).allSatisfy(\.isFinite)
    else { throw refusal(of: node, expected: "a finite intercept for each output") }
    let weights = Matrix(rows: outputs, columns: line.width, elements: coefficients).transposed
    line = try apply(
      Dense(
        weights: weights,
        bias: intercepts.isEmpty ? [Float](repeating: 0, count: outputs) : intercepts),
      to: [line], shape: [nil, outputs], at: .node(node.identity))
    return line
  }

  mutating func linearRegressor(_ node: GraphNode) throws -> Line {
    guard node.text("post_transform", default: "NONE") == "NONE" else {
      throw refusal(of: node, expected: "post_transform NONE")
    }
    return try linear(node, outputs: node.integer("targets", default: 1))
  }

  mutating func linearClassifier(_ node: GraphNode) throws -> Line {
    let coefficients = node.floats("coefficients") ?? []
    let width = try line(0, of: node).width
    guard width > 0, coefficients.count.isMultiple(of: width) else {
      throw refusal(of: node, expected: "coefficients for each class and feature")
    }
    let outputs = coefficients.count / width
    let line = try linear(node, outputs: outputs)
    let place = Place.node(node.identity)
    guard (node.classLabels?.count ?? outputs) == outputs else {
      throw refusal(of: node, expected: "a row of coefficients for each class")
    }
    switch node.text("post_transform", default: "NONE") {
    case "NONE": return line
    case "SOFTMAX": return try self.line(line, then: Softmax(), at: place)
    case "LOGISTIC":
      // Two classes with opposite scores −z and z: σ(−z) and σ(z) are the softmax of −z/2 and z/2.
      guard outputs == 2, let dense = builder.operation(of: line.value) as? Dense,
        dense.areOpposite
      else { return try self.line(line, then: Sigmoid(), at: place) }
      let halves = try self.line(
        line, then: Scaling(shift: [0, 0], factor: [0.5, 0.5]), at: place)
      return try self.line(halves, then: Softmax(), at: place)
    case let transform:
      throw refusal(
        of: node, expected: "post_transform NONE, SOFTMAX or LOGISTIC, not \(transform)")
    }
  }

  mutating func normalizer(_ node: GraphNode) throws -> Line {
    let norm: Norm
    switch node.text("norm", default: "MAX") {
    case "L1": norm = .sumOfMagnitudes
    case "L2": norm = .euclidean
    case "MAX": norm = .largest
    case let other: throw refusal(of: node, expected: "the norm L1, L2 or MAX, not \(other)")
    }
    let line = try line(0, of: node)
    // The results of a softmax already add up to 1.
    if norm == .sumOfMagnitudes, case .nothing = line.pending,
      builder.operation(of: line.value) is Softmax
    {
      return line
    }
    return try division(byNorm: norm, axis: -1, node)
  }

  /// Replaces missing values. If they are the input's own features, the substitutes are recorded in
  /// the network's schema and inserted when rows are read.
  mutating func imputer(_ node: GraphNode) throws -> Line {
    let line = try settled(try line(0, of: node), at: .node(node.identity)).asReal
    guard let imputed = node.floats("imputed_value_floats"),
      imputed.count == 1 || imputed.count == line.width
    else { throw refusal(of: node, expected: "an imputed float for each feature") }
    let replaced = Double(node.float("replaced_value_float", default: .nan))
    if replaced.isNaN, imputes(imputed, in: line, node) { return line }
    guard let value = imputed.first, imputed.allSatisfy({ $0 == value }) else {
      // One feature after another.
      let columns = try (0..<line.width).map { place in
        let column = try apply(
          SparseMap.gather(line.example, axis: line.example.rank - 1, places: [place]), to: [line],
          shape: line.shape.dropLast() + [1], at: .node(node.identity))
        return try settled(
          try function(Self.replacing(replaced, by: Double(imputed[place])), of: column, node),
          at: .node(node.identity))
      }
      return try apply(
        SparseMap.concatenation(columns.map(\.example), axis: columns[0].example.rank - 1),
        to: columns, shape: line.shape, at: .node(node.identity))
    }
    return try function(Self.replacing(replaced, by: Double(value)), of: line, node)
  }

  /// Records an imputer of the input's own features.
  ///
  /// - Returns: whether the node is one.
  private mutating func imputes(_ values: [Float], in line: Line, _ node: GraphNode) -> Bool {
    guard let features = features(of: line), values.allSatisfy(\.isFinite) else { return false }
    for (place, feature) in features.enumerated() {
      let value = values[values.count == 1 ? 0 : place]
      // Two imputers with different substitutes for one feature: no row can contain both.
      guard imputed[feature] == nil || imputed[feature] == value else { return false }
    }
    for (place, feature) in features.enumerated() {
      imputed[feature] = values[values.count == 1 ? 0 : place]
    }
    imputedNames.formUnion(node.outputs)
    return true
  }

  private static func replacing(_ replaced: Double, by value: Double) -> ScalarExpression {
    // Only NaN does not equal itself.
    replaced.isNaN
      ? .choice(.arithmetic(.isEqual, .input, .input), .input, .constant(value))
      : .choice(.arithmetic(.isEqual, .input, .constant(replaced)), .constant(value), .input)
  }

  mutating func binarizer(_ node: GraphNode) throws -> Line {
    let threshold = Double(try node.finite("threshold", default: 0, in: self))
    let line = try settled(try line(0, of: node), at: .node(node.identity)).asReal
    return try function(.arithmetic(.isGreater, .input, .constant(threshold)), of: line, node)
  }

  /// One-hot encoding: for each feature one column for each category.
  mutating func oneHot(_ node: GraphNode) throws -> Line {
    let categories =
      node.integers("cats_int64s").flatMap { $0.isEmpty ? nil : $0.map(Double.init) } ?? []
    guard !categories.isEmpty else {
      throw refusal(of: node, expected: "categories that are whole numbers")
    }
    let place = Place.node(node.identity)
    let line = try settled(try line(0, of: node), at: place).asReal
    // N×F gives N×F×C, and N gives N×C.
    let shape = line.shape + [categories.count]
    let column = Line(value: line.value, shape: line.shape + [1])
    try spend(3 * Line.width(of: shape))
    let repeated = try expanded(column, to: shape, node)
    let all = Line.width(of: shape)
    let shifted = try self.line(
      repeated,
      then: Scaling(
        shift: (0..<all).map { Float(categories[$0 % categories.count]) },
        factor: [Float](repeating: 1, count: all)), at: place)
    return try function(.arithmetic(.isEqual, .input, .constant(0)), of: shifted, node)
  }

  /// Selects positions along the last axis; from a list of labels, the result is a label.
  mutating func featureExtractor(_ node: GraphNode) throws -> Value {
    guard case .line = try value(0, of: node), let places = try integers(1, of: node) else {
      return .label(names: try classes(node))
    }
    let line = try settled(0, of: node)
    guard let size = line.shape.last ?? nil, let own = line.exampleAxis(-1), !places.isEmpty,
      places.allSatisfy({ (0..<size).contains($0) }), places.count <= builder.numbersAllowed
    else { throw refusal(of: node, expected: "places along the last axis") }
    return .line(
      try apply(
        SparseMap.gather(line.example, axis: own, places: places), to: [line],
        shape: line.shape.dropLast() + [places.count], at: .node(node.identity)))
  }
}

extension GraphNode {
  /// The names of a classifier's classes.
  var classLabels: [String]? {
    texts("classlabels_strings") ?? integers("classlabels_ints")?.map(String.init)
  }
}

extension Dense {
  /// Whether there are two units whose values are negatives of each other.
  fileprivate var areOpposite: Bool {
    weights.columns == 2 && bias[0, 0] == -bias[0, 1]
      && (0..<weights.rows).allSatisfy { weights[$0, 0] == -weights[$0, 1] }
  }
}

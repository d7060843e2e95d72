import LimnCore

extension Network {
  /// The same network with other names for its features and outputs, and another task. The
  /// computation does not change.
  ///
  /// - Parameters:
  ///   - features: one name for each feature; `nil` keeps the current names.
  ///   - outputs: one name for each output; `nil` keeps the current names.
  ///   - task: the kind of answer; `nil` keeps the current one.
  /// - Throws: `ModelError.featureNames`; `.outputNames`; `.taskOfLink` if the task does not fit
  ///   the network's last operation, such as a regression after a softmax.
  public func named(
    features: [String]? = nil, outputs: [String]? = nil, task: OutputSchema.Task? = nil
  ) throws(ModelError) -> Network {
    var copy = self
    if let features {
      copy.input = try InputSchema(
        inputShape, names: features, layout: input.layout, categories: input.categories,
        imputed: input.imputed)
    }
    if let task { copy.output = try copy.output.with(task: task) }
    if let outputs { copy.output = try copy.output.with(names: outputs) }
    return copy
  }

  /// The same network with its input read in another shape with the same number of values.
  ///
  /// - Parameters:
  ///   - shape: the new shape of the input.
  ///   - layout: the axis order in which the network expects an image. If channels come last, the
  ///     new network takes channels first and reorders the values before the first operation.
  /// - Throws: `NetworkError.shape` if the number of values differs.
  public func reading(_ shape: InputShape, layout: ImageLayout = .channelsFirst) throws -> Network {
    guard shape.count == inputShape.count else {
      throw NetworkError.shape(
        operation: "input", found: shape.dimensions, expected: inputShape.dimensions)
    }
    var copy = self
    var names = input.names
    if let places = layout.places(of: shape) {
      var order = [Int32](repeating: 0, count: places.count)
      for (inside, place) in places.enumerated() { order[place] = Int32(inside) }
      let transpose = SparseMap(
        "Transpose", of: [Shape(shape)], to: shapes[0], selecting: order)
      copy = try Network(
        inputShape: shape,
        nodes: [Node("", transpose, of: [0])]
          + nodes.map { Node($0.name, $0.operation, of: $0.inputs.map { $0 + 1 }) })
      copy.output = output
      names = names.map { names in places.map { names[$0] } }
    }
    copy.input = try InputSchema(
      shape, names: names, layout: layout, categories: copy.input.categories)
    return copy
  }

  /// The same network with another axis order recorded for users' arrays. The computation does not
  /// change: the network takes channels first.
  package func laidOut(_ layout: ImageLayout) throws(ModelError) -> Network {
    var copy = self
    copy.input = try InputSchema(
      inputShape, names: input.names, layout: layout, categories: input.categories,
      imputed: input.imputed)
    return copy
  }

  /// The same network with the substitutes that its file uses for missing values recorded in the
  /// input schema. The computation does not change.
  ///
  /// - Parameter imputed: the substitutes by feature; finite.
  package func imputing(_ imputed: [Int: Float]) throws(ModelError) -> Network {
    var copy = self
    copy.input = try InputSchema(
      inputShape, names: input.names, layout: input.layout, categories: input.categories,
      imputed: imputed)
    return copy
  }
}

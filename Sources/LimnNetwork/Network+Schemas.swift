import LimnCore

extension Network {
  /// The same network under other words: what its features and outputs are called, and what kind of
  /// answer it gives. What it computes stays as it is.
  ///
  /// - Parameters:
  ///   - features: one name for each feature; `nil` leaves them as they are.
  ///   - outputs: one name for each output; `nil` leaves them as they are.
  ///   - task: `nil` leaves it as it is.
  /// - Throws: `ModelError.featureNames`, `.outputNames`, and `.taskOfLink` for an answer that the
  ///   network's end cannot give, such as a regression's numbers from a softmax.
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

  /// The same network, its input read in another shape of as many values.
  ///
  /// - Parameter layout: how the network's values order an image's axes. Where channels come last, they
  ///   are put into that order before the first operation, and the new network takes channels first.
  /// - Throws: `NetworkError.shape`.
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

  /// The same network, under another word for how arrays made for it order an image's axes. What it
  /// computes stays as it is: it takes channels first.
  package func laidOut(_ layout: ImageLayout) throws(ModelError) -> Network {
    var copy = self
    copy.input = try InputSchema(
      inputShape, names: input.names, layout: layout, categories: input.categories,
      imputed: input.imputed)
    return copy
  }

  /// The same network, which takes these numbers in the place of missing values: what its own file does with
  /// them. What it computes stays as it is.
  ///
  /// - Parameter imputed: by feature, finite.
  package func imputing(_ imputed: [Int: Float]) throws(ModelError) -> Network {
    var copy = self
    copy.input = try InputSchema(
      inputShape, names: input.names, layout: input.layout, categories: input.categories,
      imputed: imputed)
    return copy
  }
}

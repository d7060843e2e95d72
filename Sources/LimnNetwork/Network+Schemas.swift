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
    if let features { copy.input = try InputSchema(inputShape, names: features) }
    if let task { copy.output = try copy.output.with(task: task) }
    if let outputs { copy.output = try copy.output.with(names: outputs) }
    return copy
  }
}

import LimnCore

/// One way to get from coalitions to what the objectives read: through masked inputs for any model,
/// or through the first layer's pre-activations where they are known.
protocol CoalitionEvaluator: Sendable {
  /// What each objective reads of each coalition, coalition after coalition; with `complements`, as
  /// much again for those who are absent from each.
  ///
  /// - Throws: `ModelError`, or what the model throws.
  func readings(of coalitions: Coalitions, complements: Bool) throws -> [Double]
  /// The number of values that one coalition holds on the way: what bounds a chunk.
  var width: Int { get }
}

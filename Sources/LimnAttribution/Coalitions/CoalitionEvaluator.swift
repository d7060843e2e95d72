import LimnCore

/// One way to get from coalitions to scores: through masked inputs for any model, or through the
/// first layer's pre-activations where they are known.
protocol CoalitionEvaluator: Sendable {
  /// The scores of the coalitions, one a row; with `complements`, as many rows again for those who
  /// are absent from each.
  func scores(of coalitions: Coalitions, complements: Bool) throws -> Matrix
  /// The number of values that one coalition holds on the way: what bounds a chunk.
  var width: Int { get }
}

import LimnCore

/// A way to evaluate coalitions: with masked inputs for any model, or from the first layer's
/// pre-activations where these are accessible.
protocol CoalitionEvaluator: Sendable {
  /// The value of each objective for each coalition, `coalitions × objectives`; with `complements`,
  /// followed by as many values for the complements.
  ///
  /// - Throws: `ModelError`, and any error of the model.
  func readings(of coalitions: Coalitions, complements: Bool) throws -> [Double]
  /// The number of intermediate values for one coalition, which determines the size of chunks.
  var width: Int { get }
}

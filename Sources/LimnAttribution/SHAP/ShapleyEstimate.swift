/// Shapley values of one objective's game, and how far they can be trusted.
struct ShapleyEstimate: Sendable, Equatable {
  /// One for each player.
  var values: [Double]
  /// Such that `value ± 1.96 · error` covers 95%; `nil` where nothing was sampled.
  var standardErrors: [Double]?
}

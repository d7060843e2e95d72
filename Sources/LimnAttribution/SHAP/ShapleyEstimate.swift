/// Shapley values of one objective's game, and how far they can be trusted.
struct ShapleyEstimate: Sendable, Equatable {
  /// One for each player.
  var values: [Double]
  /// Such that `value ± 1.96 · error` covers 95%; `nil` where nothing was sampled.
  var standardErrors: [Double]?
  /// How far each value may be from the truth at most, where that is known.
  var errorBounds: [Double]?
}

extension ShapleyEstimate {
  /// The mean of estimates from independent samples.
  init(averaging estimates: [ShapleyEstimate]) {
    let count = Double(estimates.count)
    values = estimates[0].values.indices.map { player in
      estimates.reduce(0) { $0 + $1.values[player] } / count
    }
    standardErrors = estimates[0].standardErrors?.indices.map { player in
      let variance = estimates.reduce(0.0) { sum, estimate in
        let error = estimate.standardErrors?[player] ?? 0
        return sum + error * error
      }
      return variance.squareRoot() / count
    }
  }
}

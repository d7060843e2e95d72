/// Shapley values for one objective, with their errors.
struct ShapleyEstimate: Sendable, Equatable {
  /// The value of each player.
  var values: [Double]
  /// Standard errors such that `value ± 1.96 · error` has a coverage of 95%; `nil` if nothing was
  /// sampled.
  var standardErrors: [Double]?
  /// Upper bounds on the errors of the values, if known.
  var errorBounds: [Double]?
  /// Whether they come from predictions of the scores behind a probability; see ``LinkedShapley``.
  var isLinked = false
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
    isLinked = estimates.contains(where: \.isLinked)
  }
}

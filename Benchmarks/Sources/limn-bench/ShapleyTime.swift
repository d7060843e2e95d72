import Limn

/// What a digit's Shapley values cost on one core.
///
/// All 64 pixels play: the baseline is a shade below 0 that no pixel equals.
struct ShapleyTime {
  let subject: Subject

  func run() throws {
    let digit = Array(subject.digits[row: 0])
    let baseline = Baseline.values([Float](repeating: -0.01, count: digit.count))
    var table = Table(
      "SHAP: one digit of 64 players on one core, 2048 evaluations",
      columns: ["estimator", "one class, ms", "all ten classes, ms", "first of its kind, ms"])
    for estimator in [ShapleyEstimator.permutation, .kernel, .gaussianProcess, .analytic] {
      let shap = SHAP(
        model: subject.network, background: .baseline(baseline), estimator: estimator,
        evaluations: 2048)
      let ten = (0..<10).map { Objective.logit($0) }
      // The design for 64 players is made anew by each new SHAP, and kept.
      let clock = ContinuousClock()
      let cold = try clock.measure { _ = try shap.attribution(of: digit, objective: ten[0]) }
      let one = try milliseconds(repeats: 51) {
        _ = try shap.attribution(of: digit, objective: ten[0])
      }
      let all = try milliseconds(repeats: 51) {
        _ = try shap.attributions(of: digit, objectives: ten)
      }
      table.add(
        estimator.rawValue, fixed(one, digits: 2), fixed(all, digits: 2),
        fixed(cold / .milliseconds(1), digits: 1))
    }
    table.show()
    try batch()
    try enumeration()
  }

  /// Digits as they are, zero baseline: 16 to 42 players.
  private func batch() throws {
    let rows = (0..<100).map { $0 * subject.digits.rows / 100 }
    let inputs = subject.digits.rows(at: rows)
    let objectives = subject.network.scores(of: inputs).argmaxOfRows().map { Objective.logit($0) }
    var table = Table(
      "SHAP: 100 digits, only inked pixels play, on one core, 2048 evaluations",
      columns: ["estimator", "ms a digit"])
    for estimator in [ShapleyEstimator.permutation, .kernel, .gaussianProcess, .analytic] {
      let shap = SHAP(model: subject.network, estimator: estimator, evaluations: 2048)
      let time = try milliseconds(repeats: 5) {
        _ = try shap.attributions(of: inputs, objectives: objectives, workers: 1)
      }
      table.add(estimator.rawValue, fixed(time / 100, digits: 2))
    }
    table.show()
  }

  private func enumeration() throws {
    var digit = Array(subject.digits[row: 0])
    var table = Table(
      "SHAP: exact enumeration on one core", columns: ["players", "coalitions", "seconds"])
    for players in [16, 20, 24] {
      for pixel in digit.indices { digit[pixel] = pixel < players ? 0.5 : 0 }
      let shap = SHAP(model: subject.network, estimator: .exact)
      let time = try milliseconds(repeats: 1) {
        _ = try shap.attribution(of: digit, objective: .logit(0))
      }
      table.add("\(players)", "\(1 << players)", fixed(time / 1000, digits: 3))
    }
    table.show()
  }
}

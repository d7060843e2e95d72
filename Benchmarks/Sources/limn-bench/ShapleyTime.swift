import Limn

/// The time of Shapley values for one digit on one core.
struct ShapleyTime {
  let subject: Subject

  func run() throws {
    var table = Table(
      "SHAP: one digit of 64 players on one core, 2048 evaluations",
      columns: ["estimator"] + DigitTimes.columns)
    for estimator in [ShapleyEstimator.permutation, .kernel, .gaussianProcess, .analytic] {
      let shap = try SHAP(
        subject.network, background: DigitTimes.background, estimator: estimator,
        evaluations: 2048)
      table.add([estimator.rawValue] + (try DigitTimes(of: shap, on: subject).cells))
    }
    table.show()
    try batch()
    try enumeration()
  }

  /// Unchanged digits with a zero baseline, which have 16 to 42 players.
  private func batch() throws {
    let rows = (0..<100).map { $0 * subject.digits.rows / 100 }
    let inputs = subject.digits.rows(at: rows)
    let objectives = subject.network.scores(of: inputs).argmaxOfRows().map { Objective.logit($0) }
    var table = Table(
      "SHAP: 100 digits, only inked pixels play, on one core, 2048 evaluations",
      columns: ["estimator", "ms a digit"])
    for estimator in [ShapleyEstimator.permutation, .kernel, .gaussianProcess, .analytic] {
      let shap = try SHAP(subject.network, estimator: estimator, evaluations: 2048)
      let time = try milliseconds(repeats: 5) {
        _ = try shap.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
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
      let shap = try SHAP(subject.network, estimator: .exact)
      let time = try milliseconds(repeats: 1) {
        _ = try shap.attribution(of: digit, objective: .logit(0))
      }
      table.add("\(players)", "\(1 << players)", fixed(time / 1000, digits: 3))
    }
    table.show()
  }
}

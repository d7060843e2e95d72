import Limn

/// The error of each estimator's Shapley values, and the coverage of their 95% intervals.
///
/// The logit of the predicted class is explained with a zero baseline. The truth is the closed
/// form, which is itself compared with enumeration. The error is the normalised squared error
/// `Σ(φ̂ − φ)²/Σφ²`, averaged over digits and seeds.
struct ShapleyAccuracy {
  let subject: Subject
  /// The number of digits, spread over the whole set.
  let digits: Int
  /// The number of seeds. Results for different seeds are independent; those for different digits
  /// with one seed are not.
  let seeds: Int

  func run() throws {
    let rows = (0..<digits).map { $0 * subject.digits.rows / digits }
    let inputs = subject.digits.rows(at: rows)
    let objectives = subject.network.scores(of: inputs).argmaxOfRows().map { Objective.logit($0) }
    let workers = availableWorkers
    func explain(_ estimator: ShapleyEstimator, evaluations: Int? = nil, seed: Int = 0) throws
      -> [Attribution]
    {
      try SHAP(
        subject.network, estimator: estimator, evaluations: evaluations, seed: UInt64(seed)
      ).attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
    }
    let truth = try explain(.analytic)

    var table = Table(
      "SHAP: normalised squared error and coverage of 95% intervals"
        + " (\(digits) digits, \(seeds) seeds)",
      columns: ["estimator", "evaluations", "error", "coverage", "estimates"])
    for estimator in [ShapleyEstimator.permutation, .kernel, .gaussianProcess] {
      for evaluations in [512, 2176, 8192] {
        var score = Score()
        for seed in 0..<seeds {
          let found = try explain(estimator, evaluations: evaluations, seed: seed)
          for (found, truth) in zip(found, truth) { score.add(found, truth: truth.values) }
        }
        table.add(
          estimator.rawValue, "\(evaluations)", scientific(score.error),
          fixed(100 * score.coverage, digits: 1) + "%", "\(score.estimates)")
      }
    }
    table.show()
    try showAnalytic(inputs, objectives: objectives)
  }

  /// Compares the closed form with enumeration for the 16 brightest pixels, with all others set
  /// to 0.
  private func showAnalytic(_ inputs: Matrix, objectives: [Objective]) throws {
    var dimmed = inputs
    for row in 0..<inputs.rows {
      let brightest = (0..<inputs.columns).sorted { inputs[row, $0] > inputs[row, $1] }
      for pixel in brightest.dropFirst(16) { dimmed[row, pixel] = 0 }
    }
    func explain(_ estimator: ShapleyEstimator) throws -> [Attribution] {
      try SHAP(subject.network, estimator: estimator)
        .attributions(of: dimmed, objectives: objectives, work: Work())
    }
    var score = Score()
    for (found, truth) in zip(try explain(.analytic), try explain(.exact)) {
      score.add(found, truth: truth.values)
    }
    var table = Table(
      "SHAP: the closed form against enumeration (\(digits) digits, their 16 brightest pixels)",
      columns: ["mean error", "largest error"])
    table.add(scientific(score.error), scientific(score.largestError))
    table.show()
  }
}

/// The results for one method, collected step by step.
struct MethodFindings {
  private var metrics: [Metric: MetricSummary] = [:]
  private var curves: [PerturbationCurve.Kind: MethodEvaluation.CurvePair] = [:]
  var randomization: [MethodEvaluation.RandomizationSummary] = []

  mutating func add(_ metric: Metric, _ values: [MetricValue], _ controls: [MetricValue]) throws {
    metrics[metric] = try MetricSummary(metric, values: values, controlValues: controls)
  }

  mutating func add(
    _ curve: PerturbationCurve, _ values: [Result<PerturbationCurve.Points, UndefinedCurve>],
    _ controls: [Result<PerturbationCurve.Points, UndefinedCurve>]
  ) throws {
    try add(
      curve.kind == .deletion ? .deletion : .insertion, values.map(PerturbationCurve.area),
      controls.map(PerturbationCurve.area))
    guard let method = try CurveBand(values), let control = try CurveBand(controls) else { return }
    curves[curve.kind] = MethodEvaluation.CurvePair(method: method, control: control)
  }

  func evaluation(of method: String, referenceRows: Int) -> MethodEvaluation {
    MethodEvaluation(
      method: method, referenceRows: referenceRows > 1 ? referenceRows : nil,
      metrics: Metric.allCases.compactMap { metrics[$0] },
      deletion: curves[.deletion], insertion: curves[.insertion], randomization: randomization)
  }
}

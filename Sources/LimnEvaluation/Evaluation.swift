import LimnAttribution
import LimnCore
import LimnNetwork

/// The whole evaluation of some methods over a batch, each metric with its options.
///
/// ```swift
/// let batch = try ExplainedBatch(model: network, inputs: digits, objectives: objectives)
/// let method = EvaluatedMethod(try IntegratedGradients(network)) { try IntegratedGradients($0) }
/// let table = try Evaluation(seed: 1).table(of: [method], on: batch, workers: 2)
/// ```
public struct Evaluation: Sendable {
  public var deletion: PerturbationCurve
  public var insertion: PerturbationCurve
  public var infidelity: Infidelity
  public var faithfulness: FaithfulnessCorrelation
  public var monotonicity: Monotonicity
  public var maxSensitivity: MaxSensitivity
  public var randomization: ParameterRandomization
  public var agreement: MethodAgreement
  public var grade: ShapleyGrade
  /// The Shapley estimate is graded on this many of the first rows; counting out all coalitions is
  /// the dearest part.
  public var gradedRows: Int
  public let seed: UInt64

  /// - Parameter seed: of all that is drawn at random.
  public init(seed: UInt64 = 0) {
    self.seed = seed
    deletion = PerturbationCurve(.deletion, seed: seed)
    insertion = PerturbationCurve(.insertion, seed: seed)
    infidelity = Infidelity(seed: seed)
    faithfulness = FaithfulnessCorrelation(seed: seed)
    monotonicity = Monotonicity(seed: seed)
    maxSensitivity = MaxSensitivity(seed: seed)
    randomization = ParameterRandomization(seed: seed)
    agreement = MethodAgreement()
    grade = ShapleyGrade()
    gradedRows = 50
  }

  /// Evaluates the methods.
  ///
  /// - Parameters:
  ///   - methods: of different names.
  ///   - batch: what they explain.
  ///   - attributions: what each method says of the batch, where that is known already.
  ///   - workers: the number of threads; the result does not depend on it.
  ///   - progress: told after each of the steps how many of all are done; what it throws ends the
  ///     evaluation.
  /// - Throws: ``EvaluationError``, `ModelError`, `AttributionError`, and what a method or `progress`
  ///   throws.
  public func table(
    of methods: [EvaluatedMethod], on batch: ExplainedBatch, attributions: [[Attribution]]? = nil,
    workers: Int, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> EvaluationTable {
    guard !methods.isEmpty else { throw EvaluationError.noMethods }
    for (index, method) in methods.enumerated()
    where methods[..<index].contains(where: { $0.name == method.name }) {
      throw EvaluationError.repeatedMethod(method.name)
    }
    if let attributions, attributions.count != methods.count {
      throw EvaluationError.rowCount(
        of: .attributions, found: attributions.count, expected: methods.count)
    }
    let total = 2 * methods.count + 2
    let attributions =
      try attributions
      ?? methods.map {
        try $0.attributor.attributions(
          of: batch.inputs, objectives: batch.objectives, workers: workers)
      }
    try progress(1, total)
    var findings = try judged(attributions, in: batch, workers: workers)
    try progress(2, total)
    for (index, method) in methods.enumerated() {
      try sense(method, attributions[index], into: &findings[index], in: batch, workers: workers)
      try progress(2 * index + 3, total)
      try randomize(
        method, attributions[index], into: &findings[index], in: batch, workers: workers)
      try progress(2 * index + 4, total)
    }
    return EvaluationTable(
      count: batch.count, objectives: batch.objectives.map(\.description), seed: seed,
      methods: zip(methods, findings).map { $1.evaluation(of: $0.name) },
      agreements: try agreements(of: methods, attributions, in: batch),
      shapleyGrade: try shapleyGrade(of: methods, in: batch, workers: workers))
  }

  /// The metrics that judge attributions as they stand, of all methods and controls together.
  private func judged(_ attributions: [[Attribution]], in batch: ExplainedBatch, workers: Int)
    throws
    -> [MethodFindings]
  {
    let controls = try [RandomControl.Law.permuted, .normal].map { law in
      try attributions.map {
        try RandomControl(law, seed: seed).attributions(like: $0, in: batch)
      }
    }
    var findings = attributions.map { _ in MethodFindings() }
    let count = attributions.count
    let metrics: [any AttributionMetric] = [
      CompletenessGap(), infidelity, faithfulness, monotonicity, Complexity(), Sparseness(),
    ]
    for metric in metrics {
      let control = metric.metric.control == .permuted ? controls[0] : controls[1]
      let values = try metric.values(of: attributions + control, in: batch, workers: workers)
      for index in 0..<count {
        findings[index].add(metric.metric, values[index], values[count + index])
      }
    }
    for curve in [deletion, insertion] {
      let curves = try curve.curves(of: attributions + controls[0], in: batch, workers: workers)
      for index in 0..<count {
        findings[index].add(curve, curves[index], curves[count + index])
      }
    }
    return findings
  }

  private func sense(
    _ method: EvaluatedMethod, _ attributions: [Attribution], into findings: inout MethodFindings,
    in batch: ExplainedBatch, workers: Int
  ) throws {
    let values = try maxSensitivity.values(
      of: method.attributor, attributions: attributions, in: batch, workers: workers)
    findings.add(.maxSensitivity, values.method, values.control)
  }

  private func randomize(
    _ method: EvaluatedMethod, _ attributions: [Attribution], into findings: inout MethodFindings,
    in batch: ExplainedBatch, workers: Int
  ) throws {
    guard let network = batch.model as? Network, !network.trainedLayers.isEmpty,
      let remake = method.remake
    else {
      let none = attributions.map { _ in MetricValue.undefined(.noNetwork) }
      findings.add(.parameterRandomization, none, none)
      findings.add(.complexityRise, none, none)
      return
    }
    let values = try randomization.values(
      attributions: attributions, network: network, in: batch, workers: workers, remake: remake)
    findings.randomization = values.stages.map(MethodEvaluation.RandomizationSummary.init)
    let whole = values.stages[values.stages.count - 1]
    findings.add(.parameterRandomization, whole.method, whole.control)
    findings.add(.complexityRise, values.complexityRise, values.complexityRiseOfControl)
  }

  private func agreements(
    of methods: [EvaluatedMethod], _ attributions: [[Attribution]], in batch: ExplainedBatch
  ) throws -> [AgreementSummary] {
    let control = RandomControl(.permuted, seed: seed)
    let scores = try (0..<batch.count).map { row in
      try agreement.scores(ofEachTwo: attributions.map { $0[row] })
    }
    let pairs = methods.indices.flatMap { first in
      (first + 1..<methods.count).map { (first, $0) }
    }
    return try pairs.enumerated().map { pair, places in
      let (first, second) = places
      let random = try (0..<batch.count).map { row in
        var stream = batch.stream(.agreementControl, seed: seed, row: row)
        let other = attributions[second][row]
        let values = control.values(
          like: other.values, active: batch.activeFeatures(of: row), stream: &stream)
        return try agreement.scores(
          of: attributions[first][row], other.replacingValues(values))
      }
      return AgreementSummary(
        first: methods[first].name, second: methods[second].name,
        k: min(agreement.k, batch.inputs.columns), scores: scores.map { $0[pair] },
        controlScores: random)
    }
  }

  private func shapleyGrade(
    of methods: [EvaluatedMethod], in batch: ExplainedBatch, workers: Int
  ) throws -> GradeSummary? {
    guard gradedRows > 0, case .image = batch.model.inputShape,
      let shap = methods.lazy.compactMap({ $0.attributor as? SHAP }).first,
      try grade.segmentation.segments(of: batch.model.inputShape).count
        <= ShapleyGrade.mostSegments
    else { return nil }
    let part = try batch.prefix(gradedRows)
    return GradeSummary(
      estimator: ShapleyGrade.sampledEstimator(of: shap),
      grades: try grade.grades(of: shap, in: part, workers: workers))
  }
}

/// What is known of a method so far.
private struct MethodFindings {
  private var metrics: [Metric: MetricSummary] = [:]
  private var curves: [PerturbationCurve.Kind: MethodEvaluation.CurvePair] = [:]
  var randomization: [MethodEvaluation.RandomizationSummary] = []

  mutating func add(_ metric: Metric, _ values: [MetricValue], _ controls: [MetricValue]) {
    metrics[metric] = MetricSummary(metric, values: values, controlValues: controls)
  }

  mutating func add(
    _ curve: PerturbationCurve, _ values: [Result<PerturbationCurve.Points, UndefinedCurve>],
    _ controls: [Result<PerturbationCurve.Points, UndefinedCurve>]
  ) {
    add(
      curve.kind == .deletion ? .deletion : .insertion, values.map(PerturbationCurve.area),
      controls.map(PerturbationCurve.area))
    guard let method = CurveBand(values), let control = CurveBand(controls) else { return }
    curves[curve.kind] = MethodEvaluation.CurvePair(method: method, control: control)
  }

  func evaluation(of method: String) -> MethodEvaluation {
    MethodEvaluation(
      method: method, metrics: Metric.allCases.compactMap { metrics[$0] },
      deletion: curves[.deletion], insertion: curves[.insertion], randomization: randomization)
  }
}

import LimnAttribution
import LimnCore
import LimnNetwork

/// A complete evaluation of several methods over a batch: all metrics, with their options.
///
/// ```swift
/// let batch = try ExplainedBatch(model: network, inputs: digits, objectives: objectives)
/// let method = EvaluatedMethod(try IntegratedGradients(network)) { try IntegratedGradients($0) }
/// let table = try Evaluation(seed: 1).table(of: [method], on: batch)
/// ```
public struct Evaluation: Sendable {
  /// Deletion: the most relevant features are removed first.
  public var deletion: PerturbationCurve
  /// Insertion: the most relevant features are inserted first.
  public var insertion: PerturbationCurve
  /// Infidelity: the error of summed values as a forecast of score changes.
  public var infidelity: Infidelity
  /// Faithfulness correlation: the correlation of summed values with score changes.
  public var faithfulness: FaithfulnessCorrelation
  /// Monotonicity: how often an inserted feature moves the score as its sign says.
  public var monotonicity: Monotonicity
  /// Max-sensitivity: how far values move when the input changes slightly.
  public var maxSensitivity: MaxSensitivity
  /// Parameter randomisation: how similar the values of a network with random weights are.
  public var randomization: ParameterRandomization
  /// Agreement between methods.
  public var agreement: MethodAgreement
  /// The grade of sampled Shapley values.
  public var grade: ShapleyGrade
  /// The number of rows, from the first, on which the Shapley estimate is graded; 0 for no grade.
  /// Enumerating all coalitions is the most expensive part of an evaluation.
  public var gradedRows: Int
  /// The maximum number of background rows that replace removed features. From a larger background,
  /// this many rows are drawn once from the seed.
  public var mostReferenceRows: Int
  /// ROAD, computed only if ``further`` contains it.
  public var road: ROAD
  /// Sensitivity-n, computed only if ``further`` contains it.
  public var sensitivityN: SensitivityN
  /// Random logit, computed only if ``further`` contains it.
  public var randomLogit: RandomLogit
  /// Relative stability, computed only if ``further`` contains one of its two metrics.
  public var stability: RelativeStability
  /// The metrics of ``Metric/further`` to compute in addition to ``Metric/usual``.
  public var further: Set<Metric> = []
  /// Where the relevance of each input should lie, `n × pixels` or one row for all inputs; nonzero
  /// inside the region. Used by the pointing game, relevance mass and relevance rank; `nil` to omit
  /// these.
  public var masks: Matrix?
  /// The seed of the random draws.
  public let seed: UInt64

  /// Creates an evaluation with the default options of every metric.
  ///
  /// - Parameter seed: the seed of every metric's random draws.
  public init(seed: UInt64 = 0) {
    self.seed = seed
    deletion = PerturbationCurve(.deletion, seed: seed)
    insertion = PerturbationCurve(.insertion, seed: seed)
    infidelity = Infidelity(seed: seed)
    faithfulness = FaithfulnessCorrelation(seed: seed)
    monotonicity = Monotonicity(seed: seed)
    maxSensitivity = MaxSensitivity(seed: seed)
    randomization = ParameterRandomization(seed: seed)
    road = ROAD(seed: seed)
    sensitivityN = SensitivityN(seed: seed)
    randomLogit = RandomLogit(seed: seed)
    stability = RelativeStability(seed: seed)
    agreement = MethodAgreement()
    grade = ShapleyGrade()
    gradedRows = 50
    mostReferenceRows = 32
  }

  /// Evaluates the methods. Each is tested with the reference it explains against
  /// (``Attributor/reference``), or with the batch's reference if it has none of its own.
  ///
  /// - Parameters:
  ///   - methods: the methods, whose names must differ.
  ///   - batch: the inputs and objectives to explain.
  ///   - attributions: for each method its attributions of the batch; `nil` to compute them.
  ///   - work: the number of threads, the cancellation and the progress callback; the result does
  ///     not depend on it.
  /// - Throws: ``EvaluationError``, `ModelError`, `AttributionError`, `CancellationError`, and any
  ///   error of a method.
  public func table(
    of methods: [EvaluatedMethod], on batch: ExplainedBatch, attributions: [[Attribution]]? = nil,
    work: Work = Work()
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
    let batches = try methods.map { method in
      try method.attributor.reference.map {
        try batch.against($0, mostRows: mostReferenceRows, seed: seed)
      } ?? batch
    }
    // Methods with the same reference share model evaluations.
    let alike = Dictionary(grouping: methods.indices) { index in
      batches.firstIndex { $0.hasReference(of: batches[index]) } ?? index
    }.sorted { $0.key < $1.key }
    let costs = StepCosts(self, of: methods, on: batch, references: alike.count)
    let steps = work.doing(.evaluating).shares(of: costs.total)
    func step<Result>(_ cost: Int, _ body: (Work) throws -> Result) throws -> Result {
      try work.checkpoint()
      let share = steps.share(cost)
      defer { share.finish() }
      return try body(share.work)
    }
    let explained = try methods.indices.map { index in
      try step(costs.explanation) { work in
        try attributions?[index]
          ?? methods[index].attributor.attributions(
            of: batch.inputs, objectives: batch.objectives, work: work)
      }
    }
    var findings = explained.map { _ in MethodFindings() }
    for (first, places) in alike {
      let found = try step(costs.judgement) {
        try judged(places.map { explained[$0] }, in: batches[first], work: $0)
      }
      for (place, method) in places.enumerated() { findings[method] = found[place] }
    }
    for (index, method) in methods.enumerated() {
      let batch = batches[index]
      try step(costs.sensitivity) {
        try sense(method, explained[index], into: &findings[index], in: batch, work: $0)
      }
      if costs.relation > 0 {
        try step(costs.relation) {
          try relate(method, explained[index], into: &findings[index], in: batch, work: $0)
        }
      }
      try step(costs.randomization) {
        try randomize(method, explained[index], into: &findings[index], in: batch, work: $0)
      }
    }
    // Done before the last step, because cancellation after that step comes too late.
    let agreements = try agreements(of: methods, explained, in: batches, work: work)
    let grade = try step(costs.grade) { try shapleyGrade(of: methods, in: batch, work: $0) }
    return EvaluationTable(
      count: batch.count,
      objectives: batch.objectives.map { $0.description(for: batch.model.output) }, seed: seed,
      methods: methods.indices.map {
        findings[$0].evaluation(of: methods[$0].name, referenceRows: batches[$0].referenceCount)
      },
      agreements: agreements, shapleyGrade: grade)
  }

  /// The metrics of given attributions, for all methods and controls together.
  private func judged(_ attributions: [[Attribution]], in batch: ExplainedBatch, work: Work)
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
    var metrics: [any AttributionMetric] = [
      CompletenessGap(), infidelity, faithfulness, monotonicity, Complexity(), Sparseness(),
    ]
    if further.contains(.road) { metrics.append(road) }
    if further.contains(.sensitivityN) { metrics.append(sensitivityN) }
    if let masks {
      metrics += Localization.Question.allCases.map { Localization($0, masks: masks) }
    }
    let steps = work.shares(of: metrics.count + 2)
    for metric in metrics {
      let step = steps.share()
      defer { step.finish() }
      let control = metric.metric.control == .permuted ? controls[0] : controls[1]
      let values = try metric.values(of: attributions + control, in: batch, work: step.work)
      for index in 0..<count {
        try findings[index].add(metric.metric, values[index], values[count + index])
      }
    }
    for curve in [deletion, insertion] {
      let step = steps.share()
      defer { step.finish() }
      let curves = try curve.curves(of: attributions + controls[0], in: batch, work: step.work)
      for index in 0..<count {
        try findings[index].add(curve, curves[index], curves[count + index])
      }
    }
    return findings
  }

  private func sense(
    _ method: EvaluatedMethod, _ attributions: [Attribution], into findings: inout MethodFindings,
    in batch: ExplainedBatch, work: Work
  ) throws {
    let values = try maxSensitivity.values(
      of: method.attributor, attributions: attributions, in: batch, work: work)
    try findings.add(.maxSensitivity, values.method, values.control)
  }

  /// The further metrics that need new explanations by the method.
  private func relate(
    _ method: EvaluatedMethod, _ attributions: [Attribution], into findings: inout MethodFindings,
    in batch: ExplainedBatch, work: Work
  ) throws {
    if further.contains(.randomLogit) {
      let values = try randomLogit.values(
        of: method.attributor, attributions: attributions, in: batch, work: work.silent)
      try findings.add(.randomLogit, values.method, values.control)
    }
    let asked = further.intersection(RelativeStability.metrics)
    guard !asked.isEmpty else { return }
    let values = try stability.values(
      of: method.attributor, attributions: attributions, in: batch, work: work.silent)
    if asked.contains(.relativeInputStability) {
      try findings.add(.relativeInputStability, values.input, values.inputControl)
    }
    if asked.contains(.relativeOutputStability) {
      try findings.add(.relativeOutputStability, values.output, values.outputControl)
    }
  }

  private func randomize(
    _ method: EvaluatedMethod, _ attributions: [Attribution], into findings: inout MethodFindings,
    in batch: ExplainedBatch, work: Work
  ) throws {
    guard let network = batch.model.network, !network.trainedLayers.isEmpty,
      let remake = method.remake
    else {
      let none = attributions.map { _ in MetricValue.undefined(.noNetwork) }
      try findings.add(.parameterRandomization, none, none)
      try findings.add(.complexityRise, none, none)
      return
    }
    let values = try randomization.values(
      attributions: attributions, network: network, in: batch, work: work, remake: remake)
    findings.randomization = values.stages.map(MethodEvaluation.RandomizationSummary.init)
    let whole = values.stages[values.stages.count - 1]
    try findings.add(.parameterRandomization, whole.method, whole.control)
    try findings.add(.complexityRise, values.complexityRise, values.complexityRiseOfControl)
  }

  private func agreements(
    of methods: [EvaluatedMethod], _ attributions: [[Attribution]], in batches: [ExplainedBatch],
    work: Work
  ) throws -> [AgreementSummary] {
    let count = batches[0].count
    let control = RandomControl(.permuted, seed: seed)
    let scores = try (0..<count).map { row in
      try work.checkpoint()
      return try agreement.scores(ofEachTwo: attributions.map { $0[row] })
    }
    let pairs = methods.indices.flatMap { first in
      (first + 1..<methods.count).map { (first, $0) }
    }
    return try pairs.enumerated().map { pair, places in
      let (first, second) = places
      let batch = batches[second]
      let random = try (0..<count).map { row in
        try work.checkpoint()
        var stream = batch.stream(.agreementControl, seed: seed, row: row)
        let other = attributions[second][row]
        let values = control.values(
          like: other.values, active: batch.activeFeatures(of: row), stream: &stream)
        return try agreement.scores(
          of: attributions[first][row], other.replacingValues(values))
      }
      return try AgreementSummary(
        first: methods[first].name, second: methods[second].name,
        k: min(agreement.k, batch.inputs.columns), scores: scores.map { $0[pair] },
        controlScores: random)
    }
  }

  private func shapleyGrade(
    of methods: [EvaluatedMethod], in batch: ExplainedBatch, work: Work
  ) throws -> GradeSummary? {
    guard gradedRows > 0, case .image = batch.model.inputShape,
      let shap = methods.lazy.compactMap({ $0.attributor as? SHAP }).first,
      try grade.segmentation.segments(of: batch.model.inputShape).count
        <= ShapleyGrade.mostSegments
    else { return nil }
    let part = batch.prefix(gradedRows)
    return GradeSummary(
      estimator: ShapleyGrade.sampledEstimator(of: shap),
      grades: try grade.grades(of: shap, in: part, work: work))
  }
}

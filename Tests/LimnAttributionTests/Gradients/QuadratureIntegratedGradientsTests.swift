import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct QuadratureIntegratedGradientsTests {
  private let start: [Float] = [0.5, 0, -1, 0.25]
  private let end: [Float] = [-1, 2, 1, 0.5]

  /// Each rule's nodes and weights once more, written out.
  private func plain(_ rule: QuadratureRule, steps m: Int) -> [(Double, Double)] {
    let h = 1 / Double(m)
    switch rule {
    case .riemannLeft: return (0..<m).map { (Double($0) * h, h) }
    case .riemannRight: return (1...m).map { (Double($0) * h, h) }
    case .riemannMiddle: return (0..<m).map { ((Double($0) + 0.5) * h, h) }
    case .trapezoid:
      let left: [(Double, Double)] = (0..<m).map { (Double($0) * h, h / 2) }
      return left + left.map { ($0.0 + h, $0.1) }
    case .gaussLegendre:
      // Abramowitz and Stegun 1964, table 25.4, five nodes on [−1, 1].
      let nodes: [Double] = [
        -0.906179845938664, -0.538469310105683, 0, 0.538469310105683, 0.906179845938664,
      ]
      let weights: [Double] = [
        0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366,
        0.236926885056189,
      ]
      return zip(nodes, weights).map { node, weight in ((1 + node) / 2, weight / 2) }
    }
  }

  /// A step lies where Float puts it, which moves it by 1e-7 at most: with five steps no kink is that
  /// near.
  @Test(arguments: QuadratureRule.allCases, [Objective.logit(1), .probability(0, against: 2)])
  func agreesWithThePlainRule(rule: QuadratureRule, objective: Objective) throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9, 7], classes: 3)
    let reference = DenseReference(network)
    var expected = [0.0, 0, 0, 0]
    for (alpha, weight) in plain(rule, steps: 5) {
      let point = zip(start, end).map { Double($0) + alpha * (Double($1) - Double($0)) }
      for (i, slope) in reference.gradient(point, objective).enumerated() {
        expected[i] += weight * slope * (Double(end[i]) - Double(start[i]))
      }
    }
    let found = try IntegratedGradients(
      network, baseline: .values(start), rule: .quadrature(rule, steps: 5)
    ).attribution(of: end, objective: objective)
    for (a, b) in zip(found.values, expected) { #expect(abs(a - b) <= 2e-6) }
  }

  @Test(arguments: QuadratureRule.allCases, [Objective.logit(1), .probability(0)])
  func pointsLieOnThePathAndAreCounted(rule: QuadratureRule, objective: Objective) throws {
    let model = RecordingModel(try TestNetwork.random(inputs: 4, hidden: [9], classes: 3))
    let found = try IntegratedGradients(
      model, baseline: .values(start), rule: .quadrature(rule, steps: 700)
    ).attribution(of: end, objective: objective, work: .serial())
    #expect(found.evaluations == model.evaluations)
    #expect(model.differentiated.count == (rule == .trapezoid ? 701 : 700))
    #expect(model.largestBatch <= 512)
    let positions = rule.nodes(steps: 700).map(\.position)
    for (point, alpha) in zip(model.differentiated, positions) {
      for i in 0..<4 {
        #expect(abs(Double(point[i]) - Double(start[i]) - alpha * Double(end[i] - start[i])) < 2e-7)
      }
    }
  }

  @Test func theTrapezoidConverges() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    let found = try IntegratedGradients(network, rule: .quadrature(.trapezoid, steps: 2000))
      .attribution(of: end, objective: .logit(0))
    let exact = try IntegratedGradients(network).attribution(of: end, objective: .logit(0))
    for (a, b) in zip(found.values, exact.values) { #expect(abs(a - b) <= 1e-3) }
    #expect(found.options == [.init("rule", "trapezoid"), .init("steps", 2000)])
  }

  @Test func tooFewStepsAreNoted() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    let found = try IntegratedGradients(network, rule: .quadrature(.riemannLeft, steps: 1))
      .attribution(of: end, objective: .logit(0))
    #expect(abs(found.completenessGap) > 0.01 * max(1, abs(found.scoreDifference)))
    #expect(found.notes.count == 1)
  }

  private static let smooth: [any Layer] = [
    Tanh(), Sigmoid(), Softplus(), GELU(), GELU(form: .tanh), ELU(),
  ]

  /// To its own tolerance against 4,000 middle steps of the same model, an error of 1e-7.
  @Test(arguments: smooth.indices, [Objective.logit(1), .probability(0, against: 2)])
  func adaptiveKeepsItsTolerance(index: Int, objective: Objective) throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9, 7], classes: 3) {
      Self.smooth[index]
    }
    let method = try IntegratedGradients(network, baseline: .values(start))
    #expect(method.rule == .adaptive(tolerance: 1e-5))
    let found = try method.attribution(of: end, objective: objective)
    let bound = 1e-5 * max(1, abs(found.scoreDifference))
    #expect(abs(found.completenessGap) <= bound)
    #expect(found.notes.isEmpty)
    let dense = try IntegratedGradients(
      network, baseline: .values(start), rule: .quadrature(.riemannMiddle, steps: 4000)
    ).attribution(of: end, objective: objective)
    for (a, b) in zip(found.values, dense.values) { #expect(abs(a - b) <= 2 * bound) }
  }

  @Test func adaptiveStepsAreCountedAndBounded() throws {
    // Rectifiers behind an opaque model: kinks everywhere, and a tolerance no Float gradient keeps.
    let model = RecordingModel(try TestNetwork.random(inputs: 4, hidden: [40, 40], classes: 3))
    let method = try IntegratedGradients(
      model, baseline: .values(start), rule: .adaptive(tolerance: 1e-12))
    let found = try method.attribution(of: end, objective: .logit(0))
    #expect(found.evaluations == model.evaluations)
    #expect(model.differentiated.count <= IntegratedGradients.maximumAdaptiveSteps)
    let steps = model.differentiated.count
    #expect(
      found.notes.contains(
        .init(
          .notConverged,
          "The tolerance was not reached with \(steps) gradients, about the most that are spent on one "
            + "input.")))
    #expect(found.options.last == .init("steps", model.differentiated.count))
  }

  @Test func adaptiveFindsAFewKinksOfAnOpaqueModel() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [8], classes: 3)
    let inputs = TestNetwork.inputs(rows: 40, columns: 4)
    let objectives = (0..<40).map { Objective.logit($0 % 3) }
    let model = RecordingModel(network)
    let found = try IntegratedGradients(model, baseline: .values(start))
      .attributions(of: inputs, objectives: objectives, work: Work(workers: 2))
    let exact = try IntegratedGradients(network, baseline: .values(start)).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 1))
    // The baseline is scored once for all rows, and counted for each.
    #expect(found.reduce(0) { $0 + $1.evaluations } == model.evaluations + 39)
    for (found, exact) in zip(found, exact) {
      let bound = 1e-5 * max(1, abs(found.scoreDifference))
      #expect(found.notes.isEmpty)
      for (a, b) in zip(found.values, exact.values) { #expect(abs(a - b) <= bound) }
    }
  }
}

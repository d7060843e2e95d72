import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct IntegratedGradientsRefusalTests {
  @Test func exactIsRefusedWhereItIsNot() throws {
    let network = try TestNetwork.random(inputs: 2, hidden: [3], classes: 2) { Tanh() }
    #expect(throws: AttributionError.notPiecewiseLinear(layer: "Tanh")) {
      try IntegratedGradients(network, rule: .exact)
    }
    let opaque = RecordingModel(try TestNetwork.random(inputs: 2, hidden: [3], classes: 2))
    #expect(throws: AttributionError.notPiecewiseLinear(layer: nil)) {
      try IntegratedGradients(opaque, rule: .exact)
    }
  }

  @Test func badOptionsAreRefused() throws {
    let network = try TestNetwork.random(inputs: 2, hidden: [3], classes: 2)
    #expect(
      throws: AttributionError.outOfRange(setting: "steps", found: "0", range: "from 1 to 1000000")
    ) {
      try IntegratedGradients(network, rule: .quadrature(.trapezoid, steps: 0))
    }
    // Only Gauss-Legendre's nodes are dear to find.
    #expect(
      throws: AttributionError.outOfRange(
        setting: "steps", found: "10001", range: "from 1 to 10000")
    ) {
      try IntegratedGradients(network, rule: .quadrature(.gaussLegendre, steps: 10_001))
    }
    for rule in QuadratureRule.allCases where rule != .gaussLegendre {
      _ = try IntegratedGradients(network, rule: .quadrature(rule, steps: 1_000_000))
    }
    for (tolerance, text) in [(0, "0"), (-1, "-1"), (Double.infinity, "inf")] {
      #expect(
        throws: AttributionError.outOfRange(
          setting: "tolerance", found: text, range: "from 1e-12 to 1")
      ) {
        try IntegratedGradients(network, rule: .adaptive(tolerance: tolerance))
      }
    }
    #expect(throws: AttributionError.baselineWidth(found: 3, expected: 2)) {
      try IntegratedGradients(network, baseline: .values([1, 2, 3]))
    }
    #expect(throws: AttributionError.nonFiniteBaseline(column: 1)) {
      try IntegratedGradients(network, baseline: .values([1, .infinity]))
    }
  }

  @Test func badInputsAreRefused() throws {
    let network = try TestNetwork.random(inputs: 2, hidden: [3], classes: 2)
    let method = try IntegratedGradients(network)
    func explain(_ inputs: Matrix, _ objectives: [Objective]) throws {
      _ = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    }
    #expect(throws: AttributionError.nonFiniteInput(row: 1, column: 0)) {
      try explain(Matrix(rows: [[0, 1], [.nan, 0]], columns: 2), [.logit(0), .logit(1)])
    }
    #expect(throws: ModelError.inputWidth(found: 3, expected: 2)) {
      try explain(Matrix(rows: 1, columns: 3), [.logit(0)])
    }
    #expect(throws: AttributionError.objectiveCount(found: 1, expected: 2)) {
      try explain(Matrix(rows: 2, columns: 2), [.logit(0)])
    }
    #expect(throws: ModelError.noSuchClass(2, outputCount: 2)) {
      try explain(Matrix(rows: 1, columns: 2), [.logit(2)])
    }
    #expect(throws: ModelError.noSuchClass(-1, outputCount: 2)) {
      try explain(Matrix(rows: 2, columns: 2), [.logit(0), .logit(0, against: -1)])
    }
    #expect(throws: ModelError.classAgainstItself(1)) {
      try explain(Matrix(rows: 1, columns: 2), [.logit(1, against: 1)])
    }
    #expect(
      try method.attributions(
        of: Matrix(rows: 0, columns: 2), objectives: [], work: Work(workers: 4)) == [])
    #expect(
      try method.values(of: Matrix(rows: 0, columns: 2), objectives: [], work: Work(workers: 4))
        .rows == 0)
  }

  /// Poisoned weights reach the scores, and the values even where no score is asked for.
  @Test func poisonedWeightsAreNamed() throws {
    var network = try TestNetwork.random(inputs: 2, hidden: [3], classes: 2)
    network.updateParameters { layer, _, values in
      if layer == 2 { values.elements[0] = .nan }
    }
    let method = try IntegratedGradients(network)
    let input = Matrix(row: [1, 1])
    #expect(throws: ModelError.nonFiniteScore(row: 0, output: 0)) {
      try method.attributions(of: input, objectives: [.logit(0)], work: Work(workers: 1))
    }
    #expect(throws: ModelError.nonFiniteGradient(row: 0, input: 0)) {
      try method.values(of: input, objectives: [.logit(0)], work: Work(workers: 1))
    }
  }
}

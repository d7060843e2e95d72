import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// The axioms of Sundararajan, Taly and Yan, sections 2 to 4.
@Suite struct IntegratedGradientsLawTests {
  private static let rules: [IntegratedGradients.Rule] = [
    .exact, .quadrature(.riemannMiddle, steps: 20), .adaptive(tolerance: 1e-4),
  ]

  /// An affine model has `IG_i = Δ_i w_i` under any rule.
  @Test(arguments: rules) func affineModels(rule: IntegratedGradients.Rule) throws {
    let network = try TestNetwork.random(inputs: 5, hidden: [], classes: 3)
    guard let dense = network.layers[0] as? Dense else { return }
    let (input, start): ([Float], [Float]) = ([1, -2, 0.5, 3, 0], [0.5, 0, 0.5, -1, 1])
    let found = try IntegratedGradients(network, baseline: .values(start), rule: rule)
      .attribution(of: input, objective: .logit(2, against: 0))
    for i in 0..<5 {
      let weight = Double(dense.weights[i, 2]) - Double(dense.weights[i, 0])
      #expect(abs(found.values[i] - Double(input[i] - start[i]) * weight) <= 1e-6)
    }
  }

  /// Sensitivity (b): a feature the model does not read gets exactly nothing; so does one that equals
  /// the baseline. Sensitivity (a): one that alone differs gets the whole difference.
  @Test(arguments: rules) func sensitivity(rule: IntegratedGradients.Rule) throws {
    var network = try TestNetwork.random(inputs: 4, hidden: [10, 8], classes: 3)
    network.updateParameters { layer, parameter, values in
      if layer == 0, parameter == 0 { for j in 0..<values.columns { values[1, j] = 0 } }
    }
    let method = try IntegratedGradients(network, rule: rule)
    for objective in [Objective.logit(1), .probability(1)] {
      let found = try method.attribution(of: [1, 2, 0, 1], objective: objective)
      #expect(found.values[1] == 0)
      #expect(found.values[2] == 0)
      let alone = try method.attribution(of: [0, 0, 0, 2], objective: objective)
      #expect(alone.values[..<3].allSatisfy { $0 == 0 })
      #expect(alone.values[3] == alone.sum)
    }
  }

  /// Features with the same weights and values share alike.
  @Test(arguments: rules) func symmetry(rule: IntegratedGradients.Rule) throws {
    var network = try TestNetwork.random(inputs: 3, hidden: [10, 8], classes: 3)
    network.updateParameters { layer, parameter, values in
      guard layer == 0, parameter == 0 else { return }
      for j in 0..<values.columns { values[2, j] = values[0, j] }
    }
    for objective in [Objective.logit(0), .probability(0, against: 2)] {
      let found = try IntegratedGradients(network, rule: rule).attribution(
        of: [1.5, -1, 1.5], objective: objective)
      #expect(abs(found.values[0] - found.values[2]) <= 1e-6)
    }
  }

  /// Networks that are one function have one attribution: hidden units in another order, and scaled
  /// by 4 with what they send divided by 4.
  @Test(arguments: rules) func implementationInvariance(rule: IntegratedGradients.Rule) throws {
    let network = try TestNetwork.random(inputs: 3, hidden: [6], classes: 3)
    guard let first = network.layers[0] as? Dense, let last = network.layers[2] as? Dense
    else { return }
    let order = [3, 0, 5, 1, 4, 2]
    let other = try Network(
      inputShape: .vector(3),
      layers: [
        Dense(
          weights: first.weights.transposed.rows(at: order).transposed.map { 4 * $0 },
          bias: order.map { 4 * first.bias.elements[$0] }), ReLU(),
        Dense(
          weights: last.weights.rows(at: order).map { $0 / 4 }, bias: last.bias.elements),
      ])
    for objective in [Objective.logit(0), .probability(1)] {
      let a = try IntegratedGradients(network, rule: rule).attribution(
        of: [1, -2, 3], objective: objective)
      let b = try IntegratedGradients(other, rule: rule).attribution(
        of: [1, -2, 3], objective: objective)
      for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) <= 1e-6) }
    }
  }

  /// A class against another is the difference of their attributions.
  @Test(arguments: rules, Objective.Scale.allCases)
  func linearity(rule: IntegratedGradients.Rule, scale: Objective.Scale) throws {
    let network = try TestNetwork.random(inputs: 6, hidden: [12, 8], classes: 4)
    let method = try IntegratedGradients(network, rule: rule)
    let input = TestNetwork.inputs(rows: 1, columns: 6)
    let found = try method.attributions(
      of: input.rows(at: [0, 0, 0]),
      objectives: [
        Objective(target: 2, against: 3, scale: scale), Objective(target: 2, scale: scale),
        Objective(target: 3, scale: scale),
      ], work: Work(workers: 1))
    // Adaptive pieces differ between objectives, so its tolerance is the law's.
    let tolerance = if case .adaptive(let tolerance) = rule { 3 * tolerance } else { 1e-6 }
    for i in 0..<6 {
      #expect(
        abs(found[0].values[i] - (found[1].values[i] - found[2].values[i])) <= tolerance)
    }
  }

  @Test(arguments: rules) func bitsDoNotDependOnWorkers(rule: IntegratedGradients.Rule) throws {
    let network = try TestNetwork.random(inputs: 8, hidden: [12, 8], classes: 4)
    let method = try IntegratedGradients(network, rule: rule)
    let inputs = TestNetwork.inputs(rows: 150, columns: 8)
    let objectives = (0..<150).map {
      Objective(target: $0 % 4, scale: $0 % 3 == 0 ? .probability : .logit)
    }
    let one = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    for workers in [2, 8] {
      #expect(
        try method.attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
          == one)
    }
    let matrix = try method.values(of: inputs, objectives: objectives, work: Work(workers: 8))
    #expect(matrix.elements == one.flatMap { $0.values.map(Float.init) })
  }

  /// Alone and in a batch: the exact rule to the bit, the others to the rounding of the model's
  /// products.
  @Test(arguments: rules, [[12], [12, 8]])
  func aRowHasOneExplanation(rule: IntegratedGradients.Rule, hidden: [Int]) throws {
    let network = try TestNetwork.random(inputs: 8, hidden: hidden, classes: 4)
    let method = try IntegratedGradients(network, rule: rule)
    let inputs = TestNetwork.inputs(rows: 131, columns: 8)
    let objectives = (0..<131).map {
      Objective(target: $0 % 4, scale: $0 % 3 == 0 ? .probability : .logit)
    }
    let batch = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    for row in [0, 1, 5, 64, 127, 128, 130] {
      let alone = try method.attribution(of: Array(inputs[row: row]), objective: objectives[row])
      if rule == .exact { #expect(alone.values == batch[row].values) }
      for (a, b) in zip(alone.values, batch[row].values) { #expect(abs(a - b) <= 1e-5) }
    }
  }
}

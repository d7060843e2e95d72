import LimnAttribution
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

@Suite struct LRPTests {
  @Test(arguments: ReferenceValues.all) func valuesAreZennits(_ name: String) throws {
    let values = try ReferenceValues(name)
    func expect(
      _ composite: LRP.Composite, _ key: String, epsilon: Double = 1e-6, box: LRP.Box? = nil
    ) throws {
      try values.expect(
        LRP.Configuration(composite: composite, epsilon: epsilon, box: box), "lrp-\(key)",
        within: 1e-3)
    }
    try expect(.epsilon, "epsilon")
    try expect(.epsilon, "epsilon-large", epsilon: 0.25)
    try expect(.epsilonPlusFlat, "epsilon-plus-flat")
    try expect(.epsilonGammaBox, "epsilon-gamma-box", box: .init(low: -1, high: 1.5))
    try expect(.epsilonAlpha2Beta1, "epsilon-alpha2-beta1")
  }

  /// A convolutional network of rectifiers without any bias: whatever the rules, relevance is neither
  /// made nor lost.
  private func withoutBias() throws -> Network {
    let network = try ReferenceValues("convolutional").network
    var copy = network
    copy.updateParameters { _, parameter, values in
      if parameter == 1 { values = values.map { _ in 0 } }
    }
    return copy
  }

  /// Two parts less one part are one part only where a unit has both, so α = 2, β = 1 does not conserve.
  @Test(arguments: [LRP.Composite.epsilon, .epsilonPlusFlat, .epsilonGammaBox]) func conservation(
    _ composite: LRP.Composite
  ) throws {
    let (values, network) = (try ReferenceValues("convolutional"), try withoutBias())
    let method = try LRP(
      network,
      settings: .init(
        composite: composite, epsilon: 0, box: .init(low: -1, high: 1.5)))
    let found = try method.attributions(
      of: values.inputs, objectives: [.logit(1), .logit(2, against: 4)])
    for attribution in found {
      #expect(
        abs(attribution.sum - attribution.scoreAtInput)
          < 1e-3 * max(1, abs(attribution.scoreAtInput)), "\(composite)")
    }
  }

  /// Of rectifiers and affine maps without bias, ε of 0 is gradient × input.
  @Test func withoutEpsilonItIsGradientTimesInput() throws {
    let (values, network) = (try ReferenceValues("convolutional"), try withoutBias())
    let objectives: [Objective] = [.logit(1), .logit(2, against: 4)]
    let found = try LRP(network, settings: .init(composite: .epsilon, epsilon: 0))
      .attributions(of: values.inputs, objectives: objectives)
    let expected = try GradientTimesInput(network).attributions(
      of: values.inputs, objectives: objectives)
    for (a, b) in zip(found, expected) { expectClose(a.values, b.values, within: 1e-4) }
  }

  /// A normalisation behind a convolution is part of it.
  @Test func normalisationsAreMerged() throws {
    let values = try ReferenceValues("convolutional")
    let first = try #require(values.network.nodes[0].operation as? Convolution)
    let factor = (0..<256).map { [0.5, 2, -1, 1.5][$0 / 64] as Float }
    let shift = (0..<256).map { [0.1, -0.2, 0.3, 0][$0 / 64] as Float }
    let merged = try #require(first.followed(byShift: shift, factor: factor))
    func network(_ front: [any Operation]) throws -> Network {
      try Network(
        inputShape: values.network.inputShape,
        layers: front + values.network.layers.dropFirst())
    }
    let apart = try network([first, Scaling(shift: shift, factor: factor)])
    let whole = try network([merged])
    #expect(apart.mergingScalings().nodes.count == whole.nodes.count)
    for composite in [LRP.Composite.epsilon, .epsilonPlusFlat, .epsilonAlpha2Beta1] {
      let settings = LRP.Configuration(composite: composite)
      let (a, b) = (
        try LRP(apart, settings: settings).attributions(
          of: values.inputs, objectives: [.logit(1), .logit(2)]),
        try LRP(whole, settings: settings).attributions(
          of: values.inputs, objectives: [.logit(1), .logit(2)])
      )
      for (a, b) in zip(a, b) { expectClose(a.values, b.values, within: 1e-5) }
    }
  }

  /// Flat on a dense layer gives every pixel the same: no default for networks without convolutions.
  @Test(arguments: [("dense", LRP.Composite.epsilon), ("convolutional", .epsilonPlusFlat)])
  func theDefaultGoesByTheNetwork(name: String, composite: LRP.Composite) throws {
    let network =
      name == "dense" ? try EmbeddedModel.network() : try ReferenceValues(name).network
    let input = (0..<network.inputShape.count).map { Float($0 % 5) }
    let (found, expected) = (
      try LRP(network).attribution(of: input, objective: .logit(1)),
      try LRP(network, settings: .init(composite: composite)).attribution(
        of: input, objective: .logit(1))
    )
    #expect(found.values == expected.values && found.options == expected.options)
    #expect(Set(found.values).count > 8)
  }

  /// A small layer by hand: two inputs, one unit, each rule straight from its definition.
  @Test func rulesByHand() throws {
    let network = try Network(
      inputShape: .image(height: 1, width: 2),
      layers: [
        Convolution(
          Windows(channels: 1, input: .init(1, 2), kernel: .init(1, 2)),
          weights: Matrix(row: [2, -1]), bias: [0.5])
      ])
    func relevance(_ composite: LRP.Composite, box: LRP.Box? = nil) throws -> [Double] {
      try LRP(network, settings: .init(composite: composite, epsilon: 0, box: box))
        .attribution(of: [3, 1], objective: .output()).values
    }
    // The unit is 6 − 1 + 0.5 = 5.5, which is what is divided.
    expectClose(try relevance(.epsilon), [6, -1], within: 1e-5)
    expectClose(try relevance(.epsilonPlusFlat), [2.75, 2.75], within: 1e-5)
    // Positive: 6 + 0.5; negative: −1.
    expectClose(
      try relevance(.epsilonAlpha2Beta1), [2 * 6 / 6.5 * 5.5, -1 * 5.5], within: 1e-5)
    // 6 − 1 − (−1 · 2) − (4 · −1) = 11.
    expectClose(
      try relevance(.epsilonGammaBox, box: .init(low: -1, high: 4)),
      [(6 + 2) / 11 * 5.5, (-1 + 4) / 11 * 5.5], within: 1e-5)
  }

  @Test func whatItRefuses() throws {
    let network = try ReferenceValues("convolutional").network
    let input = [Float](repeating: 0.5, count: 64)
    #expect(
      throws: AttributionError.needsRawScore(method: "lrp", scale: .probability)
    ) { try LRP(network).attribution(of: input, objective: .probability(1)) }
    #expect(throws: AttributionError.noBox) {
      try LRP(network, settings: .init(composite: .epsilonGammaBox))
    }
    let normalised = try Network(
      inputShape: .vector(4),
      layers: [
        Normalization(groupSize: 4),
        Dense(weights: Matrix(rows: 4, columns: 2, repeating: 1), bias: [0, 0]),
      ])
    #expect(throws: AttributionError.noRule(method: "lrp", layer: "LayerNorm")) {
      try LRP(normalised)
    }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "box", found: "2.0,1.0", range: "two numbers, the lower first")
    ) { try LRP(network, settings: .init(box: .init(low: 2, high: 1))) }
  }
}

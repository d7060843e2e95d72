import LimnAttribution
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

@Suite struct DeepLIFTTests {
  @Test(arguments: ReferenceValues.all) func valuesAreCaptums(_ name: String) throws {
    let values = try ReferenceValues(name)
    // Before a zero baseline the places of a map are equal; Captum gives what a maximum falls by to
    // the corner of its window, Limn to the input's winner.
    if name != "convolutional" {
      try values.expect(DeepLIFT.Configuration(), "deeplift", within: 1e-4)
    }
    try values.expect(
      DeepLIFT.Configuration(background: .baseline(.values(values.baseline))),
      "deeplift-baseline", within: 1e-4)
    try values.expect(
      DeepLIFT.Configuration(background: .rows(values.background)), "deeplift-background",
      within: 1e-4)
  }

  /// The values sum to the score difference, whatever the network is made of and on every scale.
  @Test(arguments: ReferenceValues.all) func completeness(_ name: String) throws {
    let values = try ReferenceValues(name)
    for objective: Objective in [.logit(0), .logit(2, against: 1), .probability(1)] {
      for background: Background in [
        .zeros, .baseline(.values(values.baseline)), .rows(values.background),
      ] {
        let found = try DeepLIFT(values.network, settings: .init(background: background))
          .attributions(of: values.inputs, objectives: [objective, objective])
        for attribution in found {
          #expect(
            abs(attribution.completenessGap) < 2e-6 * max(1, abs(attribution.scoreDifference)))
        }
      }
    }
  }

  /// Over a reference of one tone all of a window are equal: what a maximum falls by is the winner's at
  /// the input, not that of some corner.
  @Test func aFallBelowEqualOnesIsTheWinners() throws {
    let network = try Network(
      inputShape: .vector(4),
      nodes: [
        Network.Node(
          "a", Maximum.reduction(Shape([4]), axes: [0], keepsAxes: true), of: [0])
      ])
    func values(_ input: [Float], _ reference: [Float]) throws -> [Double] {
      try DeepLIFT(network, settings: .init(background: .baseline(.values(reference))))
        .attribution(of: input, objective: .output(0)).values
    }
    #expect(
      try values([0.2, 0.4, 0, 0.1], [0.5, 0.5, 0.5, 0.5]) == [0, Double(Float(0.4) - 0.5), 0, 0])
    // And what it rises by to equal ones is that of the reference's winner.
    #expect(try values([1, 1, 1, 1], [0.5, 0.5, 0.75, 0]) == [0, 0, 0.25, 0])
  }

  /// Maxima of several values, products, a softmax in the middle, layer normalisation.
  @Test func completenessOfAnyGraph() throws {
    let weights = Matrix(
      rows: 4, columns: 4, elements: (0..<16).map { Float(($0 * 7 % 11) - 5) / 4 })
    let network = try Network(
      inputShape: .vector(4),
      nodes: [
        Network.Node("a", Dense(weights: weights, bias: [0.1, -0.2, 0.3, 0]), of: [0]),
        Network.Node("b", Normalization(groupSize: 4), of: [1]),
        Network.Node("c", GroupedSoftmax(groupSize: 4, isLogarithm: false), of: [1]),
        Network.Node("d", Product(), of: [2, 3]),
        Network.Node("e", Maximum.elementwise(Shape([4]), count: 3), of: [0, 2, 4]),
        Network.Node("f", GELU(), of: [5]),
        Network.Node("g", Dropout(rate: 0.5), of: [6]),
        Network.Node("h", Dense(weights: weights, bias: [0, 0, 0, 1]), of: [7]),
      ])
    let inputs = Matrix(rows: [[0.4, -1.2, 0.9, 2], [1, 0, -1, 0.5]], columns: 4)
    let background = Matrix(
      rows: [[0, 0, 0, 0], [1, -1, 1, -1], [0.2, 0.1, 0.4, 2]], columns: 4)
    for attribution in try DeepLIFT(network, settings: .init(background: .rows(background)))
      .attributions(of: inputs, objectives: [.logit(0), .logit(3)])
    {
      #expect(abs(attribution.completenessGap) < 5e-5)
    }
  }

  /// On one hidden rectifier layer the rescale rule is exact Integrated Gradients.
  @Test func oneHiddenLayerIsIntegratedGradients() throws {
    let network = try EmbeddedModel.network()
    var stream = RandomStream(seed: 3)
    let inputs = Matrix(
      rows: 3, columns: 64, elements: (0..<192).map { _ in Float(stream.integer(below: 17)) })
    let objectives: [Objective] = [.logit(3), .logit(8, against: 1), .logit(0)]
    let found = try DeepLIFT(network).attributions(of: inputs, objectives: objectives)
    let exact = try IntegratedGradients(network).attributions(of: inputs, objectives: objectives)
    for (a, b) in zip(found, exact) { expectClose(a.values, b.values, within: 1e-5) }
  }

  @Test func sameBitsForAnyNumberOfWorkers() throws {
    let values = try ReferenceValues("convolutional")
    let inputs = values.inputs.rows(at: (0..<130).map { $0 % 2 })
    let objectives = [Objective](repeating: .logit(1), count: 130)
    let method = try DeepLIFT(values.network, settings: .init(background: .rows(values.background)))
    let one = try method.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    for workers in [2, 8] {
      #expect(
        try method.attributions(of: inputs, objectives: objectives, work: Work(workers: workers))
          == one)
    }
  }

  @Test func aModelWithoutLayers() {
    let model = BlackBox(inputShape: .vector(2), outputCount: 2, scoreKind: .logits) {
      Matrix(rows: $0.rows, columns: 2)
    }
    #expect(throws: AttributionError.noLayers(method: "deeplift")) {
      try DeepLIFT.Configuration().bound(to: model)
    }
  }
}

import LimnCore
import LimnData
import LimnFigures
import LimnGraphics
import LimnNetwork
import LimnTraining
import Testing

/// What must hold for every figure of a network.
@Suite struct NetworkFigureTests {
  private static let few = Digits.all.examples(at: Array(0..<60))

  private struct Drawn {
    let name: String
    let figure: any Figure
  }

  /// Every figure of a network.
  private static func figures(_ network: Network, on set: LabeledSet) throws -> [Drawn] {
    let activity = try NetworkActivity(of: network, on: set)
    let summary = NetworkSummary(of: network)
    var figures: [Drawn] = []
    for orientation in LayerDiagram.Orientation.allCases {
      let layers = LayerDiagram(summary, title: "Layers", orientation: orientation)
      let neurons = try NeuronDiagram(
        network, title: "Neurons", strongest: 1, orientation: orientation)
      figures.append(Drawn(name: "layers", figure: layers))
      figures.append(Drawn(name: "neurons", figure: neurons))
    }
    let weights = try WeightsFigure(network, title: "Weights", activity: activity)
    let activations = try ActivationsFigure(
      network, input: Array(set.inputs[row: 0]), name: "digit 0", label: 0, title: "One")
    let units = try ActivityFigure(network, activity: activity, set: set, title: "Units")
    let confusion = try ConfusionFigure(network, on: set, title: "Confusion")
    figures.append(Drawn(name: "weights", figure: weights))
    figures.append(Drawn(name: "activations", figure: activations))
    figures.append(Drawn(name: "units", figure: units))
    figures.append(Drawn(name: "confusion", figure: confusion))
    return figures
  }

  @Test(arguments: SampleNetworks.hiddenLayers)
  func textsNeverOverlapNorLeaveTheFigure(hidden: [Int]) throws {
    let network = try SampleNetworks.random(hidden: hidden, dropout: 0.1)
    for drawn in try Self.figures(network, on: Self.few) {
      try drawn.figure.expectLegibleTexts("\(drawn.name) of \(hidden)")
    }
  }

  @Test(arguments: [
    (InputShape.image(height: 28, width: 28), 10), (InputShape.vector(4), 3),
    (InputShape.vector(1), 2), (InputShape.image(height: 3, width: 11), 2),
    (InputShape.image(height: 9, width: 2), 40),
  ])
  func textsAreLegibleForOtherInputsAndClasses(shape: InputShape, classes: Int) throws {
    let network = try SampleNetworks.random(
      shape, hidden: [7], activation: .tanh, classes: classes)
    var stream = RandomStream(seed: 2)
    let set = try LabeledSet(
      inputs: Matrix(
        rows: 30, columns: shape.count,
        elements: (0..<30 * shape.count).map { _ in Float(stream.uniform()) }),
      // The last class has no example.
      labels: (0..<30).map { $0 % (classes - 1) }, classCount: classes)
    for drawn in try Self.figures(network, on: set) {
      try drawn.figure.expectLegibleTexts("\(drawn.name) of \(shape) and \(classes) classes")
    }
  }

  @Test func theSameFigureGivesTheSameBytes() throws {
    let network = try SampleNetworks.random(hidden: [9])
    for format in FigureFormat.allCases {
      let (first, second) = (
        try Self.files(network, as: format), try Self.files(network, as: format)
      )
      #expect(first == second)
      #expect(Set(first).count == first.count, "two figures look the same")
    }
  }

  private static func files(_ network: Network, as format: FigureFormat) throws -> [[UInt8]] {
    try figures(network, on: few).map { try $0.figure.render(as: format, scale: 0.5) }
  }

  @Test func weightsThatAreNotFiniteAreRefused() throws {
    var network = try SampleNetworks.random(hidden: [3])
    network.updateParameters { layer, parameter, values in
      if layer == 3, parameter == 0 { values.elements[4] = .nan }
    }
    let error = FigureError.nonFinite(in: "weights into output", index: 4)
    #expect(throws: error) { try NeuronDiagram(network, title: "") }
    #expect(throws: error) { try WeightsFigure(network, title: "") }
    #expect(throws: FigureError.nonFinite(in: "activations of output", index: 0)) {
      try NetworkActivity(of: network, on: Self.few)
    }
    #expect(throws: FigureError.nonFinite(in: "input", index: 2)) {
      var input = [Float](repeating: 0, count: 64)
      input[2] = .infinity
      _ = try ActivationsFigure(network, input: input, name: "", title: "")
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let network = try SampleNetworks.random(.vector(4), hidden: [3], classes: 2)
    #expect(throws: FigureError.unsuitableShape(.vector(4))) {
      try WeightsFigure(network, title: "", parts: [.units])
    }
    #expect(throws: ModelError.inputWidth(found: 3, expected: 4)) {
      try ActivationsFigure(network, input: [1, 2, 3], name: "", title: "")
    }
    #expect(throws: ModelError.inputWidth(found: 64, expected: 4)) {
      try NetworkActivity(of: network, on: Self.few)
    }
    let set = try LabeledSet(inputs: Matrix(rows: 2, columns: 4), labels: [0, 1], classCount: 2)
    let activity = try NetworkActivity(of: network, on: set)
    #expect(throws: FigureError.noSuchLayer(3, count: 2)) {
      try ActivityFigure(network, activity: activity, set: set, layer: 3, title: "")
    }
    #expect(throws: FigureError.noSuchUnit(3, count: 3)) {
      try ActivityFigure(network, activity: activity, set: set, units: [3], title: "")
    }
    let none = try LabeledSet(inputs: Matrix(rows: 0, columns: 4), labels: [], classCount: 2)
    #expect(throws: FigureError.nothingToShow) {
      try ConfusionFigure(network, on: none, title: "")
    }
    let plain = try Network(inputShape: .vector(2), layers: [ReLU()])
    #expect(throws: FigureError.nothingToShow) { try WeightsFigure(plain, title: "") }
  }

  @Test func figuresSayWhatAReaderNeeds() throws {
    let network = try SampleNetworks.random(hidden: [3])
    func said(_ figure: some Figure) throws -> String {
      try figure.drawnTexts().map(\.text).joined(separator: " ")
    }
    let layers = try said(LayerDiagram(NetworkSummary(of: network), title: "Mine"))
    for fact in [
      "Mine", "64-3-10: 235 parameters (195 + 40), 0.918 KiB", "Dense + ReLU", "Dense + Softmax",
      "scaling (÷ 16)", "8×8", "195",
    ] { #expect(layers.contains(fact), "\(fact)") }
    let confusion = try said(ConfusionFigure(network, on: Self.few, title: ""))
    #expect(confusion.contains("precision") && confusion.contains("of 60 examples"))
  }
}

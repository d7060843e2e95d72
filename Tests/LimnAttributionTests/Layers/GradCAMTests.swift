import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct GradCAMTests {
  @Test(arguments: ReferenceValues.all) func guidedBackpropagationIsCaptums(_ name: String) throws {
    try ReferenceValues(name).expect(
      GuidedBackprop.Configuration(), "guided-backprop", within: 1e-4)
  }

  @Test(arguments: ReferenceValues.pictures) func mapsAreCaptums(_ name: String) throws {
    let values = try ReferenceValues(name)
    let found = try values.expect(GradCAM.Configuration(), "grad-cam", within: 1e-4)
    #expect(found.allSatisfy { $0.values.allSatisfy { $0 >= 0 } && $0.quantity == .evidence })
    try values.expect(GradCAM.Configuration(hires: true), "hires-cam", within: 1e-4)
    let last = name == "residual" ? "convolution 3" : "convolution 2"
    try values.expect(GradCAM.Configuration(layer: last), "grad-cam", within: 1e-4)
  }

  /// HiResCAM of the last rectifier before a dense layer sums to the score but for the bias, before its
  /// negative parts go: here none are negative.
  @Test func knownMaps() throws {
    let network = try Network(
      inputShape: .image(height: 2, width: 2),
      layers: [
        Convolution(
          Windows(channels: 1, input: .init(2, 2), kernel: .init(1, 1)),
          weights: Matrix(rows: [[1], [2]], columns: 1), bias: [0, 1]),
        Dense(
          weights: Matrix(
            rows: [[1], [0], [0], [3], [0], [1], [0], [0]], columns: 1), bias: [5]),
      ])
    let input: [Float] = [1, 2, 3, 4]
    let hires = try GradCAM(network, settings: .init(hires: true)).attribution(
      of: input, objective: .output())
    // Maps [1, 2, 3, 4] and [3, 5, 7, 9] times their weights [1, 0, 0, 3] and [0, 1, 0, 0].
    #expect(hires.values == [1, 5, 0, 12])
    let mean = try GradCAM(network).attribution(of: input, objective: .output())
    // Mean weights 1 and 1/4.
    #expect(mean.values == [1.75, 3.25, 4.75, 6.25])
  }

  @Test func whatItRefuses() throws {
    let smooth = try ReferenceValues("smooth").network
    #expect(throws: AttributionError.noFeatureMaps(method: "grad-cam", layer: nil)) {
      try GradCAM(smooth)
    }
    #expect(throws: AttributionError.noFeatureMaps(method: "grad-cam", layer: "tanh")) {
      try GradCAM(smooth, settings: .init(layer: "tanh"))
    }
    #expect {
      try GradCAM(smooth, settings: .init(layer: "relu"))
    } throws: { error in
      guard case AttributionError.noSuchLayer("relu", let known) = error else { return false }
      return known == ["dense 1", "tanh", "dense 2", "sigmoid", "dense 3"]
    }
  }

  /// The mean of Integrated Gradients over the rows.
  @Test func expectedGradientsAreTheMeanOfPaths() throws {
    let values = try ReferenceValues("convolutional")
    let objectives: [Objective] = [.logit(1), .probability(2)]
    let found = try ExpectedGradients(
      values.network, settings: .init(background: .rows(values.background))
    ).attributions(of: values.inputs, objectives: objectives)
    var expected = [[Double]](repeating: [Double](repeating: 0, count: 64), count: 2)
    for row in 0..<3 {
      let paths = try IntegratedGradients(
        values.network, baseline: .values(Array(values.background[row: row]))
      ).attributions(of: values.inputs, objectives: objectives)
      for (index, path) in paths.enumerated() {
        for i in 0..<64 { expected[index][i] += path.values[i] / 3 }
      }
    }
    for (a, b) in zip(found, expected) {
      expectClose(a.values, b, within: 1e-9)
      #expect(abs(a.completenessGap) < 1e-5)
      #expect(a.reference == .background(rows: 3))
    }
  }
}

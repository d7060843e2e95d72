import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct AblationTests {
  @Test(arguments: ReferenceValues.pictures) func occlusionIsCaptums(_ name: String) throws {
    let values = try ReferenceValues(name)
    try values.expect(
      Occlusion.Configuration(
        background: .baseline(.values(values.baseline)), window: .init(height: 3, width: 2),
        stride: .init(height: 2, width: 2)), "occlusion", within: 1e-4)
  }

  @Test(arguments: ReferenceValues.pictures) func featureAblationIsCaptums(_ name: String) throws {
    let values = try ReferenceValues(name)
    try values.expect(
      FeatureAblation.Configuration(
        background: .baseline(.values(values.baseline)), segmentation: .blocks(2)),
      "feature-ablation", within: 1e-4)
  }

  /// A sum of pixels with known weights.
  private func linear(_ shape: InputShape, weights: [Float]) throws -> Network {
    try Network(
      inputShape: shape,
      layers: [Dense(weights: Matrix(rows: weights.map { [$0] }, columns: 1), bias: [3])])
  }

  /// Of a linear model each value is known: the drop of a window is the sum of its products.
  @Test func windowsOfALinearModel() throws {
    let network = try linear(.vector(5), weights: [1, 2, 3, 4, 5])
    let settings = Occlusion.Configuration(
      window: .init(height: 1, width: 3), stride: .init(height: 1, width: 2))
    let found = try settings.bound(to: network).attribution(
      of: [1, 1, 1, 1, 1], objective: .output())
    // The windows 0…2 and 2…4 drop the score by 6 and by 12.
    #expect(found.values == [6, 6, 9, 12, 12])
    #expect(found.evaluations == 4)
    #expect(found.quantity == .drop)
    // A last window is cut off at the border.
    let four = try linear(.vector(4), weights: [1, 2, 3, 4])
    let cut = try settings.bound(to: four).attribution(of: [1, 1, 1, 1], objective: .output())
    #expect(cut.values == [6, 6, 6.5, 7])
  }

  @Test func backgroundRowsAreAveraged() throws {
    let network = try linear(.vector(2), weights: [1, 10])
    let background = Matrix(rows: [[0, 0], [2, 4]], columns: 2)
    for configuration: any MethodConfiguration in [
      FeatureAblation.Configuration(background: .rows(background)),
      Occlusion.Configuration(background: .rows(background)),
    ] {
      let found = try configuration.bound(to: network).attribution(
        of: [2, 3], objective: .output())
      // The first feature equals the second row's, which costs nothing.
      #expect(found.values == [1, 10])
      #expect(found.evaluations == 1 + 2 + 3)
      #expect(found.reference == .background(rows: 2))
      #expect(found.scoreAtBaseline == 3 + (0 + 42) / 2)
    }
  }

  /// Windows side by side are blocks.
  @Test func windowsSideBySideAreSegments() throws {
    let values = try ReferenceValues("convolutional")
    let objectives = [Objective](repeating: .probability(1, against: 2), count: 2)
    let windows = try Occlusion.Configuration(
      window: .init(height: 2, width: 2), stride: .init(height: 2, width: 2)
    ).bound(to: values.network).attributions(of: values.inputs, objectives: objectives)
    let segments = try FeatureAblation.Configuration(segmentation: .blocks(2))
      .bound(to: values.network).attributions(of: values.inputs, objectives: objectives)
    #expect(windows.map(\.values) == segments.map(\.values))
  }

  @Test func windowsThatDoNotFit() throws {
    let network = try linear(.image(height: 2, width: 3), weights: [1, 2, 3, 4, 5, 6])
    for (window, stride) in [((3, 1), (1, 1)), ((1, 4), (1, 1)), ((2, 2), (1, 3))] {
      let (window, stride) = (
        Occlusion.Size(height: window.0, width: window.1),
        Occlusion.Size(height: stride.0, width: stride.1)
      )
      #expect(
        throws: AttributionError.windowSize(
          window: window, stride: stride, input: .image(height: 2, width: 3))
      ) {
        try Occlusion.Configuration(window: window, stride: stride).bound(to: network)
      }
    }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "stride", found: "0", range: "from 1 to 1000000")
    ) {
      try Occlusion.Configuration(stride: .init(height: 0, width: 1)).bound(to: network)
    }
  }
}

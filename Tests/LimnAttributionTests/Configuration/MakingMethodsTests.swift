import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Testing

@testable import LimnAttribution

/// One shape for all methods: a model, then settings, refused where they are made.
@Suite struct MakingMethodsTests {
  private let network: Network
  private let digit = Array(Digits.all.inputs[row: 3])

  init() throws { network = try EmbeddedModel.network() }

  /// Settings one by one are those of the value. Red where an initialiser forgets one.
  @Test func settingsOneByOneAreTheValue() throws {
    let values = Baseline.values([Float](repeating: 1, count: 64))
    let rows = Background.rows(Digits.all.inputs.rows(0..<3))
    func expect(_ method: some Attributor, _ settings: any MethodConfiguration) {
      #expect(method.configuration?.isEqual(to: settings) == true, "\(method.name)")
    }
    expect(
      try SHAP(
        network, background: rows, segmentation: .blocks(2), estimator: .permutation,
        evaluations: 900, precision: 0.1, decays: .learned, seed: 7),
      SHAP.Configuration(
        background: rows, segmentation: .blocks(2), estimator: .permutation, evaluations: 900,
        precision: 0.1, decays: .learned, seed: 7))
    expect(
      try LIME(
        network, background: rows, segmentation: .blocks(2), samples: 90, kernelWidth: 0.5,
        ridge: 0.1, distance: .euclidean, sampling: .independent, selection: .forward(3), seed: 7),
      LIME.Configuration(
        background: rows, segmentation: .blocks(2), samples: 90, kernelWidth: 0.5, ridge: 0.1,
        distance: .euclidean, sampling: .independent, selection: .forward(3), seed: 7))
    expect(
      try ShapleyInteractions(
        network, background: rows, segmentation: .blocks(2), index: .aggregated,
        estimator: .sampled, evaluations: 900, seed: 7),
      ShapleyInteractions.Configuration(
        background: rows, segmentation: .blocks(2), index: .aggregated, estimator: .sampled,
        evaluations: 900, seed: 7))
    expect(
      try RISE(
        network, background: rows, grid: .init(height: 3, width: 2), samples: 40, shown: 0.25,
        seed: 7),
      RISE.Configuration(
        background: rows, grid: .init(height: 3, width: 2), samples: 40, shown: 0.25, seed: 7))
    expect(
      try Occlusion(
        network, background: rows, window: .init(height: 3, width: 2),
        stride: .init(height: 2, width: 1)),
      Occlusion.Configuration(
        background: rows, window: .init(height: 3, width: 2), stride: .init(height: 2, width: 1)))
    expect(
      try FeatureAblation(network, background: rows, segmentation: .blocks(2)),
      FeatureAblation.Configuration(background: rows, segmentation: .blocks(2)))
    expect(
      try ExpectedGradients(network, background: rows, rule: .quadrature(.trapezoid, steps: 9)),
      ExpectedGradients.Configuration(
        background: rows, rule: .quadrature(.trapezoid, steps: 9)))
    expect(
      try DeepLIFT(network, background: rows), DeepLIFT.Configuration(background: rows))
    expect(
      try LRP(
        network, composite: .epsilon, epsilon: 0.5, gamma: 0.5, box: .init(low: 0, high: 16),
        baseline: values),
      LRP.Configuration(
        composite: .epsilon, epsilon: 0.5, gamma: 0.5, box: .init(low: 0, high: 16),
        baseline: values))
    expect(
      try GuidedBackprop(network, baseline: values),
      GuidedBackprop.Configuration(baseline: values))
    expect(
      try EdgeDetector(network, baseline: values), EdgeDetector.Configuration(baseline: values))
    expect(
      try Conductance(network, layer: "relu", baseline: values),
      LayerSettings<Conductance>(layer: "relu", baseline: values))
    expect(try Saliency(network, baseline: values), GradientSettings<Saliency>(baseline: values))
    let noise = GradientNoise(level: 0.2, samples: 9, seed: 7)
    expect(
      try SmoothGrad(network, noise: noise, baseline: values, inner: LRP.Configuration()),
      SmoothGrad.Configuration(noise: noise, baseline: values, inner: LRP.Configuration()))
    expect(
      try VarGrad(network, noise: noise, baseline: values),
      VarGrad.Configuration(noise: noise, baseline: values))
  }

  @Test func aModelOfANegativeNumberOfInputsIsRefused() {
    let model = BlackBox(inputShape: .vector(-1), outputCount: 2, scoreKind: .logits) { $0 }
    #expect(throws: ModelError.inputWidth(found: 0, expected: -1)) { try SHAP(model) }
    #expect(throws: ModelError.inputWidth(found: 0, expected: -1)) { try LIME(model) }
  }

  /// What is wrong without an input is said without one.
  @Test func whatCannotServeIsRefusedWhenItIsMade() throws {
    let short = Baseline.values([0, 0])
    let narrow = Background.rows(Matrix(rows: 2, columns: 5))
    let baselineWidth = AttributionError.baselineWidth(found: 2, expected: 64)
    let backgroundWidth = AttributionError.backgroundWidth(found: 5, expected: 64)
    #expect(throws: baselineWidth) { try Saliency(network, baseline: short) }
    #expect(throws: baselineWidth) { try GradientTimesInput(network, baseline: short) }
    #expect(throws: baselineWidth) { try SmoothGrad(network, baseline: short) }
    #expect(throws: baselineWidth) { try VarGrad(network, baseline: short) }
    #expect(throws: baselineWidth) { try EdgeDetector(network, baseline: short) }
    #expect(throws: backgroundWidth) { try SHAP(network, background: narrow) }
    #expect(throws: backgroundWidth) { try LIME(network, background: narrow) }
    #expect(throws: backgroundWidth) { try ShapleyInteractions(network, background: narrow) }
    #expect(throws: backgroundWidth) { try RISE(network, background: narrow) }
    #expect(throws: AttributionError.segmentLabels(found: 3, expected: 64)) {
      try SHAP(network, segmentation: .labels([0, 1, 2]))
    }
    #expect(throws: AttributionError.nestedSegments) {
      try LIME(network, segmentation: .nested)
    }
  }

  /// A row of a matrix is an input as an array is.
  @Test func anyCollectionIsAnInput() throws {
    let method = try IntegratedGradients(network)
    let row = Digits.all.inputs[row: 3]
    #expect(
      try method.attribution(of: row, objective: .logit(3))
        == method.attribution(of: digit, objective: .logit(3)))
  }
}

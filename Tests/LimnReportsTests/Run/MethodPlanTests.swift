import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import LimnReports
import Testing

/// A plan tells any two settings of a method apart.
@Suite struct MethodPlanTests {
  private static let rows = Matrix(rows: [[1, 2], [3, 4]], columns: 2)

  /// For each configuration, one that differs in each of its stored properties.
  private static let variants: [(any MethodConfiguration, [String: any MethodConfiguration])] = [
    (
      IntegratedGradients.Configuration(),
      [
        "baseline": IntegratedGradients.Configuration(baseline: .values([0, 0])),
        "rule": IntegratedGradients.Configuration(rule: .exact),
      ]
    ),
    (
      LIME.Configuration(),
      [
        "background": LIME.Configuration(background: .rows(rows)),
        "segmentation": LIME.Configuration(segmentation: .blocks(2)),
        "samples": LIME.Configuration(samples: LIME.defaultSamples),
        "kernelWidth": LIME.Configuration(kernelWidth: 0.25.nextUp),
        "ridge": LIME.Configuration(ridge: 1), "distance": LIME.Configuration(distance: .hamming),
        "sampling": LIME.Configuration(sampling: .independent),
        "selection": LIME.Configuration(selection: .forward(2)),
        "seed": LIME.Configuration(seed: 1),
      ]
    ),
    (
      TabularLIME.Configuration(background: rows),
      [
        "background": TabularLIME.Configuration(
          background: Matrix(rows: [[1, 2], [3, Float(4).nextUp]], columns: 2)),
        "representation": TabularLIME.Configuration(background: rows, representation: .quartiles),
        "samples": TabularLIME.Configuration(background: rows, samples: 4999),
        "kernelWidth": TabularLIME.Configuration(background: rows, kernelWidth: 1),
        "ridge": TabularLIME.Configuration(background: rows, ridge: 2),
        "selection": TabularLIME.Configuration(background: rows, selection: .lassoPath(1)),
        "seed": TabularLIME.Configuration(background: rows, seed: .max),
      ]
    ),
    (
      SHAP.Configuration(),
      [
        "background": SHAP.Configuration(background: .rows(Matrix(rows: 1, columns: 2))),
        "segmentation": SHAP.Configuration(segmentation: .labels([0, 1])),
        "estimator": SHAP.Configuration(estimator: .kernel),
        "evaluations": SHAP.Configuration(evaluations: SHAP.defaultEvaluations),
        "precision": SHAP.Configuration(precision: 0.1),
        "decays": SHAP.Configuration(decays: .learned), "seed": SHAP.Configuration(seed: 1),
      ]
    ),
    (Saliency.Configuration(), ["baseline": Saliency.Configuration(baseline: .values([0, 0]))]),
    (
      GradientTimesInput.Configuration(),
      ["baseline": GradientTimesInput.Configuration(baseline: .values([0, 0]))]
    ),
    (
      SmoothGrad.Configuration(),
      [
        "noise": SmoothGrad.Configuration(noise: GradientNoise(seed: 1)),
        "inner": SmoothGrad.Configuration(inner: Saliency.Configuration()),
        "baseline": SmoothGrad.Configuration(baseline: .values([0, 0])),
      ]
    ),
    (
      VarGrad.Configuration(),
      [
        "noise": VarGrad.Configuration(noise: GradientNoise(seed: 1)),
        "baseline": VarGrad.Configuration(baseline: .values([0, 0])),
      ]
    ),
    (
      Occlusion.Configuration(),
      [
        "background": Occlusion.Configuration(background: .rows(rows)),
        "window": Occlusion.Configuration(window: .init(height: 1, width: 2)),
        "stride": Occlusion.Configuration(stride: .init(height: 2, width: 1)),
      ]
    ),
    (
      FeatureAblation.Configuration(),
      [
        "background": FeatureAblation.Configuration(background: .rows(rows)),
        "segmentation": FeatureAblation.Configuration(segmentation: .blocks(2)),
      ]
    ),
    (
      DeepLIFT.Configuration(),
      ["background": DeepLIFT.Configuration(background: .rows(rows))]
    ),
    (
      LRP.Configuration(),
      [
        "composite": LRP.Configuration(composite: .epsilon),
        "epsilon": LRP.Configuration(epsilon: 0.25), "gamma": LRP.Configuration(gamma: 1),
        "box": LRP.Configuration(box: .init(low: 0, high: 1)),
        "baseline": LRP.Configuration(baseline: .values([0, 0])),
      ]
    ),
    (
      GuidedBackprop.Configuration(),
      ["baseline": GuidedBackprop.Configuration(baseline: .values([0, 0]))]
    ),
    (
      GradCAM.Configuration(),
      [
        "layer": GradCAM.Configuration(layer: "convolution"),
        "hires": GradCAM.Configuration(hires: true),
        "baseline": GradCAM.Configuration(baseline: .values([0, 0])),
      ]
    ),
    (
      ExpectedGradients.Configuration(),
      [
        "background": ExpectedGradients.Configuration(background: .rows(rows)),
        "rule": ExpectedGradients.Configuration(rule: .exact),
      ]
    ),
    (
      LayerActivation.Configuration(layer: "a"),
      [
        "layer": LayerActivation.Configuration(layer: "b"),
        "baseline": LayerActivation.Configuration(layer: "a", baseline: .values([0, 0])),
      ]
    ),
    (
      Conductance.Configuration(layer: "a"),
      [
        "layer": Conductance.Configuration(layer: "b"),
        "baseline": Conductance.Configuration(layer: "a", baseline: .values([0, 0])),
      ]
    ),
    (
      ShapleyInteractions.Configuration(),
      [
        "background": ShapleyInteractions.Configuration(background: .rows(rows)),
        "segmentation": ShapleyInteractions.Configuration(segmentation: .blocks(2)),
        "index": ShapleyInteractions.Configuration(index: .aggregated),
        "estimator": ShapleyInteractions.Configuration(estimator: .sampled),
        "evaluations": ShapleyInteractions.Configuration(evaluations: 500),
        "seed": ShapleyInteractions.Configuration(seed: 1),
      ]
    ),
    (
      RISE.Configuration(),
      [
        "background": RISE.Configuration(background: .rows(rows)),
        "segmentation": RISE.Configuration(segmentation: .features),
        "grid": RISE.Configuration(grid: .init(height: 1, width: 2)),
        "samples": RISE.Configuration(samples: 500), "shown": RISE.Configuration(shown: 0.25),
        "seed": RISE.Configuration(seed: 1),
      ]
    ),
    (
      EdgeDetector.Configuration(),
      ["baseline": EdgeDetector.Configuration(baseline: .values([0, 0]))]
    ),
  ]

  /// No setting can be missing from a plan: every stored property of every configuration is looked at.
  @Test func everySettingIsInThePlan() throws {
    #expect(
      Self.variants.map { type(of: $0.0).method } == ConfiguredMethod.own.map { $0.method })
    for (base, variants) in Self.variants {
      let name = type(of: base).method
      let stored = Mirror(reflecting: base).children.compactMap(\.label)
      #expect(Set(stored) == Set(variants.keys), "\(name)")
      var plans = [try base.settings()]
      for label in stored {
        let settings = try #require(variants[label]).settings()
        #expect(!plans.contains(settings), "\(label) of \(name)")
        plans.append(settings)
      }
    }
    let noise = GradientNoise()
    let others = [
      "level": GradientNoise(level: 0.2), "ranges": GradientNoise(ranges: [1, 2]),
      "samples": GradientNoise(samples: 51),
      "seed": GradientNoise(seed: 1),
    ]
    #expect(Set(Mirror(reflecting: noise).children.compactMap(\.label)) == Set(others.keys))
    for (label, other) in others {
      #expect(
        try SmoothGrad.Configuration(noise: other).settings()
          != SmoothGrad.Configuration(noise: noise).settings(), "\(label)")
    }
  }

  @Test func settingsAreReadable() throws {
    let settings = try LIME.Configuration(
      background: .rows(Matrix(rows: 300, columns: 64)), segmentation: .blocks(2), samples: 700,
      selection: .forward(6), seed: 3
    ).settings()
    #expect(
      settings.filter { $0.name != "background" } == [
        .init("segmentation", "2"), .init("samples", "700"), .init("kernel width", "0.25"),
        .init("distance", "cosine"), .init("sampling", "paired"),
        .init("selection", "by forward, count 6"), .init("seed", "3"),
      ])
    let background = try #require(settings.first?.value)
    #expect(background.hasPrefix("rows 300, columns 64, elements 19200 values "))
    #expect(background.utf8.count < 80)
  }
}

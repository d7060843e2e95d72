import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import LimnReports
import Testing

/// A plan tells any two settings of a method apart, and takes methods that are none of Limn's.
@Suite struct MethodPlanTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

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

  /// A method of a library user's: each value of the input, scaled.
  private struct Scaled: Attributor {
    struct Configuration: MethodConfiguration {
      static let method = "scaled-input"
      var factor = 2.0
      func validate() throws { try SettingRange("factor", 0.5...8).check(factor) }
      func bound(to model: any Model) throws -> any Attributor {
        try validate()
        return Scaled(model: model, factor: factor, isConfigured: true)
      }
    }

    let model: any Model
    let factor: Double
    let isConfigured: Bool

    var name: String { Configuration.method }
    var configuration: (any MethodConfiguration)? {
      isConfigured ? Configuration(factor: factor) : nil
    }

    func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
      -> [Attribution]
    {
      (0..<inputs.rows).map { row in
        Attribution(
          method: name, objective: objectives[row], shape: model.inputShape,
          values: inputs[row: row].map { factor * Double($0) }, scoreAtInput: 1,
          scoreAtBaseline: 0, evaluations: 0)
      }
    }
  }

  private func report(_ methods: [ReportMethod], rows: Range<Int> = 0..<20) throws -> BatchReport {
    let network = try Batches.network()
    return try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(digits: rows),
      baseline: "zeros", methods: methods, evaluation: ReportEvaluation(rows: 4),
      page: PageContent(title: "Foreign"), version: "test")
  }

  @Test(arguments: [true, false]) func foreignMethod(isConfigured: Bool) throws {
    let network = try Batches.network()
    let foreign = Scaled(model: network, factor: 3, isConfigured: isConfigured)
    if !isConfigured {
      #expect(throws: ReportError.unnamedSettings(method: "scaled-input")) {
        try ReportMethod(foreign)
      }
    }
    let method =
      try isConfigured
      ? ReportMethod(foreign) : ReportMethod(foreign, settings: [.init("factor", "3.0")])
    let own = try ReportMethod(Saliency(network))
    let report = try report([method, own])
    #expect(report.plan.methods[0].settings == [.init("factor", "3.0")])
    guard case .report = try report.run(to: "\(place.path)/run", work: Work(workers: 2)) else {
      Issue.record("no report")
      return
    }
    let array = try #require(try place.files(in: "run")["attributions/scaled-input.npy"])
    let values = array.suffix(20 * 64 * 4)
    let first = values.withUnsafeBytes { bytes in
      (0..<64).map {
        Float(bitPattern: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
      }
    }
    #expect(first == Digits.all.inputs[row: 0].map { 3 * $0 })

    // Another factor is another run.
    let other = Scaled(model: network, factor: 4, isConfigured: true)
    #expect {
      try self.report([ReportMethod(other), own]).run(
        to: "\(place.path)/run", work: Work(workers: 1))
    } throws: { error in
      guard case ReportError.otherRun(_, let differences) = error else { return false }
      return differences == [.init(aspect: "factor of scaled-input", found: "3.0", expected: "4.0")]
    }
  }

  /// With a configuration a foreign method is bound to random networks as well.
  @Test func foreignMethodIsEvaluated() throws {
    let network = try Batches.network()
    let inputs = Digits.all.inputs.rows(0..<8)
    let batch = try ExplainedBatch(
      model: network, inputs: inputs,
      objectives: network.scores(of: inputs).argmaxOfRows().map { .logit($0) })
    for isConfigured in [true, false] {
      let method = EvaluatedMethod(Scaled(model: network, factor: 2, isConfigured: isConfigured))
      let table = try Evaluation(seed: 1).table(of: [method], on: batch, work: Work(workers: 1))
      #expect(table.methods[0].method == "scaled-input")
      // The input does not depend on the model, so random weights change nothing.
      let stages = table.methods[0].randomization
      #expect(stages.isEmpty == !isConfigured)
      for stage in stages { #expect(stage.spread?.median == 1) }
    }
  }

  @Test(arguments: [
    "", "../x", "a/b", ".hidden", "a\0b", "Lime", "-x", String(repeating: "a", count: 65),
  ])
  func namesThatAreNoFiles(name: String) throws {
    struct Named: Attributor {
      let name: String
      func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
        -> [Attribution]
      { [] }
    }
    #expect(throws: ReportError.methodName(name)) {
      try report([ReportMethod(Named(name: name), settings: [])])
    }
  }

  /// Two methods of different names whose files would have one.
  @Test func namesWhoseFilesMeet() throws {
    struct Named: Attributor {
      let name: String
      func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
        -> [Attribution]
      { [] }
    }
    #expect(throws: ReportError.duplicateMethod("a-error")) {
      try report(["a", "a-error"].map { ReportMethod(Named(name: $0), settings: []) })
    }
  }
}

import Limn
import Testing

/// Every option of a method reaches it: what the command gives is what the library gives with the
/// same settings, and not what it gives without them.
@Suite struct MethodOptionsTests {
  /// The words after the method's name, and the method that they are to make.
  struct Case: Sendable, CustomTestStringConvertible {
    let options: String
    let method: @Sendable (Network) throws -> any Attributor

    init(_ options: String, _ method: @escaping @Sendable (Network) throws -> any Attributor) {
      self.options = options
      self.method = method
    }

    var testDescription: String { options }
  }

  /// Three rows, far from zeros.
  private static var rows: Matrix { Digits.all.inputs.rows(20..<23) }
  private static var trained: Matrix {
    get throws { Digits.all.inputs.rows(at: try Split(of: Digits.all).training) }
  }
  private static var mean: Baseline {
    get throws {
      let rows = try trained
      return .values(
        (0..<rows.columns).map { column in
          Float((0..<rows.rows).reduce(0.0) { $0 + Double(rows[$1, column]) } / Double(rows.rows))
        })
    }
  }

  static let cases: [Case] = [
    Case("integrated-gradients") { try IntegratedGradients($0) },
    Case("integrated-gradients --baseline mean") {
      try IntegratedGradients($0, baseline: try mean)
    },
    Case("integrated-gradients --rule adaptive") {
      try IntegratedGradients($0, rule: .adaptive(tolerance: 1e-5))
    },
    Case("integrated-gradients --rule trapezoid") {
      try IntegratedGradients($0, rule: .quadrature(.trapezoid, steps: 50))
    },
    Case("integrated-gradients --steps 3") {
      try IntegratedGradients($0, rule: .quadrature(.gaussLegendre, steps: 3))
    },
    Case("integrated-gradients --rule riemann-left --steps 7") {
      try IntegratedGradients($0, rule: .quadrature(.riemannLeft, steps: 7))
    },
    Case("lime") { try LIME($0) },
    Case("lime --samples 300") { try LIME($0, samples: 300) },
    Case("lime --kernel-width 0.6") { try LIME($0, kernelWidth: 0.6) },
    Case("lime --ridge 7") { try LIME($0, ridge: 7) },
    Case("lime --distance hamming") { try LIME($0, distance: .hamming) },
    Case("lime --sampling independent") { try LIME($0, sampling: .independent) },
    Case("lime --select forward:5") { try LIME($0, selection: .forward(5)) },
    Case("lime --select highest:5") { try LIME($0, selection: .highestWeights(5)) },
    Case("lime --select lasso:12") { try LIME($0, selection: .lassoPath(12)) },
    Case("lime --seed 4") { try LIME($0, seed: 4) },
    Case("lime --segments 2x2") { try LIME($0, segmentation: .blocks(2)) },
    Case("lime --background rows.npy") { try LIME($0, background: .rows(rows)) },
    Case("lime --baseline mean") { try LIME($0, background: .baseline(try mean)) },
    Case("lime-tabular") { try TabularLIME($0, background: try trained) },
    Case("lime-tabular --background rows.npy") { try TabularLIME($0, background: rows) },
    Case("lime-tabular --samples 700") {
      try TabularLIME($0, background: try trained, samples: 700)
    },
    Case("lime-tabular --kernel-width 2") {
      try TabularLIME($0, background: try trained, kernelWidth: 2)
    },
    Case("lime-tabular --ridge 90") { try TabularLIME($0, background: try trained, ridge: 90) },
    Case("lime-tabular --representation quartiles") {
      try TabularLIME($0, background: try trained, representation: .quartiles)
    },
    Case("lime-tabular --select highest:6") {
      try TabularLIME($0, background: try trained, selection: .highestWeights(6))
    },
    Case("lime-tabular --seed 2") { try TabularLIME($0, background: try trained, seed: 2) },
    Case("shap") { try SHAP($0) },
    Case("shap --estimator kernel") { try SHAP($0, estimator: .kernel) },
    Case("shap --estimator permutation") { try SHAP($0, estimator: .permutation) },
    Case("shap --estimator gaussian-process --evaluations 600") {
      try SHAP($0, estimator: .gaussianProcess, evaluations: 600)
    },
    Case("shap --estimator permutation --evaluations 30000 --precision 0.2") {
      try SHAP($0, estimator: .permutation, evaluations: 30000, precision: 0.2)
    },
    Case("shap --estimator kernel --seed 5") { try SHAP($0, estimator: .kernel, seed: 5) },
    Case("shap --estimator kernel --segments 2x2") {
      try SHAP($0, segmentation: .blocks(2), estimator: .kernel)
    },
    Case("shap --background rows.npy") { try SHAP($0, background: .rows(rows)) },
    Case("shap --segments nested") { try SHAP($0, segmentation: .nested) },
    Case("shap --segments nested --estimator permutation --evaluations 500 --seed 4") {
      try SHAP(
        $0, segmentation: .nested, estimator: .permutation, evaluations: 500, seed: 4)
    },
    Case("shap --baseline mean") { try SHAP($0, background: .baseline(try mean)) },
    Case("saliency") { try Saliency($0) },
    Case("saliency --baseline mean") { try Saliency($0, baseline: try mean) },
    Case("gradient-x-input") { try GradientTimesInput($0) },
    Case("gradient-x-input --baseline mean") { try GradientTimesInput($0, baseline: try mean) },
    Case("smoothgrad") { try SmoothGrad($0) },
    Case("smoothgrad --samples 9") { try SmoothGrad($0, noise: GradientNoise(samples: 9)) },
    Case("smoothgrad --seed 8") { try SmoothGrad($0, noise: GradientNoise(seed: 8)) },
    Case("smoothgrad --samples 9 --seed 8") {
      try SmoothGrad($0, noise: GradientNoise(samples: 9, seed: 8))
    },
    Case("smoothgrad --baseline mean") { try SmoothGrad($0, baseline: try mean) },
    Case("vargrad") { try VarGrad($0) },
    Case("vargrad --samples 9 --seed 8") {
      try VarGrad($0, noise: GradientNoise(samples: 9, seed: 8))
    },
    Case("smoothgrad --smooth integrated-gradients --samples 9 --seed 8 --steps 3") {
      try SmoothGrad(
        $0,
        settings: .init(
          noise: GradientNoise(samples: 9, seed: 8),
          inner: IntegratedGradients.Configuration(rule: .quadrature(.gaussLegendre, steps: 3))))
    },
    Case("smoothgrad --smooth lrp --samples 9") {
      try SmoothGrad(
        $0, settings: .init(noise: GradientNoise(samples: 9), inner: LRP.Configuration()))
    },
    Case("vargrad --baseline mean") { try VarGrad($0, baseline: try mean) },
    Case("occlusion") { try Occlusion($0) },
    Case("occlusion --window 2x4") {
      try Occlusion($0, settings: .init(window: .init(height: 2, width: 4)))
    },
    Case("occlusion --window 4 --stride 3") {
      try Occlusion(
        $0,
        settings: .init(
          window: .init(height: 4, width: 4), stride: .init(height: 3, width: 3)))
    },
    Case("occlusion --background rows.npy") {
      try Occlusion($0, settings: .init(background: .rows(rows)))
    },
    Case("feature-ablation") { try FeatureAblation($0) },
    Case("feature-ablation --segments 2x2") {
      try FeatureAblation($0, settings: .init(segmentation: .blocks(2)))
    },
    Case("feature-ablation --baseline mean") {
      try FeatureAblation($0, settings: .init(background: .baseline(try mean)))
    },
    Case("deeplift") { try DeepLIFT($0) },
    Case("deeplift --background rows.npy") {
      try DeepLIFT($0, settings: .init(background: .rows(rows)))
    },
    Case("expected-gradients --background rows.npy") {
      try ExpectedGradients($0, settings: .init(background: .rows(rows)))
    },
    Case("expected-gradients --background rows.npy --steps 2") {
      try ExpectedGradients(
        $0,
        settings: .init(background: .rows(rows), rule: .quadrature(.gaussLegendre, steps: 2)))
    },
    Case("lrp") { try LRP($0) },
    Case("lrp --composite epsilon-plus-flat") {
      try LRP($0, settings: .init(composite: .epsilonPlusFlat))
    },
    Case("lrp --composite epsilon --epsilon 0.5") {
      try LRP($0, settings: .init(composite: .epsilon, epsilon: 0.5))
    },
    Case("guided-backprop") { try GuidedBackprop($0) },
    Case("edges") { try EdgeDetector($0) },
    Case("edges --baseline mean") { try EdgeDetector($0, settings: .init(baseline: try mean)) },
    Case("rise --samples 400") { try RISE($0, settings: .init(samples: 400)) },
    Case("rise --samples 400 --seed 3") {
      try RISE($0, settings: .init(samples: 400, seed: 3))
    },
    Case("rise --samples 400 --grid 2x3") {
      try RISE($0, settings: .init(grid: .init(height: 2, width: 3), samples: 400))
    },
    Case("rise --samples 400 --shown 0.25") {
      try RISE($0, settings: .init(samples: 400, shown: 0.25))
    },
    Case("rise --samples 400 --segments 2x2") {
      try RISE($0, settings: .init(segmentation: .blocks(2), samples: 400))
    },
    Case("rise --samples 400 --background rows.npy") {
      try RISE($0, settings: .init(background: .rows(rows), samples: 400))
    },
    Case("rise --samples 400 --baseline mean") {
      try RISE($0, settings: .init(background: .baseline(try mean), samples: 400))
    },
    Case("shap-interactions --segments 2x2") {
      try ShapleyInteractions($0, settings: .init(segmentation: .blocks(2)))
    },
    Case("shap-interactions --segments 2x2 --index shapley-taylor") {
      try ShapleyInteractions(
        $0, settings: .init(segmentation: .blocks(2), index: .shapleyTaylor))
    },
    Case("shap-interactions --segments 2x2 --estimator gaussian-process --evaluations 400 --seed 3")
    {
      try ShapleyInteractions(
        $0,
        settings: .init(
          segmentation: .blocks(2), estimator: .sampled, evaluations: 400, seed: 3))
    },
  ]

  @Test(arguments: cases) func theCommandGivesWhatTheLibraryGives(_ test: Case) throws {
    let folder = try Folder()
    try NPYWriter.write(
      Self.rows.elements, shape: [3, 8, 8], to: "\(folder.path)/rows.npy")
    let outcome = try limn("explain --digit 4 --json --method \(test.options)", in: folder)
    let document = try JSON(outcome.output).object
    let method = try #require(document?["methods"]?.array?.first?.object, "\(outcome)")
    let network = try EmbeddedModel.network()
    let input = Array(Digits.all.inputs[row: 4])
    let predicted = network.scores(of: Matrix(row: input)).argmaxOfRows()[0]
    let expected = try test.method(network)
      .attribution(of: input, objective: .logit(predicted))
    #expect(method["evaluations"]?.number == Double(expected.evaluations))
    let start = try #require(method["scoreAtBaseline"]?.number)
    #expect(abs(start - expected.scoreAtBaseline) < 1e-4)
    // The mean of the digits is rounded in another order here: a few units of single precision.
    let size = expected.values.reduce(0) { max($0, abs($1)) }
    let values = try #require(method["values"]?.numbers)
    #expect(values.count == 64)
    for (a, b) in zip(values, expected.values) { #expect(abs(a - b) <= 1e-4 * size) }
    if let errors = expected.standardErrors {
      let found = try #require(method["standardErrors"]?.numbers)
      for (a, b) in zip(found, errors) { #expect(abs(a - b) <= 1e-4 * size) }
    }
  }

  /// The command line knows each of the library's methods.
  @Test func everyMethodCanBeNamed() {
    let named = Set(Self.cases.map { String($0.options.prefix { $0 != " " }) })
    #expect(
      named.union(LayerOptionsTests.methods) == Set(ConfiguredMethod.own.map { $0.method }))
  }

  /// And each option makes a difference that the comparison above would see.
  @Test func everyOptionCounts() throws {
    let network = try EmbeddedModel.network()
    let input = Array(Digits.all.inputs[row: 4])
    var seen: [(name: String, options: String, attribution: Attribution)] = []
    for test in Self.cases {
      let name = String(test.options.prefix { $0 != " " })
      let found = try test.method(network).attribution(of: input, objective: .logit(4))
      let size = found.values.reduce(0) { max($0, abs($1)) }
      for other in seen where other.name == name {
        let distance = zip(found.values, other.attribution.values)
          .reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(
          distance > 2e-4 * size
            || abs(found.scoreAtBaseline - other.attribution.scoreAtBaseline) > 1e-3
            || found.evaluations != other.attribution.evaluations
            || found.interactions != other.attribution.interactions,
          "\(test.options) is \(other.options)")
      }
      seen.append((name, test.options, found))
    }
  }

  @Test func theObjectiveIsTheOneAskedFor() throws {
    let folder = try Folder()
    for (options, objective) in [
      ("", Objective.logit(4)), ("--target 2", .logit(2)), ("--against 7", .logit(4, against: 7)),
      ("--explain probability", .probability(4)),
      ("--target 2 --against 7 --explain probability", .probability(2, against: 7)),
    ] {
      let outcome = try limn(
        "explain --digit 4 --method integrated-gradients --json \(options)", in: folder)
      let method = try JSON(outcome.output).object?["methods"]?.array?.first?.object
      let values = try #require(method?["values"]?.numbers, "\(outcome)")
      let expected = try IntegratedGradients(try EmbeddedModel.network())
        .attribution(of: Array(Digits.all.inputs[row: 4]), objective: objective)
      for (a, b) in zip(values, expected.values) { #expect(abs(a - b) < 1e-9) }
    }
  }
}

import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An attribution goes to JSON and back with every bit, and what is read is checked.
@Suite struct AttributionCodableTests {
  private static let input: [Float] = [0.5, -1, 2, 0.25]
  private static let rows = Matrix(rows: [[1, 2, 0, 1], [3, 4, 1, 0], [5, 6, 2, 2]], columns: 4)

  /// Every method, and every way that leaves other fields: bounds, errors, a fit, notes, a background.
  private static var methods: [any MethodConfiguration] {
    let estimators = ShapleyEstimator.allCases.map { estimator in
      SHAP.Configuration(
        background: estimator == .sampling ? .rows(rows) : .zeros, estimator: estimator)
    }
    return [
      IntegratedGradients.Configuration(),
      IntegratedGradients.Configuration(rule: .adaptive(tolerance: 1e-5)),
      IntegratedGradients.Configuration(rule: .quadrature(.riemannLeft, steps: 3)),
      LIME.Configuration(), LIME.Configuration(background: .rows(rows), samples: 12, seed: .max),
      LIME.Configuration(selection: .forward(2)), TabularLIME.Configuration(background: rows),
      Saliency.Configuration(), GradientTimesInput.Configuration(), SmoothGrad.Configuration(),
      SmoothGrad.Configuration(inner: Saliency.Configuration()),
      VarGrad.Configuration(noise: GradientNoise(ranges: [1, 2, 3, 4])),
      Occlusion.Configuration(), FeatureAblation.Configuration(background: .rows(rows)),
      DeepLIFT.Configuration(background: .rows(rows)), LRP.Configuration(),
      GuidedBackprop.Configuration(), ExpectedGradients.Configuration(background: .rows(rows)),
      LayerActivation.Configuration(layer: "dense 1"), Conductance.Configuration(layer: "dense 1"),
      ShapleyInteractions.Configuration(), RISE.Configuration(),
      RISE.Configuration(background: .rows(rows), samples: 8, shown: 0.25),
      ShapleyInteractions.Configuration(estimator: .closedForm),
      ShapleyInteractions.Configuration(estimator: .sampled, evaluations: 16),
    ] + estimators
  }

  @Test func everyMethodGoesThereAndBack() throws {
    #expect(
      Set(Self.methods.map { type(of: $0).method })
        // Grad-CAM takes feature maps and the edge detector a picture, which this network has none of; their
        // fields are saliency's.
        == Set(ConfiguredMethod.own.map { $0.method }).subtracting([
          GradCAM.Configuration.method, EdgeDetector.Configuration.method,
        ]))
    let objectives: [Objective] = [
      .logit(1), .probability(0, against: 2),
      try Objective(
        terms: [.init(output: 2, weight: 0.1), .init(output: 0, weight: -3)], scale: .logit),
    ]
    let network = try TestNetwork.random(inputs: 4, hidden: [6], classes: 3)
    for configuration in Self.methods {
      let method = try configuration.bound(to: network)
      for objective in objectives {
        do {
          let found = try method.attribution(of: Self.input, objective: objective)
          let json = try JSONEncoder().encode(found)
          #expect(try JSONDecoder().decode(Attribution.self, from: json) == found, "\(method.name)")
        } catch AttributionError.notAnalytic {
          #expect(objective.scale == .probability)
        } catch AttributionError.needsRawScore {
          #expect(objective.scale == .probability)
        }
      }
    }
  }

  private static let plain = """
    {"method":"m","objective":{"terms":[{"output":1,"weight":1}],"scale":"logit"},"shape":[2,1],\
    "quantity":"slope","values":[1,-2],"standardErrors":[0.5,0],"errorBounds":[1,1],\
    "scoreAtInput":3,"scoreAtBaseline":4,"reference":3,"evaluations":7,\
    "options":[{"name":"a","text":"b"},{"name":"c","count":-4},{"name":"d","number":0.5},\
    {"name":"seed","seed":18446744073709551615}],\
    "fit":{"rSquared":1,"intercept":0,"localPrediction":1,"effectiveSampleSize":2},\
    "notes":[{"kind":"shrunk","sentence":"s"}]}
    """

  private func decode(_ json: String) throws -> Attribution {
    try JSONDecoder().decode(Attribution.self, from: Data(json.utf8))
  }

  @Test func everyFieldIsRead() throws {
    let expected = Attribution(
      method: "m", objective: .logit(1), shape: .image(height: 2, width: 1), quantity: .slope,
      values: [1, -2], standardErrors: [0.5, 0], errorBounds: [1, 1], scoreAtInput: 3,
      scoreAtBaseline: 4, reference: .background(rows: 3), evaluations: 7,
      options: [.init("a", "b"), .init("c", -4), .init("d", 0.5), .init(seed: .max)],
      fit: SurrogateFit(
        rSquared: 1, intercept: 0, localPrediction: 1, effectiveSampleSize: 2),
      notes: [.init(.shrunk, "s")])
    #expect(try decode(Self.plain) == expected)
    #expect(expected.options.map(\.value) == ["b", "-4", "0.5", "18446744073709551615"])
  }

  @Test(arguments: [
    (#""shape":[2,1]"#, #""shape":[3]"#), (#""shape":[2,1]"#, #""shape":[-2,-1]"#),
    (#""shape":[2,1]"#, #""shape":[]"#), (#""shape":[2,1]"#, #""shape":[2,0]"#),
    (#""shape":[2,1]"#, #""shape":[4611686018427387904,4]"#),
    (#""shape":[2,1]"#, #""shape":[2,1,1,1]"#),
    (#""values":[1,-2]"#, #""values":[1]"#), (#""values":[1,-2]"#, #""values":[1,1e999]"#),
    (#""values":[1,-2]"#, #""values":[1,null]"#),
    (#"[0.5,0]"#, #"[0.5]"#), (#"[0.5,0]"#, #"[0.5,-1]"#),
    (#""errorBounds":[1,1]"#, #""errorBounds":[1,1,1]"#),
    (#""errorBounds":[1,1]"#, #""errorBounds":[1,-1e-9]"#),
    (#""scoreAtInput":3"#, #""scoreAtInput":1e999"#),
    (#""scoreAtBaseline":4"#, #""scoreAtBaseline":"x""#),
    (#""evaluations":7"#, #""evaluations":-1"#), (#""reference":3"#, #""reference":0"#),
    (#""reference":3"#, #""reference":"elsewhere""#), (#""method":"m""#, #""method":"""#),
    (#""output":1"#, #""output":-1"#), (#""quantity":"slope""#, #""quantity":"hope""#),
    (#""rSquared":1"#, #""rSquared":1.5"#),
    (#""effectiveSampleSize":2"#, #""effectiveSampleSize":-2"#),
    (#""kind":"shrunk""#, #""kind":"sunk""#), (#""number":0.5"#, #""nothing":0.5"#),
  ]) func whatNoMethodFindsIsRefused(part: String, replacement: String) throws {
    let json = Self.plain.replacing(part, with: replacement)
    #expect(json != Self.plain)
    #expect(throws: DecodingError.self, "\(replacement)") { try decode(json) }
  }
}

import LimnAttribution
import LimnCore
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A method's configuration goes to JSON and back, and no way into it avoids the ranges.
@Suite struct ConfiguredMethodTests {
  /// One of each method, no setting at its default.
  static let all: [any MethodConfiguration] = [
    IntegratedGradients.Configuration(
      baseline: .values([0.5, -1]), rule: .quadrature(.trapezoid, steps: 7)),
    IntegratedGradients.Configuration(rule: .adaptive(tolerance: 1e-3)),
    IntegratedGradients.Configuration(rule: .exact),
    LIME.Configuration(
      background: .rows(Matrix(rows: [[1, 2], [3, 4], [5, 6]], columns: 2)),
      segmentation: .labels([4, 9]), samples: 77, kernelWidth: 0.125, ridge: 3,
      distance: .hamming, sampling: .independent, selection: .lassoPath(2), seed: .max),
    LIME.Configuration(
      background: .baseline(.values([1, 2])), segmentation: .blocks(2), selection: .forward(3)),
    TabularLIME.Configuration(
      background: Matrix(rows: [[1, 2]], columns: 2), representation: .quartiles, samples: 99,
      kernelWidth: 2, ridge: 0, selection: .highestWeights(1), seed: 5),
    SHAP.Configuration(
      background: .baseline(.values([3, 4])), segmentation: .blocks(3), estimator: .kernel,
      evaluations: 500, precision: 0.25, decays: .learned, seed: 6),
    SHAP.Configuration(segmentation: .nested),
    Saliency.Configuration(baseline: .values([1, 1])),
    GradientTimesInput.Configuration(baseline: .values([1, 1])),
    SmoothGrad.Configuration(
      noise: GradientNoise(level: 0.3, ranges: [1, 2], samples: 9, seed: 2),
      baseline: .values([1, 1])),
    SmoothGrad.Configuration(
      noise: GradientNoise(samples: 9), inner: LRP.Configuration(composite: .epsilon)),
    VarGrad.Configuration(
      noise: GradientNoise(level: 0.3, samples: 9, seed: 2), baseline: .values([1, 1])),
    Occlusion.Configuration(
      background: .baseline(.values([1, 1])), window: .init(height: 1, width: 2),
      stride: .init(height: 1, width: 1)),
    FeatureAblation.Configuration(
      background: .baseline(.values([1, 1])), segmentation: .labels([4, 9])),
    DeepLIFT.Configuration(background: .rows(Matrix(rows: [[1, 2], [3, 4]], columns: 2))),
    LRP.Configuration(
      composite: .epsilonGammaBox, epsilon: 0.5, gamma: 1, box: .init(low: -1, high: 3),
      baseline: .values([1, 1])),
    GuidedBackprop.Configuration(baseline: .values([1, 1])),
    GradCAM.Configuration(layer: "convolution 2", hires: true, baseline: .values([1, 1])),
    LayerActivation.Configuration(layer: "relu", baseline: .values([1, 1])),
    Conductance.Configuration(layer: "relu", baseline: .values([1, 1])),
    ShapleyInteractions.Configuration(
      background: .baseline(.values([3, 4])), segmentation: .blocks(3), index: .shapleyTaylor,
      estimator: .exact, evaluations: 500, seed: 6),
    EdgeDetector.Configuration(baseline: .values([1, 1])),
    RISE.Configuration(
      background: .baseline(.values([3, 4])), segmentation: .blocks(3),
      grid: .init(height: 2, width: 3), samples: 500, shown: 0.25, seed: 6),
    ExpectedGradients.Configuration(
      background: .rows(Matrix(rows: [[1, 2], [3, 4]], columns: 2)),
      rule: .quadrature(.trapezoid, steps: 7)),
  ]

  @Test func goesToJSONAndBack() throws {
    for configuration in Self.all {
      let method = ConfiguredMethod(configuration)
      let json = try JSONEncoder().encode(method)
      #expect(try JSONDecoder().decode(ConfiguredMethod.self, from: json) == method)
    }
    #expect(
      Set(Self.all.map { type(of: $0).method }) == Set(ConfiguredMethod.own.map { $0.method }))
    #expect(
      ConfiguredMethod(Saliency.Configuration())
        != ConfiguredMethod(GradientTimesInput.Configuration()))
  }

  private func decode(_ json: String, foreign: [any MethodConfiguration.Type] = []) throws
    -> ConfiguredMethod
  {
    let decoder = JSONDecoder()
    if let key = ConfiguredMethod.foreignMethods { decoder.userInfo[key] = foreign }
    return try decoder.decode(ConfiguredMethod.self, from: Data(json.utf8))
  }

  @Test(arguments: [
    (
      "lime",
      #""background": "zeros", "segmentation": "features", "kernelWidth": 0.25, "distance": "cosine", "sampling": "paired", "selection": {"by": "all"}, "seed": 0, "samples": 9000000000000000000"#,
      "samples", "9000000000000000000", "from 4 to 100000000"
    ),
    (
      "shap",
      #""background": "zeros", "segmentation": 9223372036854775807, "estimator": "auto", "decays": "fixed", "seed": 0"#,
      "segments", "9223372036854775807", "from 1 to 1000000"
    ),
    (
      "shap",
      #""background": "zeros", "segmentation": "features", "estimator": "auto", "decays": "fixed", "seed": 0, "evaluations": -1"#,
      "evaluations", "-1", "from 0 to 1000000000"
    ),
    (
      "integrated-gradients",
      #""baseline": "zeros", "rule": {"rule": "trapezoid", "steps": 100000000000}"#, "steps",
      "100000000000", "from 1 to 1000000"
    ),
    (
      "vargrad", #""baseline": "zeros", "noise": {"level": 0, "samples": 5, "seed": 1}"#, "noise",
      "0", "from 1e-06 to 1000000"
    ),
  ]) func decodingChecksTheRanges(
    method: String, settings: String, name: String, found: String, range: String
  ) {
    #expect(throws: AttributionError.outOfRange(setting: name, found: found, range: range)) {
      try decode(#"{"method": "\#(method)", "settings": {\#(settings)}}"#)
    }
  }

  /// A configuration that is decoded by itself is checked as well, and so is each part of one.
  @Test func bareConfigurationsCheckTheirRanges() throws {
    func refuses<Value: Codable>(_ value: Value, _ part: String, _ replacement: String) throws {
      let json = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
      _ = try JSONDecoder().decode(Value.self, from: Data(json.utf8))
      let changed = json.replacing(part, with: replacement)
      try #require(changed != json, "\(part) in \(json)")
      #expect {
        try JSONDecoder().decode(Value.self, from: Data(changed.utf8))
      } throws: { error in
        if case AttributionError.outOfRange = error { true } else { false }
      }
    }
    try refuses(LIME.Configuration(samples: 77), #""samples":77"#, #""samples":3"#)
    try refuses(LIME.Configuration(), #""kernelWidth":0.25"#, #""kernelWidth":0"#)
    try refuses(LIME.Configuration(ridge: 2), #""ridge":2"#, #""ridge":-2"#)
    try refuses(
      LIME.Configuration(segmentation: .blocks(5)), #""segmentation":5"#, #""segmentation":0"#)
    let table = Matrix(rows: [[1, 2]], columns: 2)
    try refuses(
      TabularLIME.Configuration(background: table, samples: 99), #""samples":99"#,
      #""samples":1000000000"#)
    try refuses(
      TabularLIME.Configuration(background: table, kernelWidth: 5), #""kernelWidth":5"#,
      #""kernelWidth":1e9"#)
    try refuses(SHAP.Configuration(evaluations: 9), #""evaluations":9"#, #""evaluations":-9"#)
    try refuses(SHAP.Configuration(precision: 2), #""precision":2"#, #""precision":0"#)
    try refuses(
      IntegratedGradients.Configuration(rule: .quadrature(.gaussLegendre, steps: 7)),
      #""steps":7"#, #""steps":10001"#)
    try refuses(
      IntegratedGradients.Configuration(rule: .adaptive(tolerance: 0.5)), #""tolerance":0.5"#,
      #""tolerance":5"#)
    try refuses(SmoothGrad.Configuration(), #""samples":50"#, #""samples":1"#)
    try refuses(RISE.Configuration(), #""samples":4000"#, #""samples":3"#)
    try refuses(RISE.Configuration(), #""shown":0.5"#, #""shown":1.5"#)
    try refuses(VarGrad.Configuration(), #""samples":50"#, #""samples":1"#)
    try refuses(GradientNoise(level: 0.5), #""level":0.5"#, #""level":-0.5"#)
    try refuses(FeatureSelection.forward(3), #""count":3"#, #""count":0"#)
  }

  @Test func whatIsNoMethod() {
    #expect {
      try decode(#"{"method": "tea-leaves", "settings": {}}"#)
    } throws: { error in
      guard case AttributionError.unknownMethod("tea-leaves", let known) = error else {
        return false
      }
      return known.contains("lime-tabular")
    }
    for json in [
      #"{"method": "saliency", "settings": {"baseline": "ones"}}"#,
      #"{"method": "saliency", "settings": {"baseline": {"a": 1}}}"#,
      #"{"method": "saliency", "settings": {}}"#,
      #"{"method": "lime-tabular", "settings": {"background": {"rows": 3037000500, "columns": 3037000500, "elements": []}, "representation": "quartiles", "samples": 5, "ridge": 1, "selection": {"by": "all"}, "seed": 0}}"#,
    ] {
      #expect(throws: DecodingError.self) { try decode(json) }
    }
  }

  private struct Foreign: MethodConfiguration {
    static let method = "tea-leaves"
    var cups = 3
    static let cupRange = SettingRange("cups", 1...12)
    func validate() throws { try Self.cupRange.check(cups) }
    func bound(to model: any Model) throws -> any Attributor { try LIME(model) }
  }

  @Test func foreignMethodsAreDecodedByTheirTypes() throws {
    let method = ConfiguredMethod(Foreign(cups: 5))
    let json = String(decoding: try JSONEncoder().encode(method), as: UTF8.self)
    #expect(try decode(json, foreign: [Foreign.self]) == method)
    #expect(
      throws: AttributionError.outOfRange(setting: "cups", found: "13", range: "from 1 to 12")
    ) {
      try decode(#"{"method": "tea-leaves", "settings": {"cups": 13}}"#, foreign: [Foreign.self])
    }
  }

  /// Binding checks as decoding does, and what a method asks of its model.
  @Test func binding() throws {
    let model = BlackBox(
      inputShape: .image(height: 4, width: 4), outputCount: 2, scoreKind: .logits
    ) {
      Matrix(rows: $0.rows, columns: 2)
    }
    for type in [
      "integrated-gradients", "saliency", "gradient-x-input", "smoothgrad", "vargrad",
    ] {
      let configuration = try #require(Self.all.first { Swift.type(of: $0).method == type })
      #expect(throws: AttributionError.noGradients(method: type)) {
        try configuration.bound(to: model)
      }
    }
    let pair = BlackBox(
      inputShape: .image(height: 1, width: 2), outputCount: 2, scoreKind: .logits
    ) {
      Matrix(rows: $0.rows, columns: 2)
    }
    for configuration in Self.all
    where ["lime", "lime-tabular", "shap"].contains(
      type(of: configuration).method)
    {
      let bound = try configuration.bound(to: pair)
      #expect(bound.name == type(of: configuration).method)
      #expect(try #require(bound.configuration).isEqual(to: configuration))
    }
    #expect(throws: AttributionError.backgroundWidth(found: 2, expected: 16)) {
      try LIME.Configuration(background: .rows(Matrix(rows: [[1, 2]], columns: 2))).bound(to: model)
    }
    for configuration: any MethodConfiguration in [
      LIME.Configuration(segmentation: .blocks(.max)), SHAP.Configuration(segmentation: .blocks(0)),
      LIME.Configuration(kernelWidth: .nan), LIME.Configuration(ridge: .infinity),
      SHAP.Configuration(evaluations: .min), SHAP.Configuration(precision: 1e-300),
      LIME.Configuration(selection: .forward(.max)),
    ] {
      #expect {
        try configuration.bound(to: model)
      } throws: { error in
        if case AttributionError.outOfRange = error { true } else { false }
      }
    }
  }

  /// What would not fit in memory is refused before any of it is made.
  @Test func whatDoesNotFit() throws {
    let model = BlackBox(inputShape: .vector(100), outputCount: 2, scoreKind: .logits) {
      Matrix(rows: $0.rows, columns: 2)
    }
    // One of them is the same in both rows of the background below.
    let input = [Float](repeating: 1, count: 100)
    #expect(
      throws: AttributionError.beyondMemory(
        setting: "samples", found: 100_000_000, largest: 671_088, features: 100)
    ) { try LIME(model, samples: 100_000_000).attribution(of: input, objective: .logit(0)) }
    #expect(
      throws: AttributionError.beyondMemory(
        setting: "evaluations", found: 999_999_998, largest: 335_544, features: 100)
    ) {
      try SHAP(model, estimator: .kernel, evaluations: 1_000_000_000).attribution(
        of: input, objective: .logit(0))
    }
    #expect(
      throws: AttributionError.beyondMemory(
        setting: "samples", found: 90_000_000, largest: 338_933, features: 99)
    ) {
      try TabularLIME(
        model, background: Matrix(rows: [(0..<100).map(Float.init), input], columns: 100),
        samples: 90_000_000
      ).attribution(of: input, objective: .logit(0))
    }
  }
}

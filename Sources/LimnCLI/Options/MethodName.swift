import ArgumentParser
import Limn

/// An attribution method on the command line: its name, the options that it accepts, and their
/// conversion to its settings. This is all that the command line knows of a method.
struct MethodName: Sendable {
  let configuration: any MethodConfiguration.Type
  /// The options that have no effect without this method or another that has them too.
  let options: Set<String>
  let settings: Settings

  /// Converts the options to a configuration.
  typealias Settings =
    @Sendable (_ options: MethodOptions, _ context: Context) throws -> any MethodConfiguration

  /// Data for the settings that are known once the model and its inputs are loaded.
  struct Context {
    let shape: InputShape
    let absence: Absence
    /// The explained input; `nil` if there are several.
    let input: NamedInput?
  }

  init(
    _ configuration: any MethodConfiguration.Type, options: Set<String> = [],
    settings: @escaping Settings
  ) {
    self.configuration = configuration
    self.options = options
    self.settings = settings
  }

  /// All methods, in the order of the help text.
  static let allCases: [MethodName] = [
    integratedGradients, lime, tabularLIME, shap, saliency, gradientTimesInput, smoothGrad, varGrad,
    occlusion, featureAblation, deepLIFT, lrp, guidedBackprop, gradCAM, expectedGradients,
    activation, conductance, shapInteractions, rise, edges,
  ]

  /// The methods that explain something: all but the control.
  static let explaining = allCases.filter { $0 != .edges }

  /// Whether it needs the model's gradients, which a program does not have.
  var takesGradients: Bool {
    let blackBox: [MethodName] = [
      .lime, .tabularLIME, .shap, .occlusion, .featureAblation, .shapInteractions, .rise,
    ]
    return !blackBox.contains(self)
  }

  /// The default methods.
  static let pillars: [MethodName] = [.integratedGradients, .lime, .shap]

  static let integratedGradients = MethodName(
    IntegratedGradients.Configuration.self, options: IntegratedGradientsOptions.names
  ) {
    IntegratedGradients.Configuration(
      baseline: $1.absence.baseline.baseline, rule: $0.integratedGradients.integrationRule)
  }

  static let lime = MethodName(
    LIME.Configuration.self,
    options: masking.union(LIMEOptions.namesOfMasks).union(LIMEOptions.namesOfBoth).union([
      "--segments", "--samples",
    ])
  ) {
    LIME.Configuration(
      background: $1.absence.background, segmentation: try $0.segmentation($1),
      samples: $0.masks($1), kernelWidth: $0.lime.kernelWidth ?? 0.25, ridge: $0.lime.ridge,
      distance: $0.lime.distance ?? .cosine, sampling: $0.lime.sampling ?? .paired,
      selection: $0.lime.select ?? .all, seed: $0.seed)
  }

  static let tabularLIME = MethodName(
    TabularLIME.Configuration.self,
    options: LIMEOptions.namesOfTables.union(LIMEOptions.namesOfBoth).union([
      "--background", "--samples",
    ])
  ) {
    guard let table = $1.absence.table else { throw CommandError.noBackground }
    return TabularLIME.Configuration(
      background: table, representation: $0.lime.representation ?? .standardised,
      samples: $0.samples ?? TabularLIME.defaultSamples, kernelWidth: $0.lime.kernelWidth,
      ridge: $0.lime.ridge ?? 1, selection: $0.lime.select ?? .all, seed: $0.seed)
  }

  static let shap = MethodName(
    SHAP.Configuration.self, options: masking.union(SHAPOptions.names).union(["--segments"])
  ) {
    SHAP.Configuration(
      background: $1.absence.background, segmentation: try $0.segmentation($1),
      estimator: $0.shap.estimator ?? .auto, evaluations: $0.shap.evaluations,
      precision: $0.shap.precision, decays: $0.shap.decays,
      seed: $0.seed)
  }

  static let saliency = MethodName(Saliency.Configuration.self) {
    Saliency.Configuration(baseline: $1.absence.baseline.baseline)
  }

  static let gradientTimesInput = MethodName(GradientTimesInput.Configuration.self) {
    GradientTimesInput.Configuration(baseline: $1.absence.baseline.baseline)
  }

  static let smoothGrad = MethodName(
    SmoothGrad.Configuration.self, options: noisy.union(["--smooth"])
  ) { options, context in
    SmoothGrad.Configuration(
      noise: options.noise(context), baseline: context.absence.baseline.baseline,
      inner: try options.smooth.map { try $0.settings(options, context) })
  }

  /// The methods that `--smooth` accepts: those based on gradients or backward rules.
  static let smoothable: [MethodName] = [
    saliency, gradientTimesInput, integratedGradients, deepLIFT, lrp, guidedBackprop, gradCAM,
    expectedGradients,
  ]

  static let varGrad = MethodName(VarGrad.Configuration.self, options: noisy) {
    VarGrad.Configuration(noise: $0.noise($1), baseline: $1.absence.baseline.baseline)
  }

  static let occlusion = MethodName(
    Occlusion.Configuration.self, options: masking.union(OcclusionOptions.names)
  ) {
    Occlusion.Configuration(
      background: $1.absence.background, window: $0.occlusion.window?.size(for: $1.shape),
      stride: $0.occlusion.stride?.size(for: $1.shape))
  }

  static let featureAblation = MethodName(
    FeatureAblation.Configuration.self, options: masking.union(["--segments"])
  ) {
    FeatureAblation.Configuration(
      background: $1.absence.background, segmentation: try $0.segmentation($1))
  }

  static let deepLIFT = MethodName(DeepLIFT.Configuration.self, options: masking) {
    DeepLIFT.Configuration(background: $1.absence.background)
  }

  static let lrp = MethodName(LRP.Configuration.self, options: LRPOptions.names) {
    $0.lrp.configuration(
      baseline: $1.absence.baseline.baseline, isOfDigits: $1.absence.isOfDigits)
  }

  static let guidedBackprop = MethodName(GuidedBackprop.Configuration.self) {
    GuidedBackprop.Configuration(baseline: $1.absence.baseline.baseline)
  }

  static let gradCAM = MethodName(GradCAM.Configuration.self, options: ["--hires"]) {
    GradCAM.Configuration(
      layer: $0.layers.layer, hires: $0.layers.hires,
      baseline: $1.absence.baseline.baseline)
  }

  static let expectedGradients = MethodName(
    ExpectedGradients.Configuration.self,
    options: masking.union(IntegratedGradientsOptions.names)
  ) {
    ExpectedGradients.Configuration(
      background: $1.absence.background, rule: $0.integratedGradients.integrationRule)
  }

  static let activation = MethodName(LayerActivation.Configuration.self) {
    LayerActivation.Configuration(
      layer: $0.layers.layer ?? "", baseline: $1.absence.baseline.baseline)
  }

  static let conductance = MethodName(Conductance.Configuration.self) {
    Conductance.Configuration(
      layer: $0.layers.layer ?? "", baseline: $1.absence.baseline.baseline)
  }

  static let shapInteractions = MethodName(
    ShapleyInteractions.Configuration.self,
    options: masking.union(["--segments", "--index", "--estimator", "--evaluations"])
  ) {
    ShapleyInteractions.Configuration(
      background: $1.absence.background, segmentation: try $0.segmentation($1),
      index: $0.interactions.index ?? .shapley,
      estimator: try ($0.shap.estimator ?? .auto).ofInteractions,
      evaluations: $0.shap.evaluations, seed: $0.seed)
  }

  static let rise = MethodName(
    RISE.Configuration.self,
    options: masking.union(RISEOptions.names).union(["--segments", "--samples"])
  ) { options, context in
    RISE.Configuration(
      background: context.absence.background,
      segmentation: try options.segments.map { _ in try options.segmentation(context) },
      grid: options.rise.grid?.size(for: context.shape),
      samples: options.samples ?? RISE.defaultSamples, shown: options.rise.shown ?? 0.5,
      seed: options.seed)
  }

  static let edges = MethodName(EdgeDetector.Configuration.self) {
    EdgeDetector.Configuration(baseline: $1.absence.baseline.baseline)
  }

  /// The options of methods that can take rows of data instead of the baseline.
  private static let masking: Set = ["--background", "--background-rows"]
  private static let noisy: Set = ["--background", "--samples"]

  /// Whether it can take rows of data instead of the baseline.
  var isMasking: Bool { Self.masking.isSubset(of: options) }
}

extension MethodName: ExpressibleByArgument, Hashable {
  /// The name on the command line and in files: "lime".
  var rawValue: String { configuration.method }

  init?(argument: String) {
    guard let method = Self.allCases.first(where: { $0.rawValue == argument }) else { return nil }
    self = method
  }

  static var allValueStrings: [String] { allCases.map(\.rawValue) }

  static func == (a: MethodName, b: MethodName) -> Bool { a.rawValue == b.rawValue }
  func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// A method, or all of them.
enum MethodChoice: ExpressibleByArgument, Equatable {
  case all
  case one(MethodName)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let name = MethodName(argument: argument) {
      self = .one(name)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { MethodName.allValueStrings + ["all"] }

  /// The method, if it is one.
  var name: MethodName? {
    if case .one(let name) = self { name } else { nil }
  }
}

import ArgumentParser
import Limn

/// An attribution method on the command line: its name, the options that it answers to, and how options
/// become its settings. This is all that the command line knows of a method.
struct MethodName: Sendable {
  let configuration: any MethodConfiguration.Type
  /// The options that are of no use without this method, or another that has them too.
  let options: Set<String>
  let settings: Settings

  /// From what was given on the command line to a configuration.
  typealias Settings =
    @Sendable (_ options: MethodOptions, _ context: Context) throws -> any MethodConfiguration

  /// What is known beside the options once a model and its inputs are.
  struct Context {
    let shape: InputShape
    let absence: Absence
    /// The one input that is explained; `nil` where there are several.
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

  /// All methods, in the order of the help.
  static let allCases: [MethodName] = [
    integratedGradients, lime, tabularLIME, shap, saliency, gradientTimesInput, smoothGrad, varGrad,
  ]

  /// What is shown where no method is named.
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
      samples: $0.samples, kernelWidth: $0.lime.kernelWidth ?? 0.25, ridge: $0.lime.ridge,
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
      precision: $0.shap.precision, decays: $0.shap.decays ?? .fixed, seed: $0.seed)
  }

  static let saliency = MethodName(Saliency.Configuration.self) {
    Saliency.Configuration(baseline: $1.absence.baseline.baseline)
  }

  static let gradientTimesInput = MethodName(GradientTimesInput.Configuration.self) {
    GradientTimesInput.Configuration(baseline: $1.absence.baseline.baseline)
  }

  static let smoothGrad = MethodName(SmoothGrad.Configuration.self, options: noisy) {
    SmoothGrad.Configuration(noise: $0.noise($1), baseline: $1.absence.baseline.baseline)
  }

  static let varGrad = MethodName(VarGrad.Configuration.self, options: noisy) {
    VarGrad.Configuration(noise: $0.noise($1), baseline: $1.absence.baseline.baseline)
  }

  /// Of methods that may take rows of data in place of the baseline.
  private static let masking: Set = ["--background", "--background-rows"]
  private static let noisy: Set = ["--background", "--samples"]

  /// Whether rows of data may stand in place of the baseline.
  var isMasking: Bool { Self.masking.isSubset(of: options) }
}

extension MethodName: ExpressibleByArgument, Hashable {
  /// On the command line and in files: "lime".
  var rawValue: String { configuration.method }

  init?(argument: String) {
    guard let method = Self.allCases.first(where: { $0.rawValue == argument }) else { return nil }
    self = method
  }

  static var allValueStrings: [String] { allCases.map(\.rawValue) }

  static func == (a: MethodName, b: MethodName) -> Bool { a.rawValue == b.rawValue }
  func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

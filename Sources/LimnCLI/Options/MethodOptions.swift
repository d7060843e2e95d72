import ArgumentParser
import Limn

/// Which methods, and how they work.
struct MethodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A method; repeat it for several (default: the pillars integrated-gradients, lime and shap).",
      valueName: "name"))
  var method: [MethodName] = []

  @Option(
    help: ArgumentHelp(
      "How Integrated Gradients integrates (default: exact where the model is piecewise linear, "
        + "adaptive elsewhere)."))
  var rule: RuleName?

  @Option(
    help: ArgumentHelp(
      "The steps of a rule of Integrated Gradients (default: 50).", valueName: "n"))
  var steps: Int?

  @Option(help: "How SHAP finds its values.")
  var estimator = ShapleyEstimator.auto

  @Option(
    help: ArgumentHelp(
      "The most model evaluations SHAP may spend (default: 2048).", valueName: "n"))
  var evaluations: Int?

  @Option(
    help: ArgumentHelp(
      "Rows that stand in for absent features in LIME and SHAP, in place of the baseline.",
      valueName: "file.npy|.csv"), completion: .file(extensions: ["npy", "csv"]))
  var background: String?

  @Option(
    help: ArgumentHelp(
      "The most masks LIME may evaluate (default: 1000, or all masks of up to 16 segments); the "
        + "samples of SmoothGrad and VarGrad (default: 50).", valueName: "n"))
  var samples: Int?

  @Option(
    help: ArgumentHelp(
      "How near a mask of LIME must be to count, in the unit of --distance.", valueName: "x"))
  var kernelWidth = 0.25

  @Option(
    help: ArgumentHelp(
      "LIME's penalty on squared values (default: 1, or 0 where all masks are evaluated).",
      valueName: "x"))
  var ridge: Double?

  @Option(help: "How LIME measures from a mask to the input.")
  var distance = MaskDistance.cosine

  @Option(help: "How LIME draws its masks: with their complements, or each by itself as lime does.")
  var sampling = MaskSampling.paired

  @Option(
    help: ArgumentHelp(
      "Which segments LIME keeps, the others being 0: all, or so many by highest weights, forward "
        + "selection or the lasso's path.",
      valueName: "all|highest:n|forward:n|lasso:n"))
  var select = FeatureSelection.all

  @Option(
    help: ArgumentHelp(
      "What LIME and SHAP take as one feature: pixels, blocks, or equal numbers in a file.",
      valueName: "pixels|2x2|4x4|file.npy"), completion: .list(["pixels", "2x2", "4x4"]))
  var segments = SegmentChoice.pixels

  @Option(help: ArgumentHelp("Fixes what is drawn at random.", valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    if let name = methods.first(where: { name in methods.count { $0 == name } > 1 }) {
      throw ValidationError("--method \(name.rawValue) is named twice.")
    }
    if let rule, rule.quadrature == nil, steps != nil {
      throw ValidationError("--steps does not go with --rule \(rule.rawValue).")
    }
    try require(.integratedGradients, for: "--rule", given: rule != nil)
    try require(.integratedGradients, for: "--steps", given: steps != nil)
    try require(.shap, for: "--estimator", given: estimator != .auto)
    try require(.shap, for: "--evaluations", given: evaluations != nil)
    try require(.lime, .shap, for: "--background", given: background != nil)
    try require(.lime, .shap, for: "--segments", given: segments != .pixels)
    try require(.lime, .smoothGrad, .varGrad, for: "--samples", given: samples != nil)
    try require(.lime, for: "--kernel-width", given: kernelWidth != 0.25)
    try require(.lime, for: "--ridge", given: ridge != nil)
    try require(.lime, for: "--distance", given: distance != .cosine)
    try require(.lime, for: "--sampling", given: sampling != .paired)
    try require(.lime, for: "--select", given: select != .all)
  }

  /// The methods to show, in order.
  var methods: [MethodName] { method.isEmpty ? MethodName.pillars : method }

  private func require(_ names: MethodName..., for option: String, given: Bool) throws {
    guard given, !methods.contains(where: names.contains) else { return }
    let owners = names.map(\.rawValue).joined(separator: " and ")
    throw ValidationError(
      "\(option) belongs to \(owners), which \(names.count > 1 ? "are" : "is") not among the methods."
    )
  }
}

/// How Integrated Gradients integrates, by name.
enum RuleName: String, ExpressibleByArgument, CaseIterable {
  case exact
  case adaptive
  case gaussLegendre = "gauss-legendre"
  case riemannLeft = "riemann-left"
  case riemannRight = "riemann-right"
  case riemannMiddle = "riemann-middle"
  case trapezoid

  /// The rule of a fixed number of steps, if it is one.
  var quadrature: QuadratureRule? { QuadratureRule(rawValue: rawValue) }
}

extension ShapleyEstimator: ExpressibleByArgument {}
extension MaskDistance: ExpressibleByArgument {}
extension MaskSampling: ExpressibleByArgument {}

extension FeatureSelection: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts == ["all"] {
      self = .all
      return
    }
    guard parts.count == 2, let count = Int(parts[1]) else { return nil }
    switch parts[0] {
    case "highest": self = .highestWeights(count)
    case "forward": self = .forward(count)
    case "lasso": self = .lassoPath(count)
    default: return nil
    }
  }

  public var defaultValueDescription: String { "all" }
}

/// Segments by name, by block size or by file.
enum SegmentChoice: ExpressibleByArgument, Equatable {
  case pixels
  case blocks(Int)
  case file(String)

  init?(argument: String) {
    if argument == "pixels" {
      self = .pixels
    } else if let size = Self.blockSize(argument) {
      self = .blocks(size)
    } else if argument.lowercased().hasSuffix(".npy") {
      self = .file(argument)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .pixels: "pixels"
    case .blocks(let size): "\(size)x\(size)"
    case .file(let path): path
    }
  }

  private static func blockSize(_ text: String) -> Int? {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let size = sides[0], sides[1] == size, size > 0 else { return nil }
    return size
  }
}

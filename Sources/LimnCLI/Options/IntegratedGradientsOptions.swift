import ArgumentParser
import Limn

/// The options of Integrated Gradients.
struct IntegratedGradientsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Integrated Gradients: how to integrate (default: exact where the model is piecewise linear, "
        + "otherwise adaptive).", visibility: .rare))
  var rule: RuleName?

  @Option(
    help: ArgumentHelp(
      "Integrated Gradients: the number of steps, for rules that have one (default: 50; with "
        + "gauss-legendre if no rule is named).",
      valueName: "n", visibility: .rare))
  var steps: Int?

  func validate() throws {
    if let rule, rule.quadrature == nil, steps != nil {
      throw ValidationError("--steps does not go with --rule \(rule.rawValue).")
    }
  }

  /// The options that were given, by name.
  var given: [String] {
    [("--rule", rule != nil), ("--steps", steps != nil)].filter(\.1).map(\.0)
  }

  static let names: Set = ["--rule", "--steps"]

  private static let defaultSteps = 50

  /// The rule; `nil` for the best one that the model allows.
  var integrationRule: IntegratedGradients.Rule? {
    switch rule {
    case .exact: .exact
    case .adaptive: .adaptive(tolerance: IntegratedGradients.defaultTolerance)
    case nil where steps == nil: nil
    case let rule:
      .quadrature(rule?.quadrature ?? .gaussLegendre, steps: steps ?? Self.defaultSteps)
    }
  }
}

/// The rules of Integrated Gradients, by name.
enum RuleName: String, ExpressibleByArgument, CaseIterable {
  case exact
  case adaptive
  case gaussLegendre = "gauss-legendre"
  case riemannLeft = "riemann-left"
  case riemannRight = "riemann-right"
  case riemannMiddle = "riemann-middle"
  case trapezoid

  /// The quadrature rule, if it is one with a fixed number of steps.
  var quadrature: QuadratureRule? { QuadratureRule(rawValue: rawValue) }
}

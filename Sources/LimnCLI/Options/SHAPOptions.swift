import ArgumentParser
import Limn

/// The options that SHAP shares only with Shapley interactions.
struct SHAPOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "SHAP and shap-interactions (auto, exact, analytic, gaussian-process): how values are computed "
        + "(default: auto, the best that fits)."))
  var estimator: ShapleyEstimator?

  @Option(
    help: ArgumentHelp(
      "SHAP and shap-interactions: the budget of model evaluations (default: 2048; for interactions "
        + "8 per player if that is more).", valueName: "n"))
  var evaluations: Int?

  @Option(
    help: ArgumentHelp(
      "SHAP: stop sampling once every standard error is at most this.", valueName: "x",
      visibility: .rare))
  var precision: Double?

  @Option(
    help: ArgumentHelp(
      "SHAP: how strongly the Gaussian process expects players to interact: all alike, or learned from the "
        + "evaluations, which takes tenths of a second (default: fixed; for a --predictor "
        + "learned).",
      valueName: "fixed|learned", visibility: .rare))
  var decays: ShapleyDecays?

  /// The options that were given, by name.
  var given: [String] {
    [
      ("--estimator", estimator != nil), ("--evaluations", evaluations != nil),
      ("--precision", precision != nil), ("--decays", decays != nil),
    ].filter(\.1).map(\.0)
  }

  static let names: Set = ["--estimator", "--evaluations", "--precision", "--decays"]
}

extension ShapleyEstimator: ExpressibleByArgument {}
extension ShapleyDecays: ExpressibleByArgument {}

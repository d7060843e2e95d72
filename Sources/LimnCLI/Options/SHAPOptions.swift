import ArgumentParser
import Limn

/// How SHAP works, beyond what other methods share with it.
struct SHAPOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "SHAP and shap-interactions (auto, exact, analytic, gaussian-process): how to find the values "
        + "(default: auto, the best that fits)."))
  var estimator: ShapleyEstimator?

  @Option(
    help: ArgumentHelp(
      "SHAP and shap-interactions: the most model evaluations to spend (default: 2048; of interactions "
        + "8 for each player where that is more).", valueName: "n"))
  var evaluations: Int?

  @Option(
    help: ArgumentHelp(
      "SHAP: stop sampling once every standard error is at most this.", valueName: "x",
      visibility: .rare))
  var precision: Double?

  @Option(
    help: ArgumentHelp(
      "SHAP: how the Gaussian process takes players to interact: alike, or as learned from the "
        + "evaluations made, which takes tenths of a second (default: fixed, of a --predictor "
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

import ArgumentParser
import Limn

/// How SHAP works, beyond what other methods share with it.
struct SHAPOptions: ParsableArguments {
  @Option(help: "SHAP: how to find the values (default: auto, the best that fits).")
  var estimator: ShapleyEstimator?

  @Option(
    help: ArgumentHelp(
      "SHAP: the most model evaluations to spend (default: 2048).", valueName: "n"))
  var evaluations: Int?

  @Option(
    help: ArgumentHelp(
      "SHAP: stop sampling once every standard error is at most this.", valueName: "x"))
  var precision: Double?

  /// The options that were given, by name.
  var given: [String] {
    [
      ("--estimator", estimator != nil), ("--evaluations", evaluations != nil),
      ("--precision", precision != nil),
    ].filter(\.1).map(\.0)
  }
}

extension ShapleyEstimator: ExpressibleByArgument {}

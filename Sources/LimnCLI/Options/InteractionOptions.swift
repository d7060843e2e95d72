import ArgumentParser
import Limn

/// The options of Shapley interactions that SHAP does not have.
struct InteractionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "shap-interactions: the Shapley interaction index, the same with singles such that all terms sum "
        + "(k-SII), or Shapley-Taylor (default: shapley).",
      valueName: "shapley|aggregated|shapley-taylor", visibility: .rare))
  var index: Interactions.Index?

  /// The options that were given, by name.
  var given: [String] { index == nil ? [] : ["--index"] }
}

extension Interactions.Index: ExpressibleByArgument {}

extension ShapleyEstimator {
  /// The corresponding estimator of interactions.
  ///
  /// - Throws: `ValidationError` for an estimator without pairs.
  var ofInteractions: ShapleyInteractions.Estimator {
    get throws {
      switch self {
      case .auto: .auto
      case .exact: .exact
      case .analytic: .closedForm
      case .gaussianProcess: .sampled
      default:
        throw ValidationError(
          "shap-interactions takes --estimator auto, exact, analytic or gaussian-process, not "
            + "\(rawValue).")
      }
    }
  }
}

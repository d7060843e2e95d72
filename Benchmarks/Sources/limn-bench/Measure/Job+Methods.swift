import ArgumentParser
import Limn

extension Job {
  func integratedGradients() throws -> IntegratedGradients {
    if settings.rule == "exact" { return try IntegratedGradients(network, rule: .exact) }
    if settings.rule == "adaptive" {
      return try IntegratedGradients(network, rule: .adaptive(tolerance: settings.tolerance))
    }
    guard let rule = QuadratureRule(rawValue: settings.rule) else {
      throw ValidationError("no quadrature rule is named \(settings.rule)")
    }
    return try IntegratedGradients(network, rule: .quadrature(rule, steps: settings.steps))
  }

  func shap() throws -> SHAP {
    try SHAP(
      trees ?? (settings.closure ? closure : network), background: try background(),
      estimator: settings.estimator, evaluations: settings.evaluations,
      decays: settings.learned ? .learned : .fixed, seed: settings.seed)
  }

  /// Interactions of pairs; the players are pixels, or blocks of pixels if requested.
  func interactions() throws -> ShapleyInteractions {
    let estimator: ShapleyInteractions.Estimator =
      switch settings.estimator {
      case .exact: .exact
      case .analytic: .closedForm
      default: .sampled
      }
    return try ShapleyInteractions(
      network,
      settings: .init(
        background: try background(),
        segmentation: settings.block > 1 ? .blocks(settings.block) : .features,
        estimator: estimator, evaluations: settings.evaluations, seed: settings.seed))
  }

  /// The background: the rows of a file, or zeros if none is given.
  func background() throws -> Background {
    guard let path = settings.background else { return .zeros }
    return .rows(
      try InputFile(path: path, shape: trees?.inputShape ?? network.inputShape).matrix())
  }

  /// Occlusion with adjacent windows that do not overlap.
  func occlusion() throws -> Occlusion {
    let side = Occlusion.Size(height: settings.window, width: settings.window)
    return try Occlusion(network, settings: .init(window: side, stride: side))
  }

  private var closure: any Model {
    BlackBox(input: network.input, output: network.output) { network.scores(of: $0) }
  }

  func lime() throws -> LIME {
    try LIME(network, samples: settings.samples, seed: settings.seed)
  }

  /// Tabular LIME with scales and quartiles of the background, or of the embedded digits, in lime's
  /// default representation.
  func tabularLIME() throws -> TabularLIME {
    let rows = if case .rows(let rows) = try background() { rows } else { Digits.all.inputs }
    return try TabularLIME(
      network, background: rows, representation: .quartiles,
      samples: settings.samples, seed: settings.seed)
  }
}

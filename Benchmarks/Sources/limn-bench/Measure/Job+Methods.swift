import ArgumentParser
import Limn

extension Job {
  func integratedGradients() throws -> IntegratedGradients {
    if settings.rule == "exact" { return try IntegratedGradients(network, rule: .exact) }
    guard let rule = QuadratureRule(rawValue: settings.rule) else {
      throw ValidationError("no quadrature rule is named \(settings.rule)")
    }
    return try IntegratedGradients(network, rule: .quadrature(rule, steps: settings.steps))
  }

  func shap() -> SHAP {
    SHAP(
      model: settings.closure ? closure : network, estimator: settings.estimator,
      evaluations: settings.evaluations,
      seed: settings.seed)
  }

  private var closure: any Model {
    BlackBox(input: network.input, output: network.output) { network.scores(of: $0) }
  }

  func lime() -> LIME {
    LIME(model: network, samples: settings.samples, seed: settings.seed)
  }

  /// Scales and quartiles are those of the embedded digits, and the representation is lime's.
  func tabularLIME() -> TabularLIME {
    TabularLIME(
      model: network, background: Digits.all.inputs, representation: .quartiles,
      samples: settings.samples, seed: settings.seed)
  }
}

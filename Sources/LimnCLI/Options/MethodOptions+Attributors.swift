import Limn

extension MethodOptions {
  /// The methods bound to a model, in order.
  ///
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func attributors(of network: Network, absence: Absence) throws -> [any Attributor] {
    let (baseline, background) = (absence.baseline.baseline, absence.background)
    let segmentation = try (segments ?? .pixels).segmentation(of: network.inputShape)
    let noise = noise(shape: network.inputShape, background: background)
    return try methods.map { name in
      switch name {
      case .integratedGradients:
        try IntegratedGradients(
          network, baseline: baseline, rule: integratedGradients.integrationRule)
      case .lime:
        LIME(
          model: network, background: background, segmentation: segmentation, samples: samples,
          kernelWidth: lime.kernelWidth ?? 0.25, ridge: lime.ridge,
          distance: lime.distance ?? .cosine, sampling: lime.sampling ?? .paired,
          selection: lime.select ?? .all, seed: seed)
      case .tabularLIME:
        try tabularLIME(network, table: absence.table)
      case .shap:
        SHAP(
          model: network, background: background, segmentation: segmentation,
          estimator: shap.estimator ?? .auto, evaluations: shap.evaluations,
          precision: shap.precision, decays: shap.decays ?? .fixed, seed: seed)
      case .saliency:
        Saliency(network, baseline: baseline)
      case .gradientTimesInput:
        GradientTimesInput(network, baseline: baseline)
      case .smoothGrad:
        SmoothGrad(network, noise: noise, baseline: baseline)
      case .varGrad:
        VarGrad(network, noise: noise, baseline: baseline)
      }
    }
  }

  private func tabularLIME(_ network: Network, table: Matrix?) throws -> TabularLIME {
    guard let table else { throw CommandError.noBackground }
    return TabularLIME(
      model: network, background: table, representation: lime.representation ?? .standardised,
      samples: samples ?? TabularLIME.defaultSamples, kernelWidth: lime.kernelWidth,
      ridge: lime.ridge ?? 1, selection: lime.select ?? .all, seed: seed)
  }

  /// A table's columns have units of their own, and the background's rows say how far each goes.
  private func noise(shape: InputShape, background: Background) -> GradientNoise {
    var ranges: [Float]?
    if case .vector = shape, case .rows(let rows) = background {
      ranges = GradientNoise.ranges(of: rows)
    }
    return samples.map { GradientNoise(ranges: ranges, samples: $0, seed: seed) }
      ?? GradientNoise(ranges: ranges, seed: seed)
  }
}

import Limn

extension MethodOptions {
  /// The methods bound to a model, in order.
  ///
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func attributors(of network: Network, absence: Absence) throws -> [any Attributor] {
    try configurations(shape: network.inputShape, absence: absence).map {
      try $0.bound(to: network)
    }
  }

  /// What the options say of each method: the one place where an option becomes a setting.
  func configurations(shape: InputShape, absence: Absence) throws -> [any MethodConfiguration] {
    let (baseline, background) = (absence.baseline.baseline, absence.background)
    let segmentation = try (segments ?? .pixels).segmentation(of: shape)
    let noise = noise(shape: shape, background: background)
    return try methods.map { name -> any MethodConfiguration in
      switch name {
      case .integratedGradients:
        IntegratedGradients.Configuration(
          baseline: baseline, rule: integratedGradients.integrationRule)
      case .lime:
        LIME.Configuration(
          background: background, segmentation: segmentation, samples: samples,
          kernelWidth: lime.kernelWidth ?? 0.25, ridge: lime.ridge,
          distance: lime.distance ?? .cosine, sampling: lime.sampling ?? .paired,
          selection: lime.select ?? .all, seed: seed)
      case .tabularLIME:
        try tabularLIME(table: absence.table)
      case .shap:
        SHAP.Configuration(
          background: background, segmentation: segmentation, estimator: shap.estimator ?? .auto,
          evaluations: shap.evaluations, precision: shap.precision,
          decays: shap.decays ?? .fixed, seed: seed)
      case .saliency:
        Saliency.Configuration(baseline: baseline)
      case .gradientTimesInput:
        GradientTimesInput.Configuration(baseline: baseline)
      case .smoothGrad:
        SmoothGrad.Configuration(noise: noise, baseline: baseline)
      case .varGrad:
        VarGrad.Configuration(noise: noise, baseline: baseline)
      }
    }
  }

  private func tabularLIME(table: Matrix?) throws -> TabularLIME.Configuration {
    guard let table else { throw CommandError.noBackground }
    return TabularLIME.Configuration(
      background: table, representation: lime.representation ?? .standardised,
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

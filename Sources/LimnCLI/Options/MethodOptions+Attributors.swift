import Limn

extension MethodOptions {
  private static let defaultSteps = 50

  /// The methods bound to a model, in order.
  ///
  /// - Parameter progress: told how far a long enumeration has come.
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func attributors(
    of network: Network, baseline: Baseline, progress: @escaping @Sendable (Int, Int) -> Void
  ) throws -> [any Attributor] {
    try methods.map { name in
      switch name {
      case .integratedGradients:
        try IntegratedGradients(network, baseline: baseline, rule: integrationRule)
      case .lime:
        LIME(
          model: network, background: try sharedBackground(baseline, shape: network.inputShape),
          segmentation: try segmentation(of: network.inputShape), samples: samples,
          kernelWidth: kernelWidth, ridge: ridge, distance: distance, sampling: sampling,
          selection: select, seed: seed)
      case .shap:
        SHAP(
          model: network, background: try sharedBackground(baseline, shape: network.inputShape),
          segmentation: try segmentation(of: network.inputShape), estimator: estimator,
          evaluations: evaluations, seed: seed, progress: progress)
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

  private var integrationRule: IntegratedGradients.Rule? {
    switch rule {
    case .exact: .exact
    case .adaptive: .adaptive(tolerance: IntegratedGradients.defaultTolerance)
    case nil where steps == nil: nil
    case let rule:
      .quadrature(rule?.quadrature ?? .gaussLegendre, steps: steps ?? Self.defaultSteps)
    }
  }

  private var noise: GradientNoise {
    samples.map { GradientNoise(samples: $0, seed: seed) } ?? GradientNoise(seed: seed)
  }

  private func sharedBackground(_ baseline: Baseline, shape: InputShape) throws -> Background {
    guard let background else { return .baseline(baseline) }
    let file = try InputFile(path: background, shape: shape)
    return .rows(try file.rows(0..<file.count))
  }

  private func segmentation(of shape: InputShape) throws -> Segmentation {
    switch segments {
    case .pixels: return .features
    case .blocks(let size): return .blocks(size)
    case .file(let path):
      let file = try NPYFile(path: path)
      let labels = try file.matrix().elements
      guard labels.count == shape.count else {
        throw CommandError.segmentMap(file: path, shape: file.header.shape, expected: shape)
      }
      return .labels(
        try labels.enumerated().map { index, value in
          guard let label = Int(exactly: value) else {
            throw CommandError.segmentNumber(file: path, index: index, value: value)
          }
          return label
        })
    }
  }
}

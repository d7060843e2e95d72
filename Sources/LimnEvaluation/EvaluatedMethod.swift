import LimnAttribution
import LimnNetwork

/// A method under evaluation: bound to the model it explains, and, for the parameter randomisation,
/// how to bind it to another network.
public struct EvaluatedMethod: Sendable {
  public let attributor: any Attributor
  /// The same method with the same options for another network; `nil` leaves the parameter
  /// randomisation out.
  public let remake: (@Sendable (Network) throws -> any Attributor)?

  public init(
    _ attributor: any Attributor, remake: (@Sendable (Network) throws -> any Attributor)? = nil
  ) {
    self.attributor = attributor
    self.remake = remake
  }

  public var name: String { attributor.name }
}

extension EvaluatedMethod {
  /// A method that, where it is one of Limn's own, can be bound to another network with all its
  /// options.
  public init(known attributor: any Attributor) {
    self.init(attributor, remake: Self.remake(of: attributor))
  }

  private static func remake(of attributor: any Attributor)
    -> (@Sendable (Network) throws -> any Attributor)?
  {
    switch attributor {
    case let own as IntegratedGradients:
      return { try IntegratedGradients($0, baseline: own.baseline, rule: own.rule) }
    case let own as LIME:
      return { network in
        LIME(
          model: network, background: own.background, segmentation: own.segmentation,
          samples: own.samples, kernelWidth: own.kernelWidth, ridge: own.ridge,
          distance: own.distance, sampling: own.sampling, selection: own.selection,
          seed: own.seed)
      }
    case let own as TabularLIME:
      return { network in
        TabularLIME(
          model: network, background: own.background, representation: own.representation,
          samples: own.samples, kernelWidth: own.kernelWidth, ridge: own.ridge,
          selection: own.selection, seed: own.seed)
      }
    case let own as SHAP:
      return { network in
        SHAP(
          model: network, background: own.background, segmentation: own.segmentation,
          estimator: own.estimator, evaluations: own.evaluations, precision: own.precision,
          decays: own.decays, seed: own.seed)
      }
    case let own as Saliency: return { Saliency($0, baseline: own.baseline) }
    case let own as GradientTimesInput:
      return { GradientTimesInput($0, baseline: own.baseline) }
    case let own as SmoothGrad:
      return { SmoothGrad($0, noise: own.noise, baseline: own.baseline) }
    case let own as VarGrad:
      return { VarGrad($0, noise: own.noise, baseline: own.baseline) }
    default: return nil
    }
  }
}

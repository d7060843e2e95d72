import LimnCore

/// Saliency (Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034): `|∂f/∂x_i|` at the input, the size
/// of the score's change per unit of a feature. It has no sign.
///
/// Cost: one pass forward and one backward an input.
public struct Saliency: ConfigurableAttributor, GradientMethod {
  public static let method = "saliency"
  /// What the method is set by.
  public typealias Configuration = GradientSettings<Saliency>

  /// The model that is explained.
  public let model: any DifferentiableModel
  /// The settings.
  public var settings: Configuration

  /// Binds the method to a model; the score difference is measured against the baseline.
  ///
  /// - Throws: what makes the baseline unfit for the model.
  public init(_ model: any DifferentiableModel, settings: Configuration) throws {
    _ = try settings.baseline.row(width: model.inputShape.count)
    self.model = model
    self.settings = settings
  }

  public var reference: Background? { .baseline(settings.baseline) }

  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    let gradients = LocalGradients(model: model, baseline: settings.baseline)
    return try gradients.attributions(
      of: inputs, objectives: objectives, work: work, method: name,
      quantity: .slopeMagnitude,
      notes: [
        .init(
          .notAShare,
          "Saliency is a sensitivity, not a share: it does not sum to the score difference.")
      ]
    ) { values, slopes, _, _ in
      for i in values.indices { values[i] = abs(Double(slopes[i])) }
    }
  }
}

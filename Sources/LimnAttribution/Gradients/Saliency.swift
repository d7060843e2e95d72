import LimnCore

/// Saliency (Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034): `|∂f/∂x_i|` at the input, the
/// magnitude of the change of the score per unit of a feature, without its sign.
///
/// Cost: one forward and one backward pass for each input.
public struct Saliency: ConfigurableAttributor, GradientMethod {
  public static let method = "saliency"
  /// The settings type of the method.
  public typealias Configuration = GradientSettings<Saliency>

  /// The model that is explained.
  public let model: any DifferentiableModel
  /// The settings.
  public var settings: Configuration

  /// Binds the method to a model. The baseline only determines the score difference.
  ///
  /// - Throws: ``AttributionError`` for a baseline that does not fit the model.
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

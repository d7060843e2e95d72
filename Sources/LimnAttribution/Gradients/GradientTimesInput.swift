import LimnCore

/// Gradient × input (Shrikumar et al. 2016, arXiv 1605.01713): `(x_i − x′_i) ∂f/∂x_i` at the input,
/// which for the zero baseline is the product in the name. It equals Integrated Gradients with a
/// single step at the input. The values sum to the score difference only for affine models.
///
/// Cost: one forward and one backward pass for each input.
public struct GradientTimesInput: ConfigurableAttributor, GradientMethod {
  public static let method = "gradient-x-input"
  /// The settings type of the method.
  public typealias Configuration = GradientSettings<GradientTimesInput>

  /// The model that is explained.
  public let model: any DifferentiableModel
  /// The settings.
  public var settings: Configuration

  /// Binds the method to a model.
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
      of: inputs, objectives: objectives, work: work, method: name, quantity: .contribution,
      notes: [
        .init(
          .notAShare,
          "Gradient × input takes the slope at the input for the whole way from the baseline: "
            + "completeness is not promised.")
      ]
    ) { values, slopes, input, start in
      for i in values.indices {
        values[i] = Double(slopes[i]) * (Double(input[i]) - Double(start[i]))
      }
    }
  }
}

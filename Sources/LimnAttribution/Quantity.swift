/// What the values of an attribution measure. Only values of the same quantity and objective may
/// share a colour scale.
public enum Quantity: String, Sendable, Hashable, Codable, CaseIterable {
  /// A feature's share of the score, in the objective's unit: Integrated Gradients, SHAP, LIME,
  /// DeepLIFT, LRP, gradient × input.
  case contribution
  /// The drop of the score when the feature, with its window or segment, is absent, in the
  /// objective's unit: occlusion, feature ablation, RISE. Drops overlap and do not sum to the score
  /// difference.
  case drop
  /// How strongly a layer's feature maps support the score at a position, never negative: Grad-CAM.
  case evidence
  /// The output of a unit, which does not depend on the objective: layer activation.
  case activation
  /// The change of the score per unit of the feature, with its sign: SmoothGrad, guided
  /// backpropagation.
  case slope
  /// The magnitude of that change: saliency.
  case slopeMagnitude
  /// The variance of that change under noise: VarGrad.
  case slopeVariance

  /// How strongly the input itself changes at a pixel, which does not depend on the objective: the
  /// edge detector, a control.
  case contrast

  /// Whether the sign of a value means for or against the score.
  public var isSigned: Bool {
    switch self {
    case .contribution, .drop, .activation, .slope: true
    case .evidence, .slopeMagnitude, .slopeVariance, .contrast: false
    }
  }

  /// Whether the values of a pixel's channels add up to the pixel's value. If not, each channel has
  /// a value for the pixel as a whole, as in occlusion, and the pixel's value is their mean.
  public var addsUpOverChannels: Bool {
    switch self {
    case .contribution, .activation, .slope, .slopeMagnitude, .slopeVariance: true
    case .drop, .evidence, .contrast: false
    }
  }
}

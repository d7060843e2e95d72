/// What an attribution's values measure. Only values of the same quantity and objective can share a
/// colour scale.
public enum Quantity: String, Sendable, Hashable, Codable, CaseIterable {
  /// A feature's part in the score, in the objective's unit: Integrated Gradients, SHAP, LIME,
  /// gradient × input.
  case contribution
  /// The score's drop when the feature, with its window or segment, is absent: occlusion, feature
  /// ablation. Drops overlap, and do not add up.
  case drop
  /// How far a layer's maps at a place speak for the score: Grad-CAM. Never negative.
  case evidence
  /// What a unit gives, whatever is explained.
  case activation
  /// The change of the score per unit of the feature, signed: SmoothGrad, guided backpropagation.
  case slope
  /// The size of that change: saliency.
  case slopeMagnitude
  /// The variance of that change under noise: VarGrad.
  case slopeVariance

  /// How strongly the input itself changes at a pixel, whatever is explained: the edge detector, a control.
  case contrast

  /// Whether a value's sign says for or against; magnitudes and variances have none.
  public var isSigned: Bool {
    switch self {
    case .contribution, .drop, .activation, .slope: true
    case .evidence, .slopeMagnitude, .slopeVariance, .contrast: false
    }
  }

  /// Whether the values of a colour pixel's channels add up to the pixel's. Where they do not, each channel
  /// tells of the pixel as a whole, as a window of occlusion does, and the pixel has their mean.
  public var addsUpOverChannels: Bool {
    switch self {
    case .contribution, .activation, .slope, .slopeMagnitude, .slopeVariance: true
    case .drop, .evidence, .contrast: false
    }
  }
}

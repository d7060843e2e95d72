/// What an attribution's values measure. Only values of the same quantity and objective can share a
/// colour scale.
public enum Quantity: String, Sendable, Hashable, Codable, CaseIterable {
  /// A feature's part in the score, in the objective's unit: Integrated Gradients, SHAP, LIME,
  /// gradient × input.
  case contribution
  /// The change of the score per unit of the feature, signed: SmoothGrad.
  case slope
  /// The size of that change: saliency.
  case slopeMagnitude
  /// The variance of that change under noise: VarGrad.
  case slopeVariance

  /// Whether a value's sign says for or against; magnitudes and variances have none.
  public var isSigned: Bool {
    self == .contribution || self == .slope
  }
}

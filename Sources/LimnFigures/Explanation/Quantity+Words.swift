import LimnAttribution

extension Quantity {
  /// The label of an axis of such values: "contribution to the logit of class_1".
  public func measure(of score: String) -> String {
    switch self {
    case .contribution: "contribution to the \(score)"
    case .drop: "drop of the \(score) without it"
    case .evidence: "evidence for the \(score)"
    case .activation: "activation"
    case .contrast: "contrast of the input"
    case .slope: "slope of the \(score)"
    case .slopeMagnitude: "size of the slope of the \(score)"
    case .slopeVariance: "variance of the slope of the \(score)"
    }
  }

  /// The unit of values whose score has the unit `score`; `nil` if they are not in the unit of a
  /// score.
  func unit(of score: String) -> String? {
    switch self {
    case .contribution, .drop, .evidence: score
    case .activation, .contrast: nil
    case .slope, .slopeMagnitude: "\(score) per unit of input"
    case .slopeVariance: "(\(score) per unit of input)²"
    }
  }
}

import LimnGraphics
import LimnTraining

extension Performance {
  /// The score in words: "97.5%" of a share, "0.543" of an R², "–" where it is undefined.
  ///
  /// - Parameter decimals: of the percentage.
  public func scoreText(decimals: Int) -> String {
    guard let score else { return "–" }
    return metric.isShare
      ? NumberText.fixed(100 * score, decimals: decimals) + "%"
      : NumberText.fixed(score, decimals: 3)
  }
}

extension Performance.Metric {
  /// As a title.
  var title: String {
    switch self {
    case .accuracy: "Accuracy"
    case .labelAccuracy: "Label accuracy"
    case .rSquared: "R²"
    }
  }

  /// On an axis, with the unit.
  var quantity: String {
    switch self {
    case .accuracy: "share of examples right"
    case .labelAccuracy: "share of labels right"
    case .rSquared: "R²"
    }
  }

  /// How values lie on an axis.
  var layout: CurvePanel.Layout { isShare ? .share(showing: 1) : .linear(showing: 1) }
}

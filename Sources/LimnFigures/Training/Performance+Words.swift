import LimnGraphics
import LimnTraining

extension Performance {
  /// The score as text: "97.5%" for a share, "0.543" for an R², "–" if it is undefined.
  ///
  /// - Parameter decimals: the number of decimals of the percentage.
  public func scoreText(decimals: Int) -> String {
    guard let score else { return "–" }
    return metric.isShare
      ? NumberText.fixed(100 * score, decimals: decimals) + "%"
      : NumberText.fixed(score, decimals: 3)
  }
}

extension Performance.Metric {
  /// The metric's name as a title.
  var title: String {
    switch self {
    case .accuracy: "Accuracy"
    case .labelAccuracy: "Label accuracy"
    case .rSquared: "R²"
    }
  }

  /// The metric's axis label, with the unit.
  var quantity: String {
    switch self {
    case .accuracy: "share of examples right"
    case .labelAccuracy: "share of labels right"
    case .rSquared: "R²"
    }
  }

  /// The kind of axis for the metric's values.
  var layout: CurvePanel.Layout { isShare ? .share(showing: 1) : .linear(showing: 1) }
}

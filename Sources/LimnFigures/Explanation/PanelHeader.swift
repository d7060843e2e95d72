import LimnAttribution
import LimnCore
import LimnGraphics

/// The prediction and the explained objective, above a panel's cells.
struct PanelHeader: Sendable, Hashable {
  let height: Double
  private let title: [String]
  private let subtitle: [String]

  private static let titleStyle = TextStyle(size: 15, weight: .bold)
  private static let subtitleStyle = TextStyle(size: 10.5)
  private static let gap = 4.0

  init(_ explanation: Explanation, width: Double) {
    title = Self.titleStyle.lines(of: explanation.sentence, width: width)
    var sentences = ["Explained: the \(explanation.objectives)."]
    if let scores = Self.scores(of: explanation) { sentences.append(scores) }
    sentences.append("Baseline x′: \(explanation.baseline). Model: \(explanation.model).")
    subtitle = Self.subtitleStyle.lines(of: sentences.joined(separator: " "), width: width)
    height =
      Double(title.count) * Self.titleStyle.lineHeight + Self.gap
      + Double(subtitle.count) * Self.subtitleStyle.lineHeight
  }

  func draw(on canvas: Canvas, at origin: Point) {
    let below = canvas.lines(title, at: origin, Self.titleStyle)
    canvas.lines(subtitle, at: Point(origin.x, origin.y + below + Self.gap), Self.subtitleStyle)
  }

  /// The scores at input and baseline, if they are the same for all methods.
  private static func scores(of explanation: Explanation) -> String? {
    explanation.commonScores.map {
      "f(x) = \(NumberText.trimmed($0.atInput, digits: 4)), "
        + "f(x′) = \(NumberText.trimmed($0.atBaseline, digits: 4))."
    }
  }
}

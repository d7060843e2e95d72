import LimnCore
import LimnEvaluation
import LimnGraphics

/// An evaluation as a picture: each method's deletion and insertion curves with those of the
/// control, and below them a small plot for each metric with all methods and their controls.
public struct EvaluationFigure: Figure {
  public let size: Size
  private let heading: [String]
  private let rows: [CurveRow]
  private let panels: [MetricPanel]

  private static let margin = 10.0
  private static let width = 720.0
  private static let titleStyle = TextStyle(size: 13, weight: .bold)
  private static let captionStyle = TextStyle(size: 9, color: .fadedInk)
  private static let curveHeight = 178.0
  private static let gap = 16.0

  /// The explanation of the picture.
  private static let caption =
    "Lines and dots are medians over the inputs, bands and bars run from the lower to the upper "
    + "quartile. The score is 1 at the input and 0 at the baseline. Grey is the random control: the method's own values permuted among the features "
    + "that differ from the baseline, or normal values where a permutation would change nothing. "
    + "↓ lower is better, ↑ higher is better; for parameter randomisation the control is what a "
    + "method should come down to."

  /// Draws an evaluation.
  ///
  /// - Parameters:
  ///   - table: the results of the evaluation.
  ///   - title: the title above the picture, for example "200 digits, embedded model".
  /// - Throws: `GraphicsError` for values that are not finite.
  public init(_ table: EvaluationTable, title: String) throws {
    let colors = Color.categorical
    rows = try table.methods.enumerated().compactMap { index, method in
      try CurveRow(method, color: colors[index % colors.count])
    }
    panels = try Metric.allCases.compactMap { try MetricPanel($0, of: table.methods) }
    heading =
      [title] + Self.captionStyle.lines(of: Self.caption, width: Self.width)
    let panelRows = (panels.count + 1) / 2
    let panelHeight = panels.first?.height ?? 0
    size = Size(
      Self.width + 2 * Self.margin,
      Self.headingHeight(heading) + Double(rows.count) * (Self.curveHeight + Self.gap)
        + Double(panelRows) * (panelHeight + Self.gap) + 2 * Self.margin)
  }

  private static func headingHeight(_ lines: [String]) -> Double {
    titleStyle.lineHeight + Double(lines.count - 1) * captionStyle.lineHeight + gap
  }

  public func draw(on canvas: Canvas) {
    canvas.shifted(to: Point(Self.margin, Self.margin)) { drawContent(on: canvas) }
  }

  private func drawContent(on canvas: Canvas) {
    canvas.text(
      Self.titleStyle.truncated(heading[0], width: Self.width), at: Point(0, 0), Self.titleStyle,
      anchor: .topLeading)
    canvas.lines(
      Array(heading.dropFirst()), at: Point(0, Self.titleStyle.lineHeight + 2), Self.captionStyle)
    var top = Self.headingHeight(heading)
    for row in rows {
      row.draw(
        on: canvas, in: Rect(x: 0, y: top, width: Self.width, height: Self.curveHeight))
      top += Self.curveHeight + Self.gap
    }
    let width = (Self.width - 2 * Self.gap) / 2
    for (index, panel) in panels.enumerated() {
      let place = Rect(
        x: Double(index % 2) * (width + 2 * Self.gap),
        y: top + Double(index / 2) * (panel.height + Self.gap), width: width, height: panel.height)
      panel.draw(on: canvas, in: place)
    }
  }
}

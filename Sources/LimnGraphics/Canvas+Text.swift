import CCairo

extension Canvas {
  /// Draws one line of text with its anchor at `point`, rotated clockwise by `angle` radians.
  ///
  /// - Parameters:
  ///   - text: the text; characters that would act on the output are escaped.
  ///   - point: the position of the anchor, in points.
  ///   - style: the style.
  ///   - anchor: the point of the text that is placed at `point`.
  ///   - angle: the rotation around `point`, clockwise, in radians.
  public func text(
    _ text: String, at point: Point, _ style: TextStyle, anchor: Anchor = .baseline,
    angle: Double = 0
  ) {
    // With the restored state the context releases the font.
    FontLock.alone {
      let line = TypesetLine(text, style)
      if failure == nil { failure = line.failure }
      let metrics = line.metrics
      let start = anchor.offset(of: metrics, size: style.size)
      turned(by: angle, around: point) {
        note(line.text, ink: metrics.ink.offset(x: start.x, y: start.y))
        setSource(style.color)
        cairo_move_to(context, start.x, start.y)
        line.draw(on: context, asOutlines: isRaster)
      }
    }
  }

  /// Draws lines of text below each other, with the top of the first at `point`.
  ///
  /// - Returns: the total height, in points.
  @discardableResult
  public func lines(
    _ lines: [String], at point: Point, _ style: TextStyle,
    horizontal: Anchor.Horizontal = .leading
  ) -> Double {
    for (index, line) in lines.enumerated() {
      text(
        line, at: Point(point.x, point.y + Double(index) * style.lineHeight), style,
        anchor: Anchor(horizontal, .top))
    }
    return Double(lines.count) * style.lineHeight
  }

  private func note(_ text: String, ink: Rect) {
    guard ink.width > 0, ink.height > 0 else { return }
    let corners = ink.corners.map(positionOnFigure)
    drawnTexts.append(DrawnText(text: text, box: Rect(around: corners)))
  }
}

import LimnGraphics

/// One bar for each unit of a stage.
struct UnitBars: FigurePart {
  let size: Size
  private let frame: PlotFrame
  private let values: [Double]
  private let colors: [Color]
  private let labels: [String]

  static let on = Color.categorical[0]
  static let off = Color(grey: 0.72)
  static let highlighted = Color.categorical[1]

  private static let labelStyle = TextStyle(size: 7.5)

  /// - Parameters:
  ///   - title: the title of the bars.
  ///   - axis: the label of the vertical axis, with the unit.
  ///   - units: the word for a bar on the horizontal axis: "unit", "class".
  ///   - labels: the labels above the bars; left out if they would not fit side by side.
  ///   - range: the range of the axis; just the values if `nil`.
  init(
    _ values: [Double], title: String, axis: String, units: String, colors: [Color],
    labels: [String] = [], range: ClosedRange<Double>? = nil, size: Size
  ) throws {
    self.values = values
    self.colors = colors
    self.size = size
    let vertical =
      try range.map { try Axis(axis, range: $0) }
      ?? Axis(axis, holding: values, including: [0])
    frame = PlotFrame(
      in: Rect(origin: Point(0, 0), size: size), title: title,
      x: try Axis(units, range: -0.5...Double(values.count) - 0.5, scale: .whole), y: vertical)
    let pitch = frame.area.width / Double(values.count)
    let fits = labels.allSatisfy { Self.labelStyle.width(of: $0) + 2 <= pitch }
    self.labels = fits ? labels : []
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      frame.draw(on: canvas)
      let pitch = frame.area.width / Double(values.count)
      // If there are many bars, gaps between them would be too thin to see.
      let width = pitch > 3 ? 0.8 * pitch : pitch
      for (unit, value) in values.enumerated() {
        let (top, zero) = (frame.point(Double(unit), value), frame.point(Double(unit), 0))
        canvas.fill(
          Rect(
            x: top.x - width / 2, y: min(top.y, zero.y), width: width,
            height: abs(zero.y - top.y)), colors[unit])
      }
      let zero = frame.point(0, 0).y
      canvas.line(
        from: Point(frame.area.minX, zero), to: Point(frame.area.maxX, zero),
        Stroke(.fadedInk, width: 0.8))
      for (unit, label) in labels.enumerated() {
        let top = frame.point(Double(unit), max(0, values[unit]))
        canvas.text(label, at: Point(top.x, top.y - 1), Self.labelStyle, anchor: .bottom)
      }
    }
  }
}

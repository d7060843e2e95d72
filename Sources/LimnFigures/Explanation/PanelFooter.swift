import LimnAttribution
import LimnCore
import LimnGraphics

/// The scales, the legend and the warnings below a panel's cells.
struct PanelFooter: Sendable, Hashable {
  let height: Double
  private let bars: [Placed<ColorBar>]
  private let legend: Placed<Legend>?
  private let notes: Placed<[String]>?
  private let barLength: Double
  private let width: Double

  /// An item with its position, relative to the footer's top left corner.
  private struct Placed<Content: Sendable & Hashable>: Sendable, Hashable {
    let content: Content
    let origin: Point
  }

  private static let gap = 10.0
  private static let columnGap = 24.0
  private static let noteStyle = TextStyle(size: 9.5, color: Color(hex: 0x8F3B00))

  init(_ explanation: Explanation, scales: SharedScales, width: Double) throws {
    self.width = width
    let isImage = explanation.shape.isImage
    // Bars have their own axis instead.
    let colorBars =
      isImage || explanation.featureMaps != nil
      ? try Self.colorBars(of: explanation, scales: scales) : []
    let inRow = max(1, min(colorBars.count, Int((width + Self.columnGap) / 320)))
    barLength = min(360, (width - Double(inRow - 1) * Self.columnGap) / Double(inRow))
    var placed: [Placed<ColorBar>] = []
    var y = 0.0
    for start in stride(from: 0, to: colorBars.count, by: inRow) {
      let row = colorBars[start..<min(start + inRow, colorBars.count)]
      for (column, bar) in row.enumerated() {
        let x = Double(column) * (barLength + Self.columnGap)
        placed.append(Placed(content: bar, origin: Point(x, y)))
      }
      y += row.map { [barLength] in $0.thickness(length: barLength) }.reduce(0, max) + Self.gap
    }
    bars = placed
    let entries = Self.legendEntries(explanation, isImage: isImage)
    if entries.isEmpty {
      legend = nil
    } else {
      let content = Legend(entries, style: TextStyle(size: 9.5))
      legend = Placed(content: content, origin: Point(0, y))
      y += content.height(width: width) + Self.gap
    }
    let sentences = explanation.attributions.flatMap { attribution in
      attribution.notes.map { "⚠ \(attribution.title): \($0.sentence)" }
    }
    if sentences.isEmpty {
      notes = nil
    } else {
      let lines = sentences.flatMap { Self.noteStyle.lines(of: $0, width: width) }
      notes = Placed(content: lines, origin: Point(0, y))
      y += Double(lines.count) * Self.noteStyle.lineHeight + Self.gap
    }
    height = max(0, y - Self.gap)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    func place(_ point: Point) -> Point { Point(origin.x + point.x, origin.y + point.y) }
    for bar in bars {
      try bar.content.draw(on: canvas, at: place(bar.origin), length: barLength)
    }
    if let legend { legend.content.draw(on: canvas, at: place(legend.origin), width: width) }
    if let notes { canvas.lines(notes.content, at: place(notes.origin), Self.noteStyle) }
  }

  /// A bar for each scale, in the order of the methods.
  private static func colorBars(
    of explanation: Explanation, scales: SharedScales
  ) throws -> [ColorBar] {
    try explanation.measures.map { label, example in
      let ends: ColorBar.Ends? =
        switch example.quantity {
        // A regression's number is raised or lowered; "for" and "against" only apply to other
        // tasks.
        case .contribution, .drop:
          explanation.prediction.schema.task == .regression
            ? ColorBar.Ends(lower: "lowers", upper: "raises")
            : ColorBar.Ends(lower: "against", upper: "for")
        case .slope: ColorBar.Ends(lower: "lowers", upper: "raises")
        case .evidence, .activation, .slopeMagnitude, .slopeVariance, .contrast: nil
        }
      let measure = scales.channels.measure(
        label, of: example.quantity, channels: explanation.shape.channels)
      return ColorBar(
        try scales.scale(of: example), label: measure, ends: scales.channels == .sum ? ends : nil)
    }
  }

  private static func legendEntries(_ explanation: Explanation, isImage: Bool) -> [Legend.Entry] {
    var entries: [Legend.Entry] = []
    if isImage, HeatmapOverlay.usesOutline(explanation.shape) {
      entries.append(Legend.Entry(.line(Stroke(.ink, width: 1.2)), "outline of the input"))
    }
    if explanation.attributions.contains(where: { $0.standardErrors != nil }) {
      entries.append(
        Legend.Entry(
          .hatch(HeatmapOverlay.hatch(pixel: 16), on: Color(grey: 0.97)),
          "sign not certain at 95% (|value| < 1.96 standard errors)"))
    }
    return entries
  }
}

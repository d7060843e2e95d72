import LimnGraphics

/// Many rows at once: a column for each row, ordered by score, a line for each feature, and the
/// score itself above them.
public struct RowsHeatmapFigure: Figure {
  private let page: FigurePage

  private static let mostBands = 8
  private static let mostRows = 1500

  /// All rows as columns of a heatmap.
  ///
  /// - Parameters:
  ///   - table: the rows with their values.
  ///   - title: the title of the figure.
  ///   - strongest: the maximum number of features, at least 1; the picture says if some are left
  ///     out.
  /// - Throws: ``FigureError/outOfRange(_:found:range:)``; the errors of a scale, such as
  ///   `GraphicsError.badRange`.
  public init(_ table: AttributedRows, title: String, strongest: Int = 20) throws {
    try FigureError.check(strongest: strongest)
    let shown = ShownGroups(table, most: Self.mostBands, mostRows: Self.mostRows)
    let all = shown.groups.flatMap(\.rows)
    let features = table.strongest(strongest, over: all)
    let labels = FeatureLabels(table.featureNames)
    // A single outlier would make all other values pale. The scale therefore ends at the 98th
    // percentile; larger values have the strongest colour, and the bar says so.
    let sizes = all.flatMap { row in features.map { abs(Double(table.values[row, $0])) } }.sorted()
    let limit = sizes.isEmpty ? 0 : sizes[Int(0.98 * Double(sizes.count - 1))]
    let reach = limit > 0 ? limit : sizes.last ?? 0
    let isCut = reach < sizes.last ?? 0
    let scale =
      table.quantity.isSigned
      ? try ColorScale.symmetric(limit: reach) : try ColorScale.sequential(0...reach)
    let bands = shown.groups.map { group in
      HeatmapBand(
        table, group: group, shown: shown, features: features, labels: labels, scale: scale)
    }
    let measure =
      shown.groups.count == 1 ? table.measure(shown.groups[0]) : table.quantity.measure(of: "score")
    let width = bands.reduce(420) { max($0, $1.size.width) }
    var notes = ["A column for each row, from the lowest score to the highest."]
    if isCut {
      notes.append("The strongest 2% of the values lie beyond the ends of the colours.")
    }
    notes += table.omission(strongest: strongest) + shown.omissions
    page = FigurePage(
      title: title, subtitle: "What moves the score of each row, by \(table.title).",
      parts: bands + [
        FigureColorBar(
          ColorBar(
            scale, label: measure,
            ends: table.quantity.isSigned ? ColorBar.Ends(lower: "lowers", upper: "raises") : nil),
          length: 260),
        FigureText(notes.joined(separator: " "), width: width),
      ], minimumWidth: 420)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

/// The rows with the same target.
private struct HeatmapBand: FigurePart {
  let size: Size
  private let table: AttributedRows
  private let heading: String
  private let rows: [Int]
  private let features: [Int]
  private let labels: FeatureLabels
  private let scale: ColorScale

  private static let plotWidth = 520.0
  private static let lineHeight = 14.0
  private static let gap = 6.0
  private static let scoreHeight = 34.0

  init(
    _ table: AttributedRows, group: AttributedRows.Group, shown groups: ShownGroups,
    features: [Int], labels: FeatureLabels, scale: ColorScale
  ) {
    self.table = table
    self.features = features
    self.labels = labels
    self.scale = scale
    let order = group.rows.sorted { (table.rows[$0].score, $0) < (table.rows[$1].score, $1) }
    rows = groups.sample(order)
    heading = groups.heading(of: group)
    size = Size(
      max(labels.width(of: features), 60) + Self.gap + Self.plotWidth + 8,
      FigurePage.headingStyle.lineHeight + 4 + Self.scoreHeight + 6
        + Double(features.count) * Self.lineHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    canvas.text(
      FigurePage.headingStyle.truncated(heading, width: size.width), at: origin,
      FigurePage.headingStyle, anchor: .topLeading)
    let top = origin.y + FigurePage.headingStyle.lineHeight + 4
    let left = origin.x + max(labels.width(of: features), 60) + Self.gap
    drawScores(
      in: Rect(x: left, y: top, width: Self.plotWidth, height: Self.scoreHeight), on: canvas)
    let cells = Rect(
      x: left, y: top + Self.scoreHeight + 6, width: Self.plotWidth,
      height: Double(features.count) * Self.lineHeight)
    let limit = scale.limit
    let colors = try features.flatMap { feature in
      try rows.map { row in
        // Values beyond the ends have the end's colour, as the note says.
        let value = Double(table.values[row, feature])
        return try scale.color(of: min(limit, max(scale.range.lowerBound, value)))
      }
    }
    canvas.draw(
      Raster(width: rows.count, height: features.count, colors: colors), in: cells)
    canvas.stroke(cells, Stroke(.fadedInk, width: 0.6))
    for (line, feature) in features.enumerated() {
      canvas.text(
        labels[feature],
        at: Point(left - Self.gap, cells.minY + (Double(line) + 0.5) * Self.lineHeight),
        FeatureLabels.style, anchor: .trailing)
    }
  }

  private func drawScores(in rect: Rect, on canvas: Canvas) {
    let scores = rows.map { table.rows[$0].score }
    guard let low = scores.min(), let high = scores.max() else { return }
    func height(_ score: Double) -> Double {
      low < high ? rect.maxY - (score - low) / (high - low) * rect.height : rect.midY
    }
    let width = rect.width / Double(scores.count)
    let points = scores.enumerated().flatMap { place, score in
      [
        Point(rect.minX + Double(place) * width, height(score)),
        Point(rect.minX + Double(place + 1) * width, height(score)),
      ]
    }
    canvas.stroke(.polyline(points), Stroke(.ink, width: 1.2))
    let style = FeatureLabels.style.colored(.fadedInk)
    let edge = rect.minX - Self.gap
    if low < high {
      canvas.text(
        NumberText.significant(high, digits: 3), at: Point(edge, rect.minY + 4), style,
        anchor: .trailing)
    }
    canvas.text(
      NumberText.significant(low, digits: 3), at: Point(edge, rect.maxY - 4), style,
      anchor: .trailing)
  }
}

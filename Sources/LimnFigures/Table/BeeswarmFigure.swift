import LimnGraphics

/// Every row's values as dots, feature by feature, coloured by the feature's value in the row. It
/// shows the direction of a feature's effect, not only its size. There is a swarm for each output
/// for which rows are explained.
public struct BeeswarmFigure: Figure {
  private let page: FigurePage

  private static let mostSwarms = 8
  private static let mostRows = 2000

  /// A dot for each row and feature.
  ///
  /// - Parameters:
  ///   - table: the rows with their values.
  ///   - title: the title of the figure.
  ///   - strongest: the maximum number of features, at least 1; the picture says if some are left
  ///     out.
  /// - Throws: ``FigureError/outOfRange(_:found:range:)``; the errors of an axis, such as
  ///   `GraphicsError.badRange`.
  public init(_ table: AttributedRows, title: String, strongest: Int = 20) throws {
    try FigureError.check(strongest: strongest)
    let shown = ShownGroups(table, most: Self.mostSwarms, mostRows: Self.mostRows)
    let labels = FeatureLabels(table.featureNames)
    let colors = (0..<table.featureNames.count).map { feature in
      ValueColors(table, feature: feature)
    }
    let swarms = try shown.groups.map { group in
      try Swarm(
        table, group: group, shown: shown, labels: labels, colors: colors, strongest: strongest)
    }
    var notes = [
      table.quantity.isSigned
        ? "A dot for each row: to the right the feature raises the score, to the left it lowers it."
        : "A dot for each row."
    ]
    if !table.categories.isEmpty { notes.append("Grey: categories, which have no order.") }
    notes += table.omission(strongest: strongest) + shown.omissions
    let grid = FigureGrid(swarms, width: 960, gap: Size(28, 18))
    page = FigurePage(
      title: title, subtitle: "The effect of high and low values of each feature.",
      parts: [
        ValueColorKey(label: "the row's value:"),
        grid,
        FigureText(notes.joined(separator: " "), width: max(420, grid.size.width)),
      ], minimumWidth: 420)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

/// The dots of the rows with the same target.
private struct Swarm: FigurePart {
  let size: Size
  private let heading: String
  private let table: AttributedRows
  private let rows: [Int]
  private let features: [Int]
  private let labels: FeatureLabels
  private let colors: [ValueColors]
  private let axis: Axis

  private static let rowHeight = 20.0
  private static let plotWidth = 300.0
  private static let gap = 6.0
  private static let bottom = 2 * FeatureLabels.style.lineHeight + 8
  private static let radius = 1.7
  private static let bins = 110

  init(
    _ table: AttributedRows, group: AttributedRows.Group, shown groups: ShownGroups,
    labels: FeatureLabels, colors: [ValueColors], strongest: Int
  ) throws {
    self.table = table
    self.labels = labels
    self.colors = colors
    let features = table.strongest(strongest, over: group.rows)
    let rows = groups.sample(group.rows)
    self.features = features
    self.rows = rows
    heading = groups.areSeveral ? groups.heading(of: group) : ""
    let shown = rows.flatMap { row in features.map { Double(table.values[row, $0]) } }
    axis = try Axis(table.measure(group), holding: shown, including: [0])
    let width = labels.width(of: features) + Self.gap + Self.plotWidth + 8
    size = Size(
      width,
      (heading.isEmpty ? 0 : FigurePage.headingStyle.lineHeight + 4)
        + Double(features.count) * Self.rowHeight + Self.bottom)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    var top = origin.y
    if !heading.isEmpty {
      canvas.text(
        FigurePage.headingStyle.truncated(heading, width: size.width), at: origin,
        FigurePage.headingStyle, anchor: .topLeading)
      top += FigurePage.headingStyle.lineHeight + 4
    }
    let plot = Rect(
      x: origin.x + labels.width(of: features) + Self.gap, y: top, width: Self.plotWidth,
      height: Double(features.count) * Self.rowHeight)
    func across(_ value: Double) -> Double { plot.minX + axis.fraction(of: value) * plot.width }
    axis.drawGrid(in: plot, on: canvas)
    canvas.text(
      FeatureLabels.style.truncated(axis.label, width: size.width),
      at: Point(origin.x + size.width - 8, plot.maxY + Self.bottom - 2), FeatureLabels.style,
      anchor: .bottomTrailing)
    canvas.line(
      from: Point(across(0), plot.minY), to: Point(across(0), plot.maxY),
      Stroke(.fadedInk, width: 0.8))
    for (line, feature) in features.enumerated() {
      let middle = plot.minY + (Double(line) + 0.5) * Self.rowHeight
      canvas.text(
        labels[feature], at: Point(plot.minX - Self.gap, middle), FeatureLabels.style,
        anchor: .trailing)
      drawDots(of: feature, at: middle, across: across, on: canvas)
    }
  }

  /// Draws dots with equal values alternately above and below each other, closer together if there
  /// are many.
  private func drawDots(
    of feature: Int, at middle: Double, across: (Double) -> Double, on canvas: Canvas
  ) {
    let places = rows.map { row in
      Int(axis.fraction(of: Double(table.values[row, feature])) * Double(Self.bins))
    }
    var heights: [Int: Int] = [:]
    for place in places { heights[place, default: 0] += 1 }
    let tallest = heights.values.max() ?? 1
    let half = Self.rowHeight / 2 - Self.radius - 0.5
    let step = min(2 * Self.radius * 0.8, 2 * half / Double(max(1, tallest - 1)))
    var used: [Int: Int] = [:]
    for (row, place) in zip(rows, places) {
      let turn = used[place, default: 0]
      used[place] = turn + 1
      let offset = Double((turn + 1) / 2) * (turn.isMultiple(of: 2) ? 1 : -1)
      canvas.fill(
        .circle(
          center: Point(across(Double(table.values[row, feature])), middle + offset * step),
          radius: Self.radius),
        colors[feature].color(of: table.inputs[row, feature]))
    }
  }
}

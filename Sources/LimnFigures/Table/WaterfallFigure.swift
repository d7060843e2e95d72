import LimnGraphics

/// One row, from the score without its features to the score with them: each feature's value as a
/// step, the largest at the top, with the feature's value next to its name, and the rest as one
/// step.
public struct WaterfallFigure: Figure {
  private let page: FigurePage

  /// The steps of one row, from the score without its features to its score.
  ///
  /// - Parameters:
  ///   - table: the rows with their values.
  ///   - row: the row's index in the table.
  ///   - title: the title of the figure.
  ///   - strongest: the maximum number of features with their own step, at least 1.
  /// - Throws: ``FigureError/notShares(method:)`` for values that do not divide the score
  ///   difference; ``FigureError/outOfRange(_:found:range:)``.
  public init(
    _ table: AttributedRows, row: Int, title: String, strongest: Int = 12
  ) throws {
    guard table.quantity == .contribution else {
      throw FigureError.notShares(method: table.method)
    }
    try FigureError.check("a row's number", row, in: 0...table.rows.count - 1)
    try FigureError.check(strongest: strongest)
    let steps = Steps(table, row: row, strongest: strongest)
    let stairs = try Stairs(steps, scoreName: table.scoreName(table.rows[row].target))
    var notes = [
      "From the score without the row's features to the score with them; red raises it, blue lowers it."
    ]
    if steps.hasGap {
      notes.append(
        "\(table.title) does not attribute all of the difference: the hatched step is the rest."
      )
    }
    page = FigurePage(
      title: title, subtitle: "How the score of \(table.rows[row].name) arises, by \(table.title).",
      parts: [
        stairs,
        FigureText(notes.joined(separator: " "), width: max(420, stairs.size.width)),
      ], minimumWidth: 420)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

/// The steps of one row's score.
private struct Steps {
  struct Step {
    let label: String
    let change: Double
    let kind: Kind
    enum Kind { case feature, rest, gap }
  }

  let base: Double
  let score: Double
  /// The steps from the base upwards, the smallest first.
  let steps: [Step]

  var hasGap: Bool { steps.contains { $0.kind == .gap } }

  init(_ table: AttributedRows, row: Int, strongest: Int) {
    let values = table.values[row: row].map(Double.init)
    (base, score) = (table.rows[row].base, table.rows[row].score)
    let order = table.strongest(values.count, over: [row])
    // If the rest is a single feature, it keeps its own name.
    let own = order.count <= strongest + 1 ? order : Array(order.prefix(strongest))
    let rest = order.dropFirst(own.count)
    let names = FeatureLabels.style.truncatedApart(
      table.featureNames, width: FeatureLabels.widest)
    var steps = own.map { feature in
      Step(
        label: "\(names[feature].keptApart) = "
          + table.categories.text(
            of: table.inputs[row, feature], feature: feature, digits: 4,
            style: FeatureLabels.style),
        change: values[feature], kind: .feature)
    }
    if !rest.isEmpty {
      steps.append(
        Step(
          label: "\(rest.count) other features", change: rest.reduce(0) { $0 + values[$1] },
          kind: .rest))
    }
    let gap = score - base - values.reduce(0, +)
    // A gap below a hundredth of the drawn range is invisible.
    let size = max(abs(score - base), values.reduce(0) { max($0, abs($1)) })
    if abs(gap) > 0.01 * size {
      steps.append(Step(label: "not attributed", change: gap, kind: .gap))
    }
    self.steps = steps.reversed()
  }
}

/// The steps, drawn from bottom to top.
private struct Stairs: FigurePart {
  let size: Size
  private let steps: Steps
  private let axis: Axis
  private let labelWidth: Double
  private let baseText: String
  private let scoreText: String

  private static let rowHeight = 20.0
  private static let plotWidth = 330.0
  private static let gap = 6.0
  private static let style = FeatureLabels.style
  private static let edge = 2 * style.lineHeight

  init(_ steps: Steps, scoreName: String) throws {
    self.steps = steps
    var (levels, level) = ([steps.base], steps.base)
    for step in steps.steps {
      level += step.change
      levels.append(level)
    }
    levels.append(steps.score)
    let (low, high) = (levels.min() ?? 0, levels.max() ?? 0)
    // Leave room at both ends for the numbers of the outermost steps.
    let room = low < high ? 0.2 * (high - low) : max(abs(low) / 2, 0.5)
    axis = try Axis("", range: low - room...high + room)
    labelWidth = steps.steps.reduce(0) { max($0, Self.style.width(of: $1.label)) }
    baseText = "without its features \(NumberText.significant(steps.base, digits: 4))"
    scoreText = "\(scoreName) \(NumberText.significant(steps.score, digits: 4))"
    size = Size(
      labelWidth + Self.gap + Self.plotWidth,
      Double(steps.steps.count) * Self.rowHeight + 2 * Self.edge + Self.style.lineHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    let plot = Rect(
      x: origin.x + labelWidth + Self.gap, y: origin.y + Self.edge, width: Self.plotWidth,
      height: Double(steps.steps.count) * Self.rowHeight)
    func across(_ value: Double) -> Double { plot.minX + axis.fraction(of: value) * plot.width }
    axis.drawGrid(in: plot, on: canvas, style: Self.style.colored(.fadedInk), gap: Self.edge)
    let dashed = Stroke(.fadedInk, width: 0.8, dash: [3, 3])
    for value in [steps.base, steps.score] {
      canvas.line(
        from: Point(across(value), plot.minY - 3), to: Point(across(value), plot.maxY + 3), dashed)
    }
    func text(_ text: String, at value: Double, y: Double, _ anchor: Anchor.Vertical) {
      // Keep the text within the plot.
      let half = Self.style.width(of: text) / 2
      let x = min(max(across(value), plot.minX + half), max(plot.minX + half, plot.maxX - half))
      canvas.text(text, at: Point(x, y), Self.style, anchor: Anchor(.center, anchor))
    }
    text(scoreText, at: steps.score, y: plot.minY - 5, .bottom)
    text(baseText, at: steps.base, y: plot.maxY + 5, .top)
    var level = steps.base
    for (place, step) in steps.steps.enumerated() {
      let y = plot.maxY - (Double(place) + 0.5) * Self.rowHeight
      draw(step, from: level, at: y, in: plot, across: across, on: canvas)
      level += step.change
      if place + 1 < steps.steps.count {
        canvas.line(
          from: Point(across(level), y), to: Point(across(level), y - Self.rowHeight),
          Stroke(.fadedInk, width: 0.5))
      }
    }
  }

  private func draw(
    _ step: Steps.Step, from level: Double, at y: Double, in plot: Rect,
    across: (Double) -> Double, on canvas: Canvas
  ) {
    let style = step.kind == .feature ? Self.style : Self.style.colored(.fadedInk)
    canvas.text(step.label, at: Point(plot.minX - Self.gap, y), style, anchor: .trailing)
    let (start, end) = (across(level), across(level + step.change))
    let bar = Rect(
      x: min(start, end), y: y - 6.5, width: max(0.6, abs(end - start)), height: 13)
    if step.kind == .gap {
      canvas.hatch(bar, Hatch(Stroke(.fadedInk, width: 0.8), spacing: 3))
      canvas.stroke(bar, Stroke(.fadedInk, width: 0.8))
    } else {
      canvas.fill(
        bar,
        ColorMap.diverging.color(
          at: (step.change < 0 ? -1 : 1) * (step.kind == .rest ? 0.4 : 0.75)))
    }
    let number =
      (step.change > 0 ? "+" : "") + NumberText.significant(step.change, digits: 3)
    let isRising = step.change >= 0
    let edge = Point(isRising ? bar.maxX + 3 : bar.minX - 3, y)
    // Keep lines from running through the number.
    let width = Self.style.width(of: number)
    canvas.fill(
      Rect(x: (isRising ? edge.x : edge.x - width) - 1, y: y - 5, width: width + 2, height: 10),
      .white)
    canvas.text(number, at: edge, Self.style, anchor: isRising ? .leading : .trailing)
  }
}

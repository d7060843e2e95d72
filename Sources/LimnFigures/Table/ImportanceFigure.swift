import LimnAttribution
import LimnGraphics

/// The importance of features over a batch: the mean magnitude of their values as bars, the largest
/// first, with 95% intervals over rows; each method has its own scale.
public struct ImportanceFigure: Figure {
  private let page: FigurePage

  /// One method's bars.
  public struct Content: Sendable {
    let title: String
    /// The label of the axis: "mean size of the contribution to the logit".
    let measure: String
    let importance: FeatureImportance
    let targetNames: [String]

    /// One method's importance.
    ///
    /// - Parameters:
    ///   - method: the method's name, as in `Attribution.method`.
    ///   - measure: the description of its values.
    ///   - importance: the mean magnitudes.
    ///   - targetNames: the name of each output.
    public init(
      method: String, measure: String, importance: FeatureImportance, targetNames: [String]
    ) {
      title = Attribution.title(ofMethod: method)
      self.measure = measure
      self.importance = importance
      self.targetNames = targetNames
    }
  }

  /// The mean magnitude of each feature's values, with intervals.
  ///
  /// - Parameters:
  ///   - contents: the bars of each method.
  ///   - title: the title of the figure.
  ///   - featureNames: one for each feature.
  ///   - strongest: the maximum number of features, at least 1; the picture says if some are left
  ///     out.
  /// - Throws: ``FigureError/nothingToShow`` without rows;
  ///   ``FigureError/outOfRange(_:found:range:)``; ``FigureError/valueCount(of:found:expected:)``
  ///   if the number of names is not that of the features.
  public init(
    _ contents: [Content], featureNames: [String], title: String, strongest: Int = 20
  ) throws {
    guard let first = contents.first, contents.allSatisfy({ $0.importance.count > 0 }),
      !featureNames.isEmpty
    else { throw FigureError.nothingToShow }
    try FigureError.check(strongest: strongest)
    for content in contents where content.importance.featureCount != featureNames.count {
      throw FigureError.valueCount(
        of: "names", found: featureNames.count, expected: content.importance.featureCount)
    }
    let labels = FeatureLabels(featureNames)
    let bars = try contents.map {
      try ImportanceBars($0, labels: labels, strongest: strongest)
    }
    let rows = first.importance.count
    let shown = min(strongest, featureNames.count)
    let left =
      shown < featureNames.count ? " The \(shown) largest of \(featureNames.count) features." : ""
    let lines = rows > 1 ? "; black lines are 95% intervals" : ""
    let scales =
      contents.count > 1 ? " Each method has a scale of its own." : ""
    let grid = FigureGrid(bars, width: 860, gap: Size(28, 18))
    page = FigurePage(
      title: title, subtitle: "How much each feature moves the score, on average.",
      parts: [
        grid,
        FigureText(
          "Mean size over \(NumberText.grouped(rows)) row\(rows == 1 ? "" : "s")\(lines)."
            + left + scales, width: max(400, grid.size.width)),
      ], minimumWidth: 400)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

/// One method's bars, stacked by target if rows are explained for a few targets.
private struct ImportanceBars: FigurePart {
  let size: Size
  private let content: ImportanceFigure.Content
  private let labels: FeatureLabels
  private let features: [Int]
  private let axis: Axis
  private let legend: Legend
  private let targets: [Int]

  private static let rowHeight = 17.0
  private static let plotWidth = 250.0
  private static let gap = 6.0
  private static let top = FigurePage.headingStyle.lineHeight + 4
  private static let bottom = 2 * FeatureLabels.style.lineHeight + 8

  init(_ content: ImportanceFigure.Content, labels: FeatureLabels, strongest: Int) throws {
    self.content = content
    self.labels = labels
    let importance = content.importance
    features = Array(importance.order.prefix(strongest))
    let (means, errors) = (importance.means, importance.standardErrors)
    let reach = features.reduce(0) { max($0, means[$1] + 1.96 * errors[$1]) }
    axis =
      reach > 0
      ? try Axis(content.measure, range: 0...1.04 * reach) : try Axis(content.measure, holding: [0])
    let all = importance.targets
    targets = (2...Color.categorical.count + 1).contains(all.count) ? all : []
    legend = Legend(
      targets.enumerated().map { place, target in
        Legend.Entry(
          .area(Self.color(place)),
          content.targetNames.indices.contains(target)
            ? content.targetNames[target] : "\(target)")
      }, style: FeatureLabels.style)
    let width = labels.width(of: features) + Self.gap + Self.plotWidth + 12
    size = Size(
      width,
      Self.top + (targets.isEmpty ? 0 : legend.height(width: width) + 4)
        + Double(features.count) * Self.rowHeight + Self.bottom)
  }

  private static func color(_ place: Int) -> Color {
    place < Color.categorical.count ? Color.categorical[place] : .fadedInk
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.text(
      content.title, at: origin, FigurePage.headingStyle, anchor: .topLeading)
    var top = origin.y + Self.top
    if !targets.isEmpty {
      legend.draw(on: canvas, at: Point(origin.x, top), width: size.width)
      top += legend.height(width: size.width) + 4
    }
    let left = origin.x + labels.width(of: features) + Self.gap
    let plot = Rect(
      x: left, y: top, width: Self.plotWidth, height: Double(features.count) * Self.rowHeight)
    func across(_ value: Double) -> Double { plot.minX + axis.fraction(of: value) * plot.width }
    axis.drawGrid(in: plot, on: canvas)
    canvas.text(
      FeatureLabels.style.truncated(axis.label, width: size.width),
      at: Point(origin.x + size.width - 12, plot.maxY + Self.bottom - 2), FeatureLabels.style,
      anchor: .bottomTrailing)
    let importance = content.importance
    let (means, errors) = (importance.means, importance.standardErrors)
    let shares = targets.map(importance.share(of:))
    for (line, feature) in features.enumerated() {
      let band = Rect(
        x: plot.minX, y: plot.minY + Double(line) * Self.rowHeight, width: plot.width,
        height: Self.rowHeight)
      canvas.text(
        labels[feature], at: Point(plot.minX - Self.gap, band.midY), FeatureLabels.style,
        anchor: .trailing)
      func bar(_ from: Double, _ to: Double, _ color: Color) {
        canvas.fill(
          Rect(
            x: across(from), y: band.minY + 3, width: across(to) - across(from),
            height: band.height - 6), color)
      }
      if targets.isEmpty {
        bar(0, means[feature], Color.categorical[0])
      } else {
        var from = 0.0
        for (place, share) in shares.enumerated() {
          bar(from, from + share[feature], Self.color(place))
          from += share[feature]
        }
      }
      guard errors[feature] > 0 else { continue }
      let low = max(0, means[feature] - 1.96 * errors[feature])
      canvas.line(
        from: Point(across(low), band.midY),
        to: Point(across(means[feature] + 1.96 * errors[feature]), band.midY),
        Stroke(.ink, width: 1.2))
    }
    canvas.line(
      from: Point(plot.minX, plot.minY), to: Point(plot.minX, plot.maxY),
      Stroke(.fadedInk, width: 0.8))
  }
}

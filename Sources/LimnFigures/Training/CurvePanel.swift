import LimnGraphics

/// A plot of a training figure: curves over epochs with their names at their ends, and vertical
/// marks at epochs.
struct CurvePanel: Sendable {
  /// The kind of the value axis.
  enum Layout: Sendable, Hashable {
    /// Shares between 0 and 1; the given end is always shown.
    case share(showing: Double)
    /// Linear; the given value is always shown.
    case linear(showing: Double)
    /// Linear from 0.
    case fromZero
    /// Logarithmic.
    case logarithmic
    /// Logarithmic if the values span a factor of ten, otherwise linear.
    case automatic
  }

  /// A vertical line at an epoch.
  struct Mark: Sendable {
    let epoch: Double
    /// The text in the legend; no entry if empty.
    let label: String
    let stroke: Stroke

    /// The mark without an entry in the legend.
    var unnamed: Mark { Mark(epoch: epoch, label: "", stroke: stroke) }
  }

  let title: String
  private let curves: [Curve]
  private let marks: [Mark]
  /// The findings' numbers in circles at their epochs.
  private let findings: [(number: Int, epoch: Double)]
  private let x: Axis
  /// `nil` if no value can be shown.
  private let y: Axis?
  private let labels: EndLabels

  /// - Parameters:
  ///   - quantity: the label of the y axis, with the unit.
  ///   - epochs: the first and the last epoch.
  /// - Throws: `GraphicsError.badRange` for values too far apart for any axis.
  init(
    _ title: String, quantity: String, curves: [Curve], layout: Layout,
    epochs: ClosedRange<Double>, marks: [Mark] = [],
    findings: [(number: Int, epoch: Double)] = []
  ) throws {
    self.title = title
    self.curves = curves
    self.marks = marks
    self.findings = findings.filter { epochs.contains($0.epoch) }
    x =
      epochs.lowerBound < epochs.upperBound
      ? try Axis("epoch", range: epochs, scale: .whole)
      : try Axis("epoch", holding: [epochs.lowerBound], scale: .whole)
    y = try Self.axis(quantity, values: curves.flatMap { $0.points.map(\.y) }, layout: layout)
    labels = EndLabels(curves)
  }

  private static func axis(_ quantity: String, values: [Double], layout: Layout) throws -> Axis? {
    let finite = values.filter(\.isFinite)
    let positive = finite.filter { $0 > 0 }
    guard let low = finite.min(), let high = finite.max() else { return nil }
    switch layout {
    case .share(let end):
      let beyond = low < 0 || high > 1
      guard !beyond, low < high || low != end else {
        return try Axis(quantity, range: min(low, 0)...max(high, 1))
      }
      let axis = try Axis(quantity, holding: finite, including: [end])
      return try Axis(
        quantity, range: max(0, axis.range.lowerBound)...min(1, axis.range.upperBound))
    case .linear(let shown):
      return try Axis(quantity, holding: finite, including: [shown])
    case .fromZero:
      return try Axis(quantity, holding: finite, including: [0])
    case .logarithmic:
      guard !positive.isEmpty else { return nil }
      return try Axis("\(quantity) (log scale)", holding: positive, scale: .logarithmic)
    case .automatic:
      guard positive.count == finite.count, high >= 10 * low else {
        return try Axis(quantity, holding: finite)
      }
      return try Axis("\(quantity) (log scale)", holding: finite, scale: .logarithmic)
    }
  }

  /// The smallest height at which the names at the curves' ends fit.
  var smallestHeight: Double { labels.height + Self.roomForTexts }

  /// A sentence with the number of values that cannot be shown; `nil` if all can.
  var gapSentence: String? {
    let missing = curves.reduce(0) { $0 + $1.points.count { !hasPlace($0.y) } }
    guard missing > 0 else { return nil }
    let isLogarithmic = y?.scale == .logarithmic
    let reason = isLogarithmic ? "not finite or not above 0" : "not finite"
    return "\(title): \(missing) value\(missing == 1 ? " is" : "s are") \(reason) and left out."
  }

  func draw(on canvas: Canvas, in rect: Rect) {
    guard let y else {
      drawNothing(on: canvas, in: rect)
      return
    }
    let legend = marks.filter { !$0.label.isEmpty }.map { Legend.Entry(.line($0.stroke), $0.label) }
    let frame = PlotFrame(
      in: rect.inset(right: labels.width), title: title, legend: legend, x: x, y: y)
    frame.draw(on: canvas)
    for mark in marks { drawVertical(at: mark.epoch, mark.stroke, on: canvas, frame) }
    for curve in curves { draw(curve, on: canvas, frame) }
    labels.draw(on: canvas, beside: frame, hasPlace: hasPlace)
    drawFindings(on: canvas, frame)
  }

  private static let roomForTexts = 90.0
  private static let dotLimit = 40
  private static let titleStyle = TextStyle(size: 12, weight: .bold)
  private static let numberStyle = TextStyle(size: 8, weight: .bold, color: .white)
  static let findingColor = Color(hex: 0x8F3B00)

  private func hasPlace(_ value: Double) -> Bool {
    value.isFinite && y != nil && (y?.scale != .logarithmic || value > 0)
  }

  private func draw(_ curve: Curve, on canvas: Canvas, _ frame: PlotFrame) {
    let thinned = curve.thinned(over: x.range, columns: max(1, Int(frame.area.width)))
    var stroke = curve.stroke
    // A noisy curve is drawn finely, so that others stay visible behind it.
    if thinned.points.count < curve.points.count { stroke.width /= 2 }
    frame.drawLine(thinned.points, stroke, on: canvas)
    guard curve.points.count <= Self.dotLimit else { return }
    for point in curve.points where hasPlace(point.y) {
      canvas.fill(
        .circle(center: frame.point(point.x, point.y), radius: 1.1 + curve.stroke.width / 2),
        curve.stroke.color)
    }
  }

  private func drawVertical(
    at epoch: Double, _ stroke: Stroke, on canvas: Canvas, _ frame: PlotFrame
  ) {
    let across = frame.area.minX + x.fraction(of: epoch) * frame.area.width
    canvas.line(from: Point(across, frame.area.minY), to: Point(across, frame.area.maxY), stroke)
  }

  private func drawFindings(on canvas: Canvas, _ frame: PlotFrame) {
    let radius = 6.5
    var drawn: [Point] = []
    for finding in findings {
      let across = frame.area.minX + x.fraction(of: finding.epoch) * frame.area.width
      // Keep the number inside the plot, clear of the axis labels.
      let inner = frame.area.inset(left: radius + 2, right: radius + 2)
      var center = Point(
        min(max(across, inner.minX), inner.maxX), frame.area.minY + radius + 1)
      while drawn.contains(where: {
        abs($0.x - center.x) < 2 * radius + 1 && abs($0.y - center.y) < 2 * radius
      }) { center.y += 2 * radius + 1 }
      drawn.append(center)
      canvas.line(
        from: Point(across, frame.area.minY), to: Point(across, frame.area.maxY),
        Stroke(Self.findingColor, width: 0.8, dash: [1.5, 2]))
      Self.drawNumber(finding.number, at: center, on: canvas)
    }
  }

  /// Draws a finding's number in a circle.
  static func drawNumber(_ number: Int, at center: Point, on canvas: Canvas) {
    canvas.fill(.circle(center: center, radius: 6.5), findingColor)
    canvas.text(String(number), at: center, numberStyle, anchor: .center)
  }

  private func drawNothing(on canvas: Canvas, in rect: Rect) {
    canvas.text(title, at: rect.origin, Self.titleStyle, anchor: .topLeading)
    let style = TextStyle(size: 10, color: .fadedInk)
    let area = rect.inset(top: Self.titleStyle.lineHeight + 4)
    canvas.stroke(area, Stroke(.hairline, width: 0.8))
    canvas.text("no value that could be drawn", at: area.center, style, anchor: .center)
  }
}

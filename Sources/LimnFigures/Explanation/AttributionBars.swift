import LimnAttribution
import LimnCore
import LimnGraphics
import LimnText

/// An attribution of a plain vector as bars: the strongest features first, with 95% intervals if
/// the method samples.
public struct AttributionBars: Figure {
  public let size: Size
  private let attribution: Attribution
  /// The features shown, strongest first.
  private let features: [Int]
  private let labels: [String]
  private let heading: [String]
  private let labelWidth: Double
  private let axis: Axis

  private static let style = TextStyle(size: 9)
  private static let headingStyle = TextStyle(size: 9, color: .fadedInk)
  private static let rowHeight = 15.0
  private static let plotWidth = 220.0
  private static let axisHeight = 2 * TextStyle(size: 9).lineHeight + 4
  private static let gap = 6.0
  private static let widestName = 130.0

  /// Bars for the features with the largest magnitudes.
  ///
  /// - Parameters:
  ///   - attribution: the attribution to show.
  ///   - input: the explained values, shown next to the names.
  ///   - featureNames: one for each feature; "feature 0" and so on if `nil`.
  ///   - categories: the categories of categorical features, by feature; their words are shown.
  ///   - outputs: the names of the model's outputs; their numbers are used if `nil`.
  ///   - strongest: the maximum number of features; the picture says if some are left out.
  ///   - reach: the magnitude that the axis covers at least, so that several pictures can share it;
  ///     just the values and intervals if `nil`.
  /// - Throws: ``FigureError/shapeMismatch(method:found:expected:)``,
  ///   ``FigureError/nonFinite(in:index:)``.
  public init(
    _ attribution: Attribution, input: [Float], featureNames: [String]? = nil,
    categories: [Int: Categories] = [:], outputs: OutputSchema? = nil, strongest: Int = 20,
    reach: Double? = nil
  ) throws {
    try FigureError.check(strongest: strongest)
    try attribution.requireFinite()
    let count = attribution.values.count
    guard input.count == count, featureNames.map({ $0.count == count }) ?? true else {
      throw FigureError.shapeMismatch(
        method: attribution.method, found: attribution.shape,
        expected: .vector(input.count == count ? featureNames?.count ?? count : input.count))
    }
    self.attribution = attribution
    features = attribution.strongestFeatures(strongest)
    labels = Self.labels(
      of: features, input: input, names: featureNames, categories: categories)
    labelWidth = labels.reduce(0) { max($0, Self.style.width(of: $1)) }
    let width = labelWidth + Self.gap + Self.plotWidth + Self.gap
    let left = count - features.count
    heading =
      left == 0
      ? []
      : Self.headingStyle.lines(
        of: "the strongest \(features.count) of \(count) features", width: width)
    axis = try Self.axis(
      of: attribution, outputs: outputs, reach: max(reach ?? 0, attribution.reach(of: features)))
    size = Size(
      width,
      Double(heading.count) * Self.headingStyle.lineHeight
        + Double(features.count) * Self.rowHeight + Self.axisHeight)
  }
}

extension AttributionBars {
  public func draw(on canvas: Canvas) {
    let top = canvas.lines(heading, at: Point(0, 0), Self.headingStyle)
    let plot = Rect(
      x: labelWidth + Self.gap, y: top, width: Self.plotWidth,
      height: Double(features.count) * Self.rowHeight)
    drawAxis(on: canvas, around: plot)
    for (row, feature) in features.enumerated() {
      let band = Rect(
        x: plot.minX, y: plot.minY + Double(row) * Self.rowHeight, width: plot.width,
        height: Self.rowHeight)
      canvas.text(
        labels[row], at: Point(labelWidth, band.midY), Self.style, anchor: .trailing)
      drawBar(of: feature, in: band, on: canvas)
    }
    let zero = plot.minX + axis.fraction(of: 0) * plot.width
    canvas.line(
      from: Point(zero, plot.minY), to: Point(zero, plot.maxY), Stroke(.fadedInk, width: 0.8))
  }

  private func drawBar(of feature: Int, in band: Rect, on canvas: Canvas) {
    func across(_ value: Double) -> Double { band.minX + axis.fraction(of: value) * band.width }
    let value = attribution.values[feature]
    let (start, end) = (across(min(0, value)), across(max(0, value)))
    let bar = Rect(x: start, y: band.minY + 2.5, width: end - start, height: band.height - 5)
    let isUncertain = attribution.signIsUncertain(at: feature)
    canvas.fill(bar, color(of: value, isFaint: isUncertain))
    if isUncertain { canvas.hatch(bar, HeatmapOverlay.hatch(pixel: 16)) }
    // Features that are not players have no error, and no interval to draw.
    guard let error = attribution.standardErrors?[feature], error > 0 else { return }
    let line = Stroke(.ink, width: 1)
    let (low, high) = (across(value - 1.96 * error), across(value + 1.96 * error))
    canvas.line(from: Point(low, band.midY), to: Point(high, band.midY), line)
    for edge in [low, high] {
      canvas.line(from: Point(edge, band.midY - 2.5), to: Point(edge, band.midY + 2.5), line)
    }
  }

  private func color(of value: Double, isFaint: Bool) -> Color {
    guard attribution.quantity.isSigned else { return ColorMap.sequential.color(at: 0.55) }
    let strength = isFaint ? 0.35 : 0.75
    return ColorMap.diverging.color(at: value < 0 ? -strength : strength)
  }

  private func drawAxis(on canvas: Canvas, around plot: Rect) {
    let ticks = axis.ticks(fitting: plot.width, style: Self.style)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let x = plot.minX + axis.fraction(of: value) * plot.width
      canvas.line(from: Point(x, plot.minY), to: Point(x, plot.maxY), Stroke(.hairline, width: 0.6))
      canvas.text(label, at: Point(x, plot.maxY + 3), Self.style, anchor: .top)
    }
    canvas.text(
      Self.style.truncated(axis.label, width: size.width),
      at: Point(size.width, size.height), Self.style, anchor: .bottomTrailing)
  }

  /// "petal width = 1.8". Names are made distinct among all features, so that a feature has the
  /// same name in every method's picture.
  private static func labels(
    of features: [Int], input: [Float], names: [String]?, categories: [Int: Categories]
  ) -> [String] {
    let names = names.map { style.truncatedApart($0, width: widestName) }
    return features.map { feature in
      "\(names?[feature].keptApart ?? "feature \(feature)") = "
        + categories.text(of: input[feature], feature: feature, digits: 3, style: style)
    }
  }

  /// An axis from zero, or symmetric around zero for signed values.
  private static func axis(
    of attribution: Attribution, outputs: OutputSchema?, reach: Double
  ) throws -> Axis {
    let measure = attribution.measure(outputs)
    guard reach > 0 else { return try Axis(measure, holding: [0]) }
    let end = 1.05 * reach
    return try Axis(
      measure, range: (attribution.quantity.isSigned ? -end : 0)...end)
  }
}

extension Attribution {
  /// The `count` features of largest magnitude, the strongest first; equal ones in index order.
  func strongestFeatures(_ count: Int) -> [Int] {
    let order = values.indices.sorted {
      let (a, b) = (abs(values[$0]), abs(values[$1]))
      return a == b ? $0 < $1 : a > b
    }
    return Array(order.prefix(count))
  }

  /// The largest magnitude reached by the values and 95% intervals of `features`.
  func reach(of features: [Int]) -> Double {
    features.reduce(0) { max($0, abs(values[$1]) + 1.96 * (standardErrors?[$1] ?? 0)) }
  }
}

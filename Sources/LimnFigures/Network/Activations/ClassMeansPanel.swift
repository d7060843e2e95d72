import LimnCore
import LimnGraphics
import LimnNetwork

/// The mean activation of every unit of a stage for every group of examples, as a heatmap: a row
/// for each group and a column for each unit, with the units that are most active for the first
/// group first.
struct ClassMeansPanel: FigurePart {
  let size: Size
  private let image: Raster
  private let absent: [Int]
  private let classCount: Int
  private let bar: ColorBar
  private let area: Rect
  private let labels: [String]
  private let label: String
  private let groups: ExampleGroups
  private let names: [String]

  private static let style = TextStyle(size: 8.5)
  private static let leastLeft = 40.0
  private static let mostNameWidth = 110.0
  private static let width = 640.0
  private static let gap = 14.0

  init(_ stage: NetworkStage, activity: NetworkActivity.Stage, groups: ExampleGroups) throws {
    self.groups = groups
    names = Self.style.truncatedApart(groups.names, width: Self.mostNameWidth)
    let left = names.reduce(Self.leastLeft) { max($0, Self.style.width(of: $1) + 22) }
    let present = activity.means.compactMap { $0 }
    guard !present.isEmpty else { throw FigureError.nothingToShow }
    let isOutput = stage.role == .output
    let order =
      isOutput ? Array(0..<stage.width) : Self.order(of: activity.means, width: stage.width)
    let values = present.flatMap { $0 }
    // Activations of rectifiers start at zero; values that may be negative are centred on zero.
    let isSigned = values.contains { $0 < 0 }
    let scale =
      isSigned
      ? try ColorScale.symmetric(around: values)
      : try ColorScale.sequential(0...values.reduce(0, max))
    classCount = activity.means.count
    absent = activity.means.indices.filter { activity.means[$0] == nil }
    image = Raster(
      width: stage.width, height: classCount,
      colors: try activity.means.flatMap { means in
        try order.map { unit in try means.map { try scale.color(of: $0[unit]) } ?? .white }
      })
    let row = min(15, max(3, 300 / Double(classCount)))
    area = Rect(
      x: left, y: 2, width: Self.width, height: max(70, row * Double(classCount)))
    bar = ColorBar(
      scale, label: "mean activation", orientation: .vertical, style: Self.style)
    let pitch = Self.width / Double(stage.width)
    let numbers = order.map(String.init)
    labels = numbers.allSatisfy { Self.style.width(of: $0) + 3 <= pitch } ? numbers : []
    label =
      isOutput
      ? "output"
      : "unit of \(stage), ordered by the \(groups.noun) of its largest mean, then by that mean"
        + (labels.isEmpty ? " (first to last of \(NumberText.grouped(stage.width)))" : "")
    size = Size(
      area.maxX + Self.gap + bar.thickness(length: area.height),
      area.maxY + 4 + 2 * Self.style.lineHeight)
  }

  /// The units ordered by the class of their largest mean, then by that mean, descending; units
  /// with the same mean for every class, such as dead units, come last.
  static func order(of means: [[Double]?], width: Int) -> [Int] {
    let best = (0..<width).map { unit -> (label: Int, mean: Double) in
      var best = (label: 0, mean: -Double.infinity)
      var least = Double.infinity
      for (label, means) in means.enumerated() {
        guard let mean = means?[unit] else { continue }
        if mean > best.mean { best = (label, mean) }
        least = min(least, mean)
      }
      return least == best.mean ? (means.count, best.mean) : best
    }
    return (0..<width).sorted { a, b in
      if best[a].label != best[b].label { return best[a].label < best[b].label }
      return best[a].mean == best[b].mean ? a < b : best[a].mean > best[b].mean
    }
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    try canvas.shifted(to: origin) {
      canvas.draw(image, in: area)
      let row = area.height / Double(classCount)
      for label in absent {
        let rect = Rect(
          x: area.minX, y: area.minY + Double(label) * row, width: area.width, height: row)
        canvas.hatch(rect, Hatch(Stroke(.hairline, width: 0.8), spacing: 5))
      }
      canvas.stroke(area, Stroke(.fadedInk, width: 0.6))
      let step = max(1, Int((Self.style.lineHeight / row).rounded(.up)))
      for label in stride(from: 0, to: classCount, by: step) {
        canvas.text(
          names[label], at: Point(area.minX - 5, area.minY + (Double(label) + 0.5) * row),
          Self.style, anchor: .trailing)
      }
      canvas.text(
        groups.noun, at: Point(0, area.midY), Self.style, anchor: .top, angle: -.pi / 2)
      let pitch = area.width / Double(image.width)
      for (place, label) in labels.enumerated() {
        canvas.text(
          label, at: Point(area.minX + (Double(place) + 0.5) * pitch, area.maxY + 3), Self.style,
          anchor: .top)
      }
      canvas.text(
        label, at: Point(area.midX, area.maxY + 3 + (labels.isEmpty ? 0 : Self.style.lineHeight)),
        Self.style, anchor: .top)
      try bar.draw(
        on: canvas, at: Point(area.maxX + Self.gap, area.minY), length: area.height)
    }
  }
}

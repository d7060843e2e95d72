import LimnGraphics

/// The names of curves to the right of a plot, each as close to its curve's end as the others
/// allow.
struct EndLabels: Sendable {
  private let curves: [Curve]
  private let style = TextStyle(size: 9)

  private static let leader = 14.0
  private static let gap = 3.0
  private static let mostWidth = 110.0

  /// Curves without a name get no label.
  init(_ curves: [Curve]) {
    self.curves = curves.filter { !$0.name.isEmpty }
  }

  /// The width of the names, with the lines that lead to them.
  var width: Double {
    guard !curves.isEmpty else { return 0 }
    return Self.leader + Self.gap
      + curves.reduce(0) { max($0, min(Self.mostWidth, style.width(of: $1.name))) }
  }

  /// The height of the names when stacked without gaps.
  var height: Double { Double(curves.count) * style.lineHeight }

  func draw(on canvas: Canvas, beside frame: PlotFrame, hasPlace: (Double) -> Bool) {
    let ends = curves.map { curve in
      curve.points.last { hasPlace($0.y) }.map { frame.point($0.x, $0.y) }
    }
    let shown = curves.indices.filter { ends[$0] != nil }
    let places = Self.spread(
      shown.map { ends[$0]?.y ?? frame.area.midY }, apart: style.lineHeight, within: frame.area)
    for (index, y) in zip(shown, places) {
      guard let end = ends[index] else { continue }
      var stroke = curves[index].stroke
      stroke.width = 0.8
      stroke.dash = []
      let start = Point(max(end.x, frame.area.maxX), end.y)
      if end.x < frame.area.maxX {
        canvas.line(from: end, to: start, Stroke(.hairline, width: 0.8))
      }
      let label = Point(frame.area.maxX + Self.leader, y)
      canvas.line(from: start, to: label, stroke)
      canvas.text(
        style.truncated(curves[index].name, width: Self.mostWidth),
        at: Point(label.x + Self.gap, y), style, anchor: .leading)
    }
  }

  /// Positions at least `apart` from each other, in the order of `wanted` and as close to the
  /// wanted positions as possible.
  static func spread(_ wanted: [Double], apart: Double, within area: Rect) -> [Double] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var places = order.map { wanted[$0] }
    // Groups that touch are centred on the mean of their wanted positions (pool adjacent
    // violators).
    var groups: [(sum: Double, count: Int)] = []
    for (position, value) in places.enumerated() {
      groups.append((value - Double(position) * apart, 1))
      while groups.count > 1,
        groups[groups.count - 2].sum / Double(groups[groups.count - 2].count)
          > groups[groups.count - 1].sum / Double(groups[groups.count - 1].count)
      {
        let last = groups.removeLast()
        groups[groups.count - 1].sum += last.sum
        groups[groups.count - 1].count += last.count
      }
    }
    var position = 0
    let lowest = area.minY + apart / 2
    let highest = area.maxY - apart / 2 - Double(places.count - 1) * apart
    for group in groups {
      let mean = group.sum / Double(group.count)
      for _ in 0..<group.count {
        places[position] = max(lowest, min(highest, mean)) + Double(position) * apart
        position += 1
      }
    }
    var result = wanted
    for (place, index) in order.enumerated() { result[index] = places[place] }
    return result
  }
}

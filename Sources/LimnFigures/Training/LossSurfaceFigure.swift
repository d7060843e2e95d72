import LimnGraphics
import LimnTraining

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A loss surface as colours and contours, with the path of the training.
public struct LossSurfaceFigure: Figure {
  public let size = Size(640, 560)
  private let surface: LossSurface
  private let title: String
  private let x: Axis
  private let y: Axis
  /// The scale of the base-10 logarithms.
  private let scale: ColorScale

  /// The loss around a trained network.
  ///
  /// - Parameters:
  ///   - surface: the losses on a grid, and the path of the training.
  ///   - title: the title of the figure.
  /// - Throws: `GraphicsError.badRange` if no loss of the surface is finite and above 0.
  public init(_ surface: LossSurface, title: String) throws {
    self.surface = surface
    self.title = title
    func label(_ which: String, _ share: Double) -> String {
      "distance along the \(which) principal direction (\(NumberText.percent(share)) of the path)"
    }
    x = try Axis(
      label("first", surface.shares.x),
      range: surface.columns[0]...surface.columns[surface.columns.count - 1])
    y = try Axis(
      label("second", surface.shares.y),
      range: surface.rows[0]...surface.rows[surface.rows.count - 1])
    scale = try ColorScale.sequential(
      over: surface.losses.filter { $0.isFinite && $0 > 0 }.map { log10($0) })
  }

  public func draw(on canvas: Canvas) throws {
    let bar = ColorBar(scale, label: "log₁₀ of the loss", orientation: .vertical)
    let outer = Rect(origin: Point(0, 0), size: size).inset(by: 20)
    let frame = PlotFrame(
      in: outer.inset(right: bar.thickness(length: 300) + 20), title: title,
      legend: [
        Legend.Entry(.line(Self.path), "training, a dot for each state that was kept"),
        Legend.Entry(.dot(Self.end), "the trained network"),
      ], x: x, y: y)
    frame.draw(on: canvas)
    try drawColors(on: canvas, frame)
    frame.clipped(on: canvas) {
      for level in levels { canvas.stroke(contour(at: level, frame), Self.contour) }
    }
    drawPath(on: canvas, frame)
    try bar.draw(
      on: canvas, at: Point(frame.area.maxX + 24, frame.area.minY), length: frame.area.height)
  }

  private static let path = Stroke(Color(hex: 0xD55E00), width: 1.6, cap: .round, join: .round)
  private static let end = Color.black
  private static let contour = Stroke(Color.white.opacity(0.75), width: 0.8)

  /// The levels of the contours: five for each power of ten.
  private var levels: [Double] {
    let first = Int((scale.range.lowerBound * 5).rounded(.up))
    let last = Int((scale.range.upperBound * 5).rounded(.down))
    return first <= last ? (first...last).map { Double($0) / 5 } : []
  }

  private func height(_ row: Int, _ column: Int) -> Double {
    let loss = surface.losses[row * surface.columns.count + column]
    return loss > 0 ? log10(loss) : .nan
  }

  /// Draws a block of colour around each grid point that has a loss.
  private func drawColors(on canvas: Canvas, _ frame: PlotFrame) throws {
    let (columns, rows) = (surface.columns.count, surface.rows.count)
    let colors = try (0..<rows).reversed().flatMap { row in
      try (0..<columns).map { column in
        let value = height(row, column)
        return value.isFinite ? try scale.color(of: value) : .white
      }
    }
    let step = Size(
      frame.area.width / Double(columns - 1), frame.area.height / Double(rows - 1))
    frame.clipped(on: canvas) {
      canvas.draw(
        Raster(width: columns, height: rows, colors: colors),
        in: frame.area.inset(
          left: -step.width / 2, top: -step.height / 2, right: -step.width / 2,
          bottom: -step.height / 2))
    }
  }

  /// The contour at a level by marching squares: in each grid cell, a line between the edges that
  /// the level crosses.
  private func contour(at level: Double, _ frame: PlotFrame) -> Path {
    var path = Path()
    for row in 0..<surface.rows.count - 1 {
      for column in 0..<surface.columns.count - 1 {
        let corners = [(0, 0), (0, 1), (1, 1), (1, 0)].map { (row + $0.0, column + $0.1) }
        let values = corners.map { height($0.0, $0.1) }
        guard values.allSatisfy(\.isFinite) else { continue }
        let crossings = (0..<4).compactMap { edge -> Point? in
          let (a, b) = (edge, (edge + 1) % 4)
          guard (values[a] < level) != (values[b] < level) else { return nil }
          let share = (level - values[a]) / (values[b] - values[a])
          func between(_ start: Double, _ end: Double) -> Double { start + share * (end - start) }
          return frame.point(
            between(surface.columns[corners[a].1], surface.columns[corners[b].1]),
            between(surface.rows[corners[a].0], surface.rows[corners[b].0]))
        }
        for start in stride(from: 0, to: crossings.count - 1, by: 2) {
          path.elements += [.move(crossings[start]), .line(crossings[start + 1])]
        }
      }
    }
    return path
  }

  private func drawPath(on canvas: Canvas, _ frame: PlotFrame) {
    let points = surface.path.map { frame.point($0.position.x, $0.position.y) }
    canvas.stroke(.polyline(points), Self.path)
    for point in points { canvas.fill(.circle(center: point, radius: 1.8), Self.path.color) }
    let end = frame.point(0, 0)
    canvas.fill(.circle(center: end, radius: 5), .white)
    canvas.fill(.circle(center: end, radius: 3.6), Self.end)
  }
}

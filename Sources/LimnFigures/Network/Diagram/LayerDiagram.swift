import LimnGraphics
import LimnNetwork

/// A network as boxes and arrows: each layer's kind, name, settings, output width and number of
/// parameters, and the totals. A dense layer and the activation after it share a box.
///
/// A chain that does not fit in one row, or column, continues in the next. A network with branches
/// is drawn in rows of operations that can run at the same time.
public struct LayerDiagram: Figure {
  /// The direction of the arrows.
  public enum Orientation: String, Sendable, Hashable, CaseIterable {
    /// Arrows point to the right.
    case horizontal
    /// Arrows point downwards.
    case vertical
  }

  private let page: FigurePage

  /// A diagram of a network's layers.
  ///
  /// - Parameters:
  ///   - summary: the summary of the network.
  ///   - title: the title of the figure.
  ///   - orientation: the direction of the arrows.
  public init(
    _ summary: NetworkSummary, title: String, orientation: Orientation = .vertical
  ) {
    let part: any FigurePart =
      summary.isChain
      ? BlockFlow(DiagramBlock.blocks(of: summary), orientation: orientation)
      : BlockGraph(DiagramBlock.graph(of: summary), orientation: orientation)
    page = FigurePage(
      title: title, subtitle: Self.totals(of: summary), parts: [part], minimumWidth: 300)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }

  /// "64-64-10: 4,810 parameters (4,160 + 650), 18.8 KiB as 32-bit numbers".
  static func totals(of summary: NetworkSummary) -> String {
    let parts = summary.rows.map(\.parameterCount).filter { $0 > 0 }
    let sum =
      (2...5).contains(parts.count)
      ? " (\(parts.map(NumberText.grouped).joined(separator: " + ")))" : ""
    let kibibytes = Double(summary.parameterBytes) / 1024
    let memory =
      kibibytes < 1024
      ? "\(NumberText.trimmed(kibibytes, digits: 3)) KiB"
      : "\(NumberText.trimmed(kibibytes / 1024, digits: 3)) MiB"
    return "\(summary.widths): \(NumberText.grouped(summary.parameterCount)) parameters\(sum), "
      + "\(memory) as 32-bit numbers"
  }
}

/// Boxes in reading order, each with an arrow to the next.
private struct BlockFlow: FigurePart {
  let size: Size
  private let blocks: [DiagramBlock]
  private let orientation: LayerDiagram.Orientation
  private let boxWidth: Double
  /// The boxes in one row of a horizontal flow, or one column of a vertical one.
  private let lineLength: Int

  /// The gap between boxes joined by an arrow, and that between rows or columns.
  private static let arrowGap = 26.0
  private static let lineGap = 38.0
  private static let mostWidth = 1000.0
  private static let mostHeight = 860.0

  init(_ blocks: [DiagramBlock], orientation: LayerDiagram.Orientation) {
    self.blocks = blocks
    self.orientation = orientation
    boxWidth = blocks.reduce(0) { max($0, $1.wantedWidth) }
    let isHorizontal = orientation == .horizontal
    let along = isHorizontal ? boxWidth : DiagramBlock.height
    let across = isHorizontal ? DiagramBlock.height : boxWidth
    let room = isHorizontal ? Self.mostWidth : Self.mostHeight
    let fitting = max(1, Int((room + Self.arrowGap) / (along + Self.arrowGap)))
    let lines = (blocks.count + fitting - 1) / fitting
    lineLength = (blocks.count + lines - 1) / lines
    let length = Double(lineLength) * (along + Self.arrowGap) - Self.arrowGap
    let breadth = Double(lines) * (across + Self.lineGap) - Self.lineGap
    size = isHorizontal ? Size(length, breadth) : Size(breadth, length)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    let rects = blocks.indices.map { rect(of: $0).offset(x: origin.x, y: origin.y) }
    for (index, block) in blocks.enumerated() {
      block.draw(on: canvas, in: rects[index])
      if index > 0 {
        let turns = index.isMultiple(of: lineLength)
        Arrow(path(from: rects[index - 1], to: rects[index], turning: turns)).draw(on: canvas)
      }
    }
  }

  private func rect(of index: Int) -> Rect {
    let (line, place) = (Double(index / lineLength), Double(index % lineLength))
    let origin =
      switch orientation {
      case .horizontal:
        Point(place * (boxWidth + Self.arrowGap), line * (DiagramBlock.height + Self.lineGap))
      case .vertical:
        Point(line * (boxWidth + Self.lineGap), place * (DiagramBlock.height + Self.arrowGap))
      }
    return Rect(origin: origin, size: Size(boxWidth, DiagramBlock.height))
  }

  private func path(from start: Rect, to end: Rect, turning: Bool) -> [Point] {
    switch (orientation, turning) {
    case (.horizontal, false): [Point(start.maxX, start.midY), Point(end.minX, end.midY)]
    case (.vertical, false): [Point(start.midX, start.maxY), Point(end.midX, end.minY)]
    case (.horizontal, true):
      [
        Point(start.midX, start.maxY), Point(start.midX, (start.maxY + end.minY) / 2),
        Point(end.midX, (start.maxY + end.minY) / 2), Point(end.midX, end.minY),
      ]
    case (.vertical, true):
      [
        Point(start.maxX, start.midY), Point((start.maxX + end.minX) / 2, start.midY),
        Point((start.maxX + end.minX) / 2, end.midY), Point(end.minX, end.midY),
      ]
    }
  }
}

/// A line with a head at its end.
struct Arrow: Sendable {
  private let points: [Point]

  private static let head = 6.0
  private static let clearance = 2.0

  init(_ points: [Point]) {
    self.points = points
  }

  func draw(on canvas: Canvas) {
    guard let last = points.last, let before = points.dropLast().last else { return }
    let length =
      ((last.x - before.x) * (last.x - before.x)
      + (last.y - before.y) * (last.y - before.y)).squareRoot()
    let (x, y) = ((last.x - before.x) / length, (last.y - before.y) / length)
    let tip = Point(last.x - Self.clearance * x, last.y - Self.clearance * y)
    let base = Point(tip.x - Self.head * x, tip.y - Self.head * y)
    let half = Self.head / 2
    canvas.stroke(.polyline(points.dropLast() + [base]), Stroke(.fadedInk, width: 1.2))
    canvas.fill(
      .polygon([
        tip, Point(base.x - half * y, base.y + half * x),
        Point(base.x + half * y, base.y - half * x),
      ]), .fadedInk)
  }
}

import LimnGraphics

/// The boxes of a network with branches, in rows: each box is below all of its inputs, with an
/// arrow from each. An arrow that crosses a row has its own lane there.
struct BlockGraph: FigurePart {
  let size: Size
  private let blocks: [DiagramBlock]
  private let boxWidth: Double
  private let isVertical: Bool
  /// The rectangle of each block's box.
  private let rects: [Rect]
  private let arrows: [[Point]]

  /// The gaps between rows, in which arrows cross, and between neighbours in a row.
  private static let rowGap = 40.0
  private static let gap = 22.0
  /// The width of a lane.
  private static let lane = 26.0

  init(
    _ graph: [(block: DiagramBlock, inputs: [Int])], orientation: LayerDiagram.Orientation
  ) {
    blocks = graph.map(\.block)
    isVertical = orientation == .vertical
    boxWidth = blocks.reduce(0) { max($0, $1.wantedWidth) }
    let layout = LayeredLayout(graph.map(\.inputs))
    // The size of a box along a row, and across the rows.
    let along = isVertical ? boxWidth : DiagramBlock.height
    let across = isVertical ? DiagramBlock.height : boxWidth
    func extent(_ item: LayeredLayout.Item) -> Double { item.isBlock ? along : Self.lane }
    let lengths = layout.rows.map { row in
      row.reduce(-Self.gap) { $0 + extent($1) + Self.gap }
    }
    let longest = lengths.max() ?? along
    var centers: [LayeredLayout.Item: Double] = [:]
    for (row, length) in zip(layout.rows, lengths) {
      var place = (longest - length) / 2
      for item in row {
        centers[item] = place + extent(item) / 2
        place += extent(item) + Self.gap
      }
    }
    func point(_ center: Double, _ depth: Double) -> Point {
      orientation == .vertical ? Point(center, depth) : Point(depth, center)
    }
    let step = across + Self.rowGap
    let breadth = Double(layout.rows.count) * step - Self.rowGap
    size = isVertical ? Size(longest, breadth) : Size(breadth, longest)
    rects = graph.indices.map { index in
      let depth = Double(layout.depths[index]) * step
      let center = centers[.block(index)] ?? 0
      let corner = point(center - along / 2, depth)
      return Rect(
        origin: corner,
        size: orientation == .vertical ? Size(along, across) : Size(across, along))
    }
    arrows = layout.edges.map { edge in
      edge.enumerated().flatMap { place, item -> [Point] in
        let center = centers[item] ?? 0
        let depth = Double(layout.depth(of: item)) * step
        if place == 0 { return [point(center, depth + across)] }
        if place == edge.count - 1 { return [point(center, depth)] }
        return [point(center, depth), point(center, depth + across)]
      }
    }
  }

  func draw(on canvas: Canvas, at origin: Point) {
    for arrow in arrows {
      Arrow(arrow.map { Point($0.x + origin.x, $0.y + origin.y) }).draw(on: canvas)
    }
    for (block, rect) in zip(blocks, rects) {
      block.draw(on: canvas, in: rect.offset(x: origin.x, y: origin.y))
    }
  }
}

import LimnCore
import LimnGraphics
import LimnNetwork

/// The incoming weights of first-layer units as images, with a row of tiles for each class or
/// output that the units support most.
struct FirstLayerTiles: FigurePart {
  let size: Size
  private let rows: [Row]
  private let tile: Size
  private let isDead: Set<Int>

  private struct Row: Sendable {
    /// "serves 3"; empty in a row that continues a class.
    let label: [String]
    let tiles: [Tile]
  }

  private struct Tile: Sendable {
    let unit: Int
    /// "unit 17", or "class 3" if each unit is a class.
    let name: String
    let image: Raster
    let bias: Double
  }

  private static let inRow = 12
  private static let mostTiles = 120
  private static let captionStyle = TextStyle(size: 7.5, color: .fadedInk)
  private static let deadStyle = TextStyle(size: 7.5, color: Color.categorical[1])
  private static let labelStyle = TextStyle(size: 9.5, weight: .bold)
  private static let countStyle = TextStyle(size: 8, color: .fadedInk)
  private static let labelWidth = 76.0
  private static let longSide = 48.0
  private static let gap = 10.0
  private static let captionHeight = 2 * captionStyle.lineHeight + 2

  /// - Throws: ``FigureError/unsuitableShape(_:)`` for inputs that are not images.
  init(
    _ dense: Dense, order: UnitOrder, network: Network, scale: ColorScale, dead: [Int]
  ) throws {
    let shape = network.inputShape
    guard case .image(_, let height, let width) = shape else {
      throw FigureError.unsuitableShape(shape)
    }
    let groups = order.byClass
    let most =
      order.units.count <= Self.mostTiles
      ? order.units.count : max(1, Self.mostTiles / groups.count)
    let pixel = Self.longSide / Double(max(height, width))
    tile = Size(max(44, Double(width) * pixel), Double(height) * pixel)
    isDead = Set(dead)
    func made(_ unit: UnitOrder.Unit, name: String) throws -> Tile {
      let weights = shape.pixelSums(
        (0..<dense.weights.rows).map { Double(dense.weights[$0, unit.index]) })
      return Tile(
        unit: unit.index, name: name,
        image: Raster(width: width, height: height, colors: try scale.colors(of: weights)),
        bias: Double(dense.bias.elements[unit.index]))
    }
    rows =
      order.unitsAreClasses
      ? Self.rows(
        of: try order.units.prefix(Self.mostTiles).map {
          try made($0, name: network.output.title(of: $0.servedClass))
        },
        label: [
          network.output.noun.several,
          groups.count > Self.mostTiles
            ? "first \(Self.mostTiles) of \(groups.count)" : "\(groups.count) units",
        ])
      : try groups.prefix(Self.mostTiles).flatMap { group -> [Row] in
        let shown = group.units.prefix(most)
        return Self.rows(
          of: try shown.map { try made($0, name: "unit \($0.index)") },
          label: [
            network.output.title(of: group.servedClass),
            Self.count(of: shown.count, among: group.units.count),
          ])
      }
    let longest = rows.reduce(0) { max($0, $1.tiles.count) }
    let rowHeight = tile.height + Self.captionHeight + Self.gap
    size = Size(
      Self.labelWidth + Double(longest) * (tile.width + Self.gap) - Self.gap,
      Double(rows.count) * rowHeight - Self.gap)
  }

  private static func count(of shown: Int, among all: Int) -> String {
    shown < all ? "strongest \(shown) of \(all)" : shown == 1 ? "1 unit" : "\(shown) units"
  }

  /// The rows of a class; only the first has the label.
  private static func rows(of tiles: [Tile], label: [String]) -> [Row] {
    stride(from: 0, to: tiles.count, by: inRow).map { start in
      Row(
        label: start == 0 ? label : [],
        tiles: Array(tiles[start..<min(start + inRow, tiles.count)]))
    }
  }

  func draw(on canvas: Canvas, at origin: Point) {
    var y = origin.y
    for row in rows {
      drawLabel(row.label, on: canvas, at: Point(origin.x, y))
      for (place, tile) in row.tiles.enumerated() {
        let x = origin.x + Self.labelWidth + Double(place) * (self.tile.width + Self.gap)
        draw(tile, on: canvas, at: Point(x, y))
      }
      y += tile.height + Self.captionHeight + Self.gap
    }
  }

  private func drawLabel(_ label: [String], on canvas: Canvas, at origin: Point) {
    guard let name = label.first, let count = label.last else { return }
    canvas.text(name, at: origin, Self.labelStyle, anchor: .topLeading)
    canvas.lines(
      Self.countStyle.lines(of: count, width: Self.labelWidth - 8),
      at: Point(origin.x, origin.y + Self.labelStyle.lineHeight), Self.countStyle)
  }

  private func draw(_ tile: Tile, on canvas: Canvas, at origin: Point) {
    let frame = Rect(origin: origin, size: self.tile)
    let dead = isDead.contains(tile.unit)
    // A narrow image keeps its proportions within the tile.
    let share = Double(tile.image.width) / Double(tile.image.height)
    let width = min(frame.width, frame.height * share)
    let picture = Rect(
      x: frame.midX - width / 2, y: frame.minY, width: width, height: frame.height)
    canvas.draw(tile.image, in: picture)
    canvas.stroke(picture, Stroke(.hairline, width: 0.6))
    let lines = [
      tile.name, dead ? "dead" : "b \(NumberText.fixed(tile.bias, decimals: 3))",
    ]
    for (line, text) in lines.enumerated() {
      let style = dead && line == 1 ? Self.deadStyle : Self.captionStyle
      canvas.text(
        style.truncated(text, width: frame.width + Self.gap - 2),
        at: Point(
          frame.midX, frame.maxY + 2 + Double(line) * style.lineHeight), style, anchor: .top)
    }
  }
}

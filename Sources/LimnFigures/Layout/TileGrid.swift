import LimnGraphics

/// Small pictures in rows, each with its name below: a convolution's filters, or its feature maps.
struct TileGrid: FigurePart {
  let size: Size
  private let tiles: [Tile]
  private let columns: Int
  private let tile: Size

  struct Tile: Sendable {
    let name: String
    let image: Raster
    /// Whether each pixel is marked as uncertain.
    var hatched: [Bool]?
  }

  private static let style = TextStyle(size: 7.5, color: .fadedInk)
  private static let gap = 10.0
  private static let caption = style.lineHeight + 2

  /// - Parameters:
  ///   - tiles: pictures of the same size.
  ///   - side: the longer side of a picture.
  ///   - columns: the maximum number per row; if `nil`, as many as fit in `width`.
  init(_ tiles: [Tile], side: Double = 56, columns: Int? = nil, width: Double) {
    self.tiles = tiles
    let (across, down) = (
      Double(tiles.first?.image.width ?? 1), Double(tiles.first?.image.height ?? 1)
    )
    let pixel = side / max(across, down)
    tile = Size(max(34, across * pixel), down * pixel)
    let fitting = max(1, Int((width + Self.gap) / (tile.width + Self.gap)))
    self.columns = max(1, min(columns ?? fitting, fitting, tiles.count))
    let rows = (tiles.count + self.columns - 1) / self.columns
    size = Size(
      Double(self.columns) * (tile.width + Self.gap) - Self.gap,
      Double(rows) * (tile.height + Self.caption + Self.gap) - Self.gap)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    for (index, item) in tiles.enumerated() {
      let corner = Point(
        origin.x + Double(index % columns) * (tile.width + Self.gap),
        origin.y + Double(index / columns) * (tile.height + Self.caption + Self.gap))
      // A narrow picture keeps its proportions.
      let share = Double(item.image.width) / Double(item.image.height)
      let width = min(tile.width, tile.height * share)
      let frame = Rect(
        x: corner.x + (tile.width - width) / 2, y: corner.y, width: width, height: tile.height)
      canvas.draw(item.image, in: frame)
      if let hatched = item.hatched {
        canvas.shifted(to: frame.origin) {
          HeatmapOverlay.drawHatches(
            hatched, on: canvas, columns: item.image.width,
            pixel: frame.width / Double(item.image.width))
        }
      }
      canvas.stroke(frame, Stroke(.hairline, width: 0.6))
      canvas.text(
        Self.style.truncated(item.name, width: tile.width + Self.gap - 2),
        at: Point(corner.x + tile.width / 2, corner.y + tile.height + 2), Self.style, anchor: .top)
    }
  }
}

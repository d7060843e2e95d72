import LimnCore
import LimnData
import LimnGraphics

/// Misclassified inputs as images, each with its true class, the predicted one and its probability.
struct MistakeTiles: FigurePart {
  let size: Size
  private let grid: FigureGrid

  static let most = 60

  /// - Throws: ``FigureError/unsuitableShape(_:)`` for inputs that are not images.
  ///
  /// - Parameter names: the names of the classes, if they have names.
  init(
    _ mistakes: [Misclassified], set: LabeledSet, shape: InputShape, names: [String]?, width: Double
  ) throws {
    let tiles = try mistakes.prefix(Self.most).map { mistake in
      try Tile(
        mistake, row: set.sourceRows[mistake.example],
        input: Array(set.inputs[row: mistake.example]), shape: shape, names: names)
    }
    grid = FigureGrid(tiles, width: width, gap: Size(12, 12))
    size = grid.size
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    try grid.draw(on: canvas, at: origin)
  }

  private struct Tile: FigurePart {
    let size: Size
    private let image: Raster
    private let imageSize: Size
    private let lines: [String]

    private static let style = TextStyle(size: 9)
    private static let faded = TextStyle(size: 7.5, color: .fadedInk)
    private static let side = 54.0

    init(
      _ mistake: Misclassified, row: Int, input: [Float], shape: InputShape, names: [String]?
    ) throws {
      guard case .image(_, let height, let width) = shape else {
        throw FigureError.unsuitableShape(shape)
      }
      image = try Heatmap(input: input, shape: shape).raster
      let pixel = Self.side / Double(max(height, width))
      imageSize = Size(Double(width) * pixel, Double(height) * pixel)
      lines = [
        [mistake.label, mistake.prediction].map { names?[$0] ?? "\($0)" }
          .joined(separator: " → "), NumberText.percent(mistake.probability),
        "row \(row)",
      ]
      size = Size(
        Self.side, imageSize.height + 3 + Self.style.lineHeight + 2 * Self.faded.lineHeight)
    }

    func draw(on canvas: Canvas, at origin: Point) {
      let frame = Rect(
        x: origin.x + (Self.side - imageSize.width) / 2, y: origin.y, width: imageSize.width,
        height: imageSize.height)
      canvas.draw(image, in: frame)
      canvas.stroke(frame, Stroke(.hairline, width: 0.6))
      var y = frame.maxY + 3
      for (line, text) in lines.enumerated() {
        let style = line == 0 ? Self.style : Self.faded
        canvas.text(
          style.truncated(text, width: Self.side + 10), at: Point(frame.midX, y), style,
          anchor: .top)
        y += style.lineHeight
      }
    }
  }
}

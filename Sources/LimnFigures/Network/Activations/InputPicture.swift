import LimnCore
import LimnGraphics

/// An input as ink on paper, with lines of text next to it; for a plain vector, only the lines.
struct InputPicture: FigurePart {
  let size: Size
  private let image: Raster?
  private let imageSize: Size
  private let lines: [String]

  private static let style = TextStyle(size: 10)
  private static let side = 96.0
  private static let gap = 16.0

  init(_ input: [Float], shape: InputShape, lines: [String], width: Double) throws {
    switch shape {
    case .image(_, let height, let width):
      let pixel = Self.side / Double(max(height, width))
      imageSize = Size(Double(width) * pixel, Double(height) * pixel)
      image = try Heatmap(input: input, shape: shape).raster
    case .vector:
      image = nil
      imageSize = Size(0, 0)
    }
    let left = image == nil ? 0 : imageSize.width + Self.gap
    self.lines = lines.flatMap { Self.style.lines(of: $0, width: width - left) }
    size = Size(width, max(imageSize.height, Double(self.lines.count) * Self.style.lineHeight))
  }

  func draw(on canvas: Canvas, at origin: Point) {
    if let image {
      let frame = Rect(origin: origin, size: imageSize)
      canvas.draw(image, in: frame)
      canvas.stroke(frame, Stroke(.hairline, width: 0.8))
    }
    let left = image == nil ? 0 : imageSize.width + Self.gap
    canvas.lines(lines, at: Point(origin.x + left, origin.y), Self.style)
  }
}

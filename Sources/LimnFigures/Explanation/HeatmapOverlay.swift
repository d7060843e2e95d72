import LimnAttribution
import LimnCore
import LimnGraphics

/// A heatmap with the outline of the input on it, and hatching where a value's sign is not certain.
public struct HeatmapOverlay: Figure {
  public let attribution: Attribution
  public let size: Size
  private let heatmap: Heatmap
  private let outline: Outline

  /// - Parameters:
  ///   - input: the image that was explained.
  ///   - pixelSize: the side of each value's block, in points.
  /// - Throws: as ``Heatmap/init(_:scale:)``, and ``FigureError/shapeMismatch(method:found:expected:)``.
  public init(
    _ attribution: Attribution, on input: [Float], scale: ColorScale, pixelSize: Double
  ) throws {
    guard case .image(let height, let width) = attribution.shape else {
      throw FigureError.unsuitableShape(attribution.shape)
    }
    guard input.count == attribution.shape.count else {
      throw FigureError.shapeMismatch(
        method: attribution.method, found: attribution.shape, expected: .vector(input.count))
    }
    self.attribution = attribution
    heatmap = try Heatmap(attribution, scale: scale)
    outline = Outline(of: input, height: height, width: width)
    size = Size(Double(width) * pixelSize, Double(height) * pixelSize)
  }

  public func draw(on canvas: Canvas) {
    let (height, width) = (heatmap.raster.height, heatmap.raster.width)
    let whole = Rect(origin: Point(0, 0), size: size)
    let pixel = size.width / Double(width)
    canvas.draw(heatmap.raster, in: whole)
    for index in attribution.values.indices where attribution.signIsUncertain(at: index) {
      let place = Point(Double(index % width) * pixel, Double(index / width) * pixel)
      canvas.hatch(Rect(origin: place, size: Size(pixel, pixel)), Self.hatch(pixel: pixel))
    }
    let path = outline.path(in: whole, height: height, width: width)
    let line = min(1.2, max(0.6, pixel / 8))
    canvas.clipped(to: .rectangle(whole)) {
      // A pale seam keeps the dark line apart from dark pixels.
      canvas.stroke(path, Stroke(.white.opacity(0.75), width: 3 * line, cap: .round))
      canvas.stroke(path, Stroke(.ink, width: line, cap: .round))
    }
  }

  /// How pixels of uncertain sign are marked; the legend shows the same.
  static func hatch(pixel: Double) -> Hatch {
    Hatch(
      Stroke(Color(grey: 0.25), width: min(0.8, max(0.4, pixel / 16))),
      spacing: min(4, max(2, pixel / 4)))
  }
}

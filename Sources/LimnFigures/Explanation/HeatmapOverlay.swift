import LimnAttribution
import LimnCore
import LimnGraphics

/// A heatmap over the input, hatched where a value's sign is uncertain. A small grey image appears
/// as an outline on top; any other image shows through where the values are weak.
public struct HeatmapOverlay: Figure {
  /// The attribution drawn over the picture.
  public let attribution: Attribution
  public let size: Size
  private let raster: Raster
  private let outline: Outline?
  private let isHatched: [Bool]

  /// The longest side of a grey image that is shown as an outline. The outline of a larger image,
  /// such as a photograph, would be an unreadable tangle of lines.
  static let longestOutlined = 64

  /// Whether an image of `shape` is shown as an outline.
  static func usesOutline(_ shape: InputShape) -> Bool {
    guard case .image(1, let height, let width) = shape else { return false }
    return max(height, width) <= longestOutlined
  }

  /// A heatmap over the picture it explains.
  ///
  /// - Parameters:
  ///   - attribution: the attribution to show.
  ///   - input: the explained image.
  ///   - scale: the colour scale.
  ///   - channels: how a pixel's channels are combined.
  ///   - tones: the input values that are black and white; derived from the input if `nil`.
  ///   - pixelSize: the side of each value's block, in points.
  /// - Throws: as ``Heatmap/init(_:scale:channels:)``, and
  ///   ``FigureError/shapeMismatch(method:found:expected:)``.
  public init(
    _ attribution: Attribution, on input: [Float], scale: ColorScale, channels: ChannelRule = .sum,
    tones: Tones? = nil, pixelSize: Double
  ) throws {
    guard case .image(_, let height, let width) = attribution.shape else {
      throw FigureError.unsuitableShape(attribution.shape)
    }
    guard input.count == attribution.shape.count else {
      throw FigureError.shapeMismatch(
        method: attribution.method, found: attribution.shape, expected: .vector(input.count))
    }
    self.attribution = attribution
    let heatmap = try Heatmap(attribution, scale: scale, channels: channels)
    if Self.usesOutline(attribution.shape) {
      raster = heatmap.raster
      outline = Outline(of: input, height: height, width: width)
    } else {
      let picture = try Heatmap(input: input, shape: attribution.shape, tones: tones)
      raster = Self.blend(
        heatmap.raster, over: picture.raster, values: channels.pixels(of: attribution), scale)
      outline = nil
    }
    isHatched = (0..<height * width).map {
      channels == .sum && attribution.pixelSignIsUncertain(at: $0)
    }
    size = Size(Double(width) * pixelSize, Double(height) * pixelSize)
  }

  /// The heatmap over the picture in pale grey: a value at the end of the scale covers it, a value
  /// of zero leaves it visible. Opacity is proportional to the square root of the value, since most
  /// values are small.
  private static func blend(
    _ heatmap: Raster, over picture: Raster, values: [Double], _ scale: ColorScale
  ) -> Raster {
    var samples = [UInt8](repeating: 0, count: 3 * values.count)
    let limit = max(abs(scale.range.lowerBound), abs(scale.range.upperBound))
    for (pixel, value) in values.enumerated() {
      let parts = (0..<3).map { Double(picture.samples[3 * pixel + $0]) }
      let luma = 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
      let pale = 255 - 0.5 * (255 - luma)
      let opacity = limit > 0 ? 0.92 * (abs(value) / limit).squareRoot() : 0
      for part in 0..<3 {
        let color = Double(heatmap.samples[3 * pixel + part])
        samples[3 * pixel + part] = UInt8((opacity * color + (1 - opacity) * pale).rounded())
      }
    }
    return Raster(width: heatmap.width, height: heatmap.height, layout: .rgb, samples: samples)
  }

  public func draw(on canvas: Canvas) {
    let (height, width) = (raster.height, raster.width)
    let whole = Rect(origin: Point(0, 0), size: size)
    let pixel = size.width / Double(width)
    canvas.draw(raster, in: whole)
    Self.drawHatches(isHatched, on: canvas, columns: width, pixel: pixel)
    guard let outline else { return }
    let path = outline.path(in: whole, height: height, width: width)
    let line = min(1.2, max(0.6, pixel / 8))
    canvas.clipped(to: .rectangle(whole)) {
      // A pale border separates the dark line from dark pixels.
      canvas.stroke(path, Stroke(.white.opacity(0.75), width: 3 * line, cap: .round))
      canvas.stroke(path, Stroke(.ink, width: line, cap: .round))
    }
  }

  /// Pixels too small for their own hatching share lines that run across the whole picture.
  static func drawHatches(
    _ isHatched: [Bool], on canvas: Canvas, columns width: Int, pixel: Double
  ) {
    guard isHatched.contains(true) else { return }
    guard pixel < 3 else {
      for index in isHatched.indices where isHatched[index] {
        let place = Point(Double(index % width) * pixel, Double(index / width) * pixel)
        canvas.hatch(Rect(origin: place, size: Size(pixel, pixel)), hatch(pixel: pixel))
      }
      return
    }
    let corners = isHatched.indices.filter { isHatched[$0] }.flatMap { index -> [Path.Element] in
      let (x, y) = (Double(index % width) * pixel, Double(index / width) * pixel)
      return [
        .move(Point(x, y)), .line(Point(x + pixel, y)), .line(Point(x + pixel, y + pixel)),
        .line(Point(x, y + pixel)), .close,
      ]
    }
    canvas.clipped(to: Path(corners)) {
      let rows = (isHatched.count + width - 1) / width
      let size = Size(Double(width) * pixel, Double(rows) * pixel)
      canvas.hatch(Rect(origin: Point(0, 0), size: size), hatch(pixel: 8))
    }
  }

  /// The hatching of pixels whose sign is uncertain; the legend shows the same.
  static func hatch(pixel: Double) -> Hatch {
    Hatch(
      Stroke(Color(grey: 0.25), width: min(0.8, max(0.4, pixel / 16))),
      spacing: min(4, max(2, pixel / 4)))
  }
}

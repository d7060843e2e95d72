import LimnAttribution
import LimnCore
import LimnGraphics

/// A heading above a picture, and lines of small print below it.
private struct Caption: Sendable, Hashable {
  static let titleStyle = TextStyle(size: 11.5, weight: .bold)
  static let printStyle = TextStyle(size: 8.5, color: .fadedInk)
  static let gap = 5.0

  let title: String
  let print: [String]

  init(title: String, print: [String], width: Double) {
    self.title = Self.titleStyle.truncated(title, width: width)
    self.print = print.flatMap { Self.printStyle.lines(of: $0, width: width) }
  }

  static var headHeight: Double { titleStyle.lineHeight + gap }

  var footHeight: Double { Self.gap + Double(print.count) * Self.printStyle.lineHeight }

  func draw(on canvas: Canvas, at origin: Point, pictureHeight: Double) {
    canvas.text(title, at: origin, Self.titleStyle, anchor: .topLeading)
    canvas.lines(
      print, at: Point(origin.x, origin.y + Self.headHeight + pictureHeight + Self.gap),
      Self.printStyle)
  }
}

/// The input itself: a grey one as ink on paper.
struct InputCell: PanelCell {
  let size: Size
  private let image: Size
  private let heatmap: Heatmap
  private let caption: Caption

  init(_ explanation: Explanation, pixelSize: Double) throws {
    heatmap = try Heatmap(
      input: explanation.input, shape: explanation.shape, tones: explanation.tones)
    image = Size(
      Double(heatmap.raster.width) * pixelSize, Double(heatmap.raster.height) * pixelSize)
    let low = explanation.input.reduce(.infinity, min)
    let high = explanation.input.reduce(-.infinity, max)
    let extent = [low, high].map { NumberText.trimmed(Double($0), digits: 3) }
    caption = Caption(
      title: "Input",
      print: ["\(Self.words(for: explanation.shape)), from \(extent[0]) to \(extent[1])"]
        + explanation.steps,
      width: PanelGrid.width(of: explanation.shape))
    size = Size(
      PanelGrid.width(of: explanation.shape), Caption.headHeight + image.height + caption.footHeight
    )
  }

  /// "8×8 pixels", "32×32 pixels in 3 channels".
  private static func words(for shape: InputShape) -> String {
    guard case .image(let channels, let height, let width) = shape, channels > 1 else {
      return "\(shape) pixels"
    }
    return "\(height)×\(width) pixels in \(channels) channels"
  }

  func draw(on canvas: Canvas, at origin: Point) {
    let frame = Rect(origin: Point(origin.x, origin.y + Caption.headHeight), size: image)
    canvas.draw(heatmap.raster, in: frame)
    canvas.stroke(frame, Stroke(.hairline, width: 0.8))
    caption.draw(on: canvas, at: origin, pictureHeight: image.height)
  }
}

/// One method's heatmap on the input, with its numbers.
struct HeatmapCell: PanelCell {
  let size: Size
  private let overlay: HeatmapOverlay
  private let caption: Caption

  init(
    _ attribution: Attribution, of explanation: Explanation, scales: SharedScales, pixelSize: Double
  ) throws {
    overlay = try HeatmapOverlay(
      attribution, on: explanation.input, scale: scales.scale(of: attribution),
      channels: scales.channels, tones: explanation.tones, pixelSize: pixelSize)
    caption = Caption(
      title: attribution.title + (attribution.notes.isEmpty ? "" : " ⚠"),
      print: attribution.smallPrint, width: PanelGrid.width(of: explanation.shape))
    size = Size(
      PanelGrid.width(of: explanation.shape),
      Caption.headHeight + overlay.size.height + caption.footHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    let frame = Rect(origin: Point(origin.x, origin.y + Caption.headHeight), size: overlay.size)
    canvas.shifted(to: frame.origin) { overlay.draw(on: canvas) }
    canvas.stroke(frame, Stroke(.hairline, width: 0.8))
    caption.draw(on: canvas, at: origin, pictureHeight: frame.height)
  }
}

/// One method's bars, with its numbers.
struct BarsCell: PanelCell {
  let size: Size
  /// The number of features that a chart shows.
  static let strongest = 20

  private let bars: AttributionBars
  private let caption: Caption

  init(
    _ attribution: Attribution, of explanation: Explanation, reach: Double
  ) throws {
    bars = try AttributionBars(
      attribution, input: explanation.input, featureNames: explanation.featureNames,
      categories: explanation.categories, outputs: explanation.prediction.schema,
      strongest: Self.strongest, reach: reach)
    caption = Caption(
      title: attribution.title + (attribution.notes.isEmpty ? "" : " ⚠"),
      print: attribution.smallPrint, width: bars.size.width)
    size = Size(bars.size.width, Caption.headHeight + bars.size.height + caption.footHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: Point(origin.x, origin.y + Caption.headHeight)) { bars.draw(on: canvas) }
    caption.draw(on: canvas, at: origin, pictureHeight: bars.size.height)
  }
}

/// One method's values on the feature maps of a layer, with its numbers.
struct FeatureMapsCell: PanelCell {
  let size: Size
  private let grid: TileGrid?
  private let caption: Caption

  private static let width = 340.0

  init(_ attribution: Attribution, of explanation: Explanation, scales: SharedScales) throws {
    grid = try explanation.featureMaps.map { maps in
      TileGrid(
        try maps.tiles(
          of: attribution, scale: try scales.scale(of: attribution), channels: scales.channels),
        width: Self.width)
    }
    caption = Caption(
      title: attribution.title + (attribution.notes.isEmpty ? "" : " ⚠"),
      print: (explanation.featureMaps.map { [$0.words] } ?? []) + attribution.smallPrint,
      width: Self.width)
    size = Size(Self.width, Caption.headHeight + (grid?.size.height ?? 0) + caption.footHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    grid?.draw(on: canvas, at: Point(origin.x, origin.y + Caption.headHeight))
    caption.draw(on: canvas, at: origin, pictureHeight: grid?.size.height ?? 0)
  }
}

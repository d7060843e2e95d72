import LimnAttribution
import LimnCore
import LimnGraphics
import LimnNetwork

/// The layout of a layer's values as pictures, one for each channel of a convolution.
public struct FeatureMaps: Sendable, Hashable {
  /// The number of channels.
  public let channels: Int
  /// The height of a map, in cells.
  public let height: Int
  /// The width of a map, in cells.
  public let width: Int

  /// The maximum number of maps that are drawn.
  static let most = 48

  /// The feature maps of a layer's value.
  ///
  /// - Parameter shape: the shape of the layer's value for one example: channels, height, width;
  ///   `nil` results for any other rank.
  public init?(_ shape: Shape) {
    guard shape.rank == 3, shape.count > 0 else { return nil }
    (channels, height, width) = (shape.sizes[0], shape.sizes[1], shape.sizes[2])
  }

  /// The shape of an array of the maps.
  public var shape: InputShape {
    .image(channels: channels, height: height, width: width)
  }

  var count: Int { channels * height * width }

  /// "24×24, 6 channels", and the number shown if that is not all of them.
  var words: String {
    let shown = channels > Self.most ? ", the first \(Self.most) shown" : ""
    return "\(channels) channel\(channels == 1 ? "" : "s") of \(height)×\(width)\(shown)"
  }

  /// A picture for each channel that is drawn.
  ///
  /// - Parameter hatched: whether each value is marked as uncertain.
  /// - Throws: `GraphicsError.valueBeyondScale`.
  func tiles(of values: [Double], scale: ColorScale, hatched: [Bool]? = nil) throws
    -> [TileGrid.Tile]
  {
    try (0..<min(channels, Self.most)).map { channel in
      let own = channel * height * width..<(channel + 1) * height * width
      return TileGrid.Tile(
        name: "channel \(channel)",
        image: Raster(
          width: width, height: height, colors: try scale.colors(of: Array(values[own]))),
        hatched: hatched.map { Array($0[own]) })
    }
  }

  /// The maps of an attribution to a layer's units.
  func tiles(of attribution: Attribution, scale: ColorScale, channels rule: ChannelRule) throws
    -> [TileGrid.Tile]
  {
    let isMarked = rule == .sum && attribution.standardErrors != nil
    return try tiles(
      of: rule.pixels(of: attribution), scale: scale,
      hatched: isMarked ? attribution.values.indices.map(attribution.signIsUncertain) : nil)
  }
}

/// An attribution to the units of a convolution, channel by channel, on one scale.
public struct FeatureMapsFigure: Figure {
  private let page: FigurePage

  private static let width = 560.0

  /// A picture for each feature map, on one scale.
  ///
  /// - Parameters:
  ///   - attribution: the attribution to show.
  ///   - maps: the layout of the attribution's values.
  ///   - scale: the colour scale.
  ///   - channels: whether values keep their sign.
  ///   - outputs: the names of the model's outputs; their numbers are used if `nil`.
  /// - Throws: ``FigureError/shapeMismatch(method:found:expected:)``,
  ///   ``FigureError/nonFinite(in:index:)``, `GraphicsError.valueBeyondScale`.
  public init(
    _ attribution: Attribution, maps: FeatureMaps, scale: ColorScale, channels: ChannelRule = .sum,
    outputs: OutputSchema? = nil
  ) throws {
    try attribution.requireFinite()
    guard attribution.values.count == maps.count else {
      throw FigureError.shapeMismatch(
        method: attribution.method, found: attribution.shape, expected: maps.shape)
    }
    page = FigurePage(
      title: attribution.title, subtitle: maps.words,
      parts: [
        TileGrid(
          try maps.tiles(of: attribution, scale: scale, channels: channels), side: 84,
          width: Self.width),
        FigureColorBar(
          ColorBar(scale, label: attribution.measure(outputs)), length: min(Self.width, 360)),
        FigureText(attribution.smallPrint.joined(separator: " · "), width: Self.width),
      ])
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }
}

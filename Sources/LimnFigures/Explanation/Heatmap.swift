import LimnAttribution
import LimnCore
import LimnGraphics

/// An attribution as an image: one pixel for each value, or for the sum of a pixel's channels.
public struct Heatmap: Sendable, Hashable {
  /// The image in its original size, `width × height` pixels.
  public let raster: Raster

  /// A heatmap of an attribution's values.
  ///
  /// - Parameters:
  ///   - attribution: the attribution to show.
  ///   - scale: the colour scale; `nil` for the one that just covers this attribution. Pictures to
  ///     be compared should share a scale: ``SharedScales``.
  ///   - channels: how a pixel's channels are combined.
  /// - Throws: ``FigureError/unsuitableShape(_:)`` for a vector, ``FigureError/nonFinite(in:index:)``,
  ///   `GraphicsError.valueBeyondScale`.
  public init(
    _ attribution: Attribution, scale: ColorScale? = nil, channels: ChannelRule = .sum
  ) throws {
    try attribution.requireFinite()
    let scale =
      try scale ?? SharedScales(of: [attribution], channels: channels).scale(of: attribution)
    try self.init(channels.pixels(of: attribution), shape: attribution.shape, scale: scale)
  }

  /// An input as a picture: a grey one as ink on paper, dark where its values are large, any other
  /// in its own colours.
  ///
  /// - Parameters:
  ///   - input: the input's values, finite.
  ///   - shape: their shape, which must be an image.
  ///   - tones: the values that are black and white; derived from the input if `nil`. Ignored for a
  ///     grey input.
  /// - Throws: ``FigureError/valueCount(of:found:expected:)``,
  ///   ``FigureError/nonFinite(in:index:)``, ``FigureError/unsuitableShape(_:)`` for a vector.
  public init(input: [Float], shape: InputShape, tones: Tones? = nil) throws {
    guard input.count == shape.count else {
      throw FigureError.valueCount(of: "values", found: input.count, expected: shape.count)
    }
    if let index = input.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "input", index: index)
    }
    if case .image(let channels, let height, let width) = shape, channels > 1 {
      let tones = tones ?? Tones(of: input)
      self.init(
        raster: Raster(
          width: width, height: height,
          colors: tones.lights(of: input, channels: channels).map {
            Color(red: $0, green: $1, blue: $2)
          }))
      return
    }
    // Paper is zero, unless values go below it.
    let values = input.map(Double.init)
    let range = values.reduce(0, min)...values.reduce(0, max)
    try self.init(values, shape: shape, scale: .sequential(range, map: .ink))
  }

  private init(raster: Raster) {
    self.raster = raster
  }

  private init(_ values: [Double], shape: InputShape, scale: ColorScale) throws {
    guard case .image(_, let height, let width) = shape else {
      throw FigureError.unsuitableShape(shape)
    }
    self.init(
      raster: Raster(width: width, height: height, colors: try scale.colors(of: values)))
  }

  /// The image magnified with hard pixels, as a PNG file.
  ///
  /// - Parameters:
  ///   - pixelSize: the width and height of each value's block, at least 1.
  ///   - text: the file's text chunks, such as ``Explanation/record(of:scale:)``.
  /// - Throws: ``FigureError/outOfRange(_:found:range:)``, `GraphicsError.imageTooLarge`, `.badKeyword`.
  public func png(pixelSize: Int, text: [PNG.Text] = []) throws -> [UInt8] {
    try FigureError.check("the size of a pixel", pixelSize, in: 1...PNG.maximumSide)
    return try PNG.encode(raster, magnifiedBy: pixelSize, text: text)
  }

  /// Writes the image as a PNG file, either completely or not at all.
  ///
  /// - Parameters:
  ///   - path: the path of the file, which is replaced if it exists.
  ///   - pixelSize: the width and height of each value's block, in pixels, at least 1.
  /// - Throws: as ``png(pixelSize:text:)``; `FileError.cannotWrite`.
  public func write(to path: String, pixelSize: Int = 16) throws {
    try AtomicFile.write(try png(pixelSize: pixelSize), to: path)
  }
}

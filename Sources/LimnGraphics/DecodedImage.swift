import CPNG

/// An image read from a PNG or JPEG file, exact to 16 bits, with what the file said of itself.
public struct DecodedImage: Sendable, Hashable {
  /// How a PNG file stores its pixels; the raw value is the file's own number.
  public enum ColorType: UInt8, Sendable, Hashable {
    /// One sample for each pixel.
    case grey = 0
    /// Three samples for each pixel.
    case rgb = 2
    /// An index into a palette for each pixel.
    case palette = 3
    /// A grey sample and an opacity.
    case greyAlpha = 4
    /// Three samples and an opacity.
    case rgba = 6
  }

  /// The width, in pixels.
  public let width: Int
  /// The height, in pixels.
  public let height: Int
  /// The file's colour type.
  public let colorType: ColorType
  /// The file's bits for each sample: 1, 2, 4, 8 or 16.
  public let bitDepth: Int
  /// Red, green, blue and alpha of each pixel, `0…65535`, row after row from the top. Samples of
  /// fewer bits are scaled to the full range exactly; alpha is not premultiplied.
  public let samples: [UInt16]
  /// The texts that are not compressed (tEXt, and iTXt without compression), in the file's order.
  public let text: [PNG.Text]

  init(_ image: limn_png_image, samples: [UInt16], text: [PNG.Text]) {
    guard let colorType = ColorType(rawValue: UInt8(image.color_type)) else {
      preconditionFailure("libpng accepts only the five colour types of the standard")
    }
    self.init(
      width: Int(image.width), height: Int(image.height), colorType: colorType,
      bitDepth: Int(image.bit_depth), samples: samples, text: text)
  }

  init(
    width: Int, height: Int, colorType: ColorType, bitDepth: Int, samples: [UInt16],
    text: [PNG.Text]
  ) {
    self.width = width
    self.height = height
    self.colorType = colorType
    self.bitDepth = bitDepth
    self.samples = samples
    self.text = text
  }

  /// Whether the file stores colours, be they all grey.
  public var hasColors: Bool {
    switch colorType {
    case .grey, .greyAlpha: false
    case .rgb, .palette, .rgba: true
    }
  }

  /// Whether any pixel lets the ground through.
  public var isTransparent: Bool {
    stride(from: 3, to: samples.count, by: 4).contains { samples[$0] != 65535 }
  }

  /// The image in 8 bits, each sample rounded to the nearest.
  public var raster: Raster {
    Raster(
      width: width, height: height, layout: .rgba,
      samples: samples.map { UInt8((UInt32($0) + 128) / 257) })
  }

  /// The brightness of each pixel, 0 (black) to 1 (white), as a viewer would show it on a ground of
  /// brightness `ground`. Colours are weighted as in ITU-R BT.601, on the stored values; grey
  /// comes out exactly.
  public func brightness(on ground: Double) -> [Double] {
    (0..<width * height).map { brightness(ofPixel: $0, on: ground) }
  }

  /// The brightness of one pixel, counted row after row from the top, as ``brightness(on:)`` gives it.
  public func brightness(ofPixel pixel: Int, on ground: Double) -> Double {
    let (red, green, blue) = (
      Double(samples[4 * pixel]), Double(samples[4 * pixel + 1]), Double(samples[4 * pixel + 2])
    )
    let alpha = Double(samples[4 * pixel + 3]) / 65535
    let grey = red == green && green == blue
    let luma = (grey ? red : 0.299 * red + 0.587 * green + 0.114 * blue) / 65535
    return alpha * luma + (1 - alpha) * ground
  }
}

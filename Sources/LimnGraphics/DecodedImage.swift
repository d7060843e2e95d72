import CPNG

/// An image decoded from a PNG or JPEG file, with 16 bits per sample and the file's format and
/// texts.
public struct DecodedImage: Sendable, Hashable {
  /// How a PNG file stores its pixels; the raw value is the number used in the file.
  public enum ColorType: UInt8, Sendable, Hashable {
    /// One grey sample per pixel.
    case grey = 0
    /// Three samples per pixel: red, green and blue.
    case rgb = 2
    /// A palette index per pixel.
    case palette = 3
    /// A grey sample and an opacity per pixel.
    case greyAlpha = 4
    /// Red, green, blue and opacity per pixel.
    case rgba = 6
  }

  /// The width, in pixels.
  public let width: Int
  /// The height, in pixels.
  public let height: Int
  /// The file's colour type.
  public let colorType: ColorType
  /// The file's bits per sample: 1, 2, 4, 8 or 16.
  public let bitDepth: Int
  /// Red, green, blue and alpha of each pixel, in `0...65535`, in row-major order from the top.
  /// Samples with fewer bits are scaled exactly to the full range; alpha is not premultiplied.
  public let samples: [UInt16]
  /// The uncompressed text chunks (tEXt, and iTXt without compression), in file order.
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

  /// Whether the file stores colours, even if all of them are grey.
  public var hasColors: Bool {
    switch colorType {
    case .grey, .greyAlpha: false
    case .rgb, .palette, .rgba: true
    }
  }

  /// Whether any pixel is not fully opaque.
  public var isTransparent: Bool {
    stride(from: 3, to: samples.count, by: 4).contains { samples[$0] != 65535 }
  }

  /// The image with 8 bits per sample, rounded to nearest.
  public var raster: Raster {
    Raster(
      width: width, height: height, layout: .rgba,
      samples: samples.map { UInt8((UInt32($0) + 128) / 257) })
  }

  /// The brightness of each pixel, from 0 (black) to 1 (white), composited over a background of
  /// brightness `ground`. Colours are weighted as in ITU-R BT.601, on the stored values; grey
  /// pixels keep their exact value.
  public func brightness(on ground: Double) -> [Double] {
    (0..<width * height).map { brightness(ofPixel: $0, on: ground) }
  }

  /// The brightness of one pixel, as in ``brightness(on:)``; pixels are counted in row-major order
  /// from the top.
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

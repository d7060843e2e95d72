import CPNG

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Encodes and decodes PNG files in memory.
public enum PNG {
  /// A text chunk: a text under a keyword, such as "integrated-gradients" under "Method".
  public struct Text: Sendable, Hashable {
    /// The keyword, 1 to 79 characters. Only printable ASCII can be written; files may also contain
    /// Latin-1.
    public let keyword: String
    /// The text.
    public let text: String

    /// Creates a text chunk.
    public init(_ keyword: String, _ text: String) {
      self.keyword = keyword
      self.text = text
    }
  }

  /// The largest width and height of a picture that is read or drawn, in pixels.
  public static let maximumSide = Int(LIMN_PNG_MAX_SIDE)
  /// The largest number of pixels of a picture that is read or drawn; larger files are rejected
  /// before decoding.
  public static let maximumPixels = Int(LIMN_PNG_MAX_PIXELS)

  /// Encodes `raster` as a PNG file, with `text` in tEXt chunks, or in iTXt chunks if it is not
  /// ASCII.
  ///
  /// No date is written and the settings are fixed: the same pixels and texts give the same bytes
  /// with the same version of zlib.
  ///
  /// - Parameters:
  ///   - raster: the pixels.
  ///   - magnification: each pixel becomes a block of `magnification × magnification` pixels; at
  ///     least 1. A magnified image of at most 256 colours is stored with a palette.
  ///   - text: the text chunks, in order.
  /// - Throws: ``GraphicsError/badMagnification(_:)``,
  ///   ``GraphicsError/imageTooLarge(width:height:)`` for a magnified image above the size that is
  ///   read, ``GraphicsError/badKeyword(_:)``, ``GraphicsError/cannotEncodePNG(reason:)``.
  public static func encode(_ raster: Raster, magnifiedBy magnification: Int = 1, text: [Text] = [])
    throws -> [UInt8]
  {
    try raster.checkMagnification(by: magnification)
    var pixels = limn_png_pixels()
    pixels.stride = raster.width * raster.layout.rawValue
    pixels.width = UInt32(raster.width)
    pixels.height = UInt32(raster.height)
    pixels.layout = raster.layout.png
    pixels.block = UInt32(magnification)
    // A palette leaves a third of the bytes to compress. Without magnification, counting the
    // colours would take about as long as it saves.
    if magnification > 1, let indexed = IndexedPixels(raster) {
      pixels.layout = LIMN_PNG_INDEXED
      pixels.stride = raster.width
      pixels.palette_count = Int32(indexed.colorCount)
      return try indexed.palette.withUnsafeBufferPointer { palette in
        pixels.palette = palette.baseAddress
        return try indexed.indices.withUnsafeBufferPointer { indices in
          pixels.start = indices.baseAddress
          return try encode(pixels, text: text)
        }
      }
    }
    return try raster.samples.withUnsafeBufferPointer { samples in
      pixels.start = samples.baseAddress
      return try encode(pixels, text: text)
    }
  }

  /// Encodes pixels in memory that the caller owns.
  static func encode(_ pixels: limn_png_pixels, text: [Text]) throws -> [UInt8] {
    for entry in text where !isKeyword(entry.keyword) {
      throw GraphicsError.badKeyword(entry.keyword)
    }
    if let entry = text.first(where: { $0.text.utf8.contains(0) }) {
      throw GraphicsError.cannotEncodePNG(reason: "the text of \(entry.keyword) holds a NUL")
    }
    let chunks = text.map { entry in
      limn_png_text(
        keyword: strdup(entry.keyword), text: strdup(entry.text),
        is_utf8: entry.text.utf8.allSatisfy { $0 < 0x80 } ? 0 : 1)
    }
    defer {
      for chunk in chunks {
        free(chunk.keyword)
        free(chunk.text)
      }
    }
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    let status = withMessage { message in
      withUnsafePointer(to: pixels) {
        limn_png_encode($0, chunks, chunks.count, &bytes, &size, message)
      }
    }
    guard status.code == LIMN_PNG_OK else {
      throw GraphicsError.cannotEncodePNG(reason: status.reason)
    }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  /// The width and height in the file's header, in pixels; nothing else is read.
  ///
  /// - Throws: ``GraphicsError/notAPNG``, ``GraphicsError/corruptPNG(reason:)``.
  public static func size(of bytes: [UInt8]) throws -> (width: Int, height: Int) {
    guard bytes.starts(with: PNGChunks.signature) else { throw GraphicsError.notAPNG }
    var chunks = PNGChunks(bytes)
    guard let header = chunks.next(), header.type == "IHDR", header.data.count == 13 else {
      throw GraphicsError.corruptPNG(reason: "its header is missing or cut short")
    }
    func side(_ offset: Int) -> Int {
      header.data.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    return (side(0), side(4))
  }

  /// Decodes a PNG file of any colour type and bit depth.
  ///
  /// Cost: linear in the pixels and the bytes; eight bytes of memory per pixel, plus the texts. A
  /// small file may contain many pixels: check its ``size(of:)`` first.
  ///
  /// - Throws: ``GraphicsError/notAPNG``; ``GraphicsError/imageTooLarge(width:height:)`` before any
  ///   pixel is decoded; ``GraphicsError/corruptPNG(reason:)``.
  public static func decode(_ bytes: [UInt8]) throws -> DecodedImage {
    let (width, height) = try size(of: bytes)
    guard width <= maximumSide, height <= maximumSide, width * height <= maximumPixels else {
      throw GraphicsError.imageTooLarge(width: width, height: height)
    }
    var image = limn_png_image()
    (image.width, image.height) = (UInt32(width), UInt32(height))
    let count = 4 * width * height
    let samples = try [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
      image.samples = buffer.baseAddress
      let status = withMessage { limn_png_decode(bytes, bytes.count, &image, $0) }
      switch status.code {
      case LIMN_PNG_OK: initialized = count
      case LIMN_PNG_NOT_A_PNG: throw GraphicsError.notAPNG
      default: throw GraphicsError.corruptPNG(reason: status.reason)
      }
    }
    return DecodedImage(image, samples: samples, text: PNGChunks(bytes).compactMap(Text.init))
  }

  private static func isKeyword(_ keyword: String) -> Bool {
    let bytes = Array(keyword.utf8)
    return (1...79).contains(bytes.count) && bytes.allSatisfy { (0x20...0x7E).contains($0) }
      && bytes.first != 0x20 && bytes.last != 0x20
      && !zip(bytes, bytes.dropFirst()).contains { $0 == (0x20, 0x20) }
  }

  private static func withMessage(
    _ body: (UnsafeMutablePointer<CChar>) -> limn_png_status
  ) -> (code: limn_png_status, reason: String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(LIMN_PNG_MESSAGE_SIZE)) {
      message in
      message.initialize(repeating: 0)
      guard let start = message.baseAddress else { return (LIMN_PNG_OUT_OF_MEMORY, "") }
      let code = body(start)
      return (code, code == LIMN_PNG_OUT_OF_MEMORY ? "out of memory" : String(cString: start))
    }
  }
}

extension Raster.Layout {
  fileprivate var png: limn_png_layout {
    switch self {
    case .grey: LIMN_PNG_GREY
    case .rgb: LIMN_PNG_RGB
    case .rgba: LIMN_PNG_RGBA
    }
  }
}

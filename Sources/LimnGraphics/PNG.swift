import CPNG

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// PNG files, in memory.
public enum PNG {
  /// What a text chunk says, under its keyword: "Method" "integrated-gradients".
  public struct Text: Sendable, Hashable {
    public let keyword: String
    public let text: String

    public init(_ keyword: String, _ text: String) {
      self.keyword = keyword
      self.text = text
    }
  }

  /// The largest side, and the largest number of pixels, of an image that is read.
  public static let maximumSide = Int(LIMN_PNG_MAX_SIDE)
  public static let maximumPixels = Int(LIMN_PNG_MAX_PIXELS)

  /// The PNG file of `raster`, with `text` in tEXt chunks, or iTXt where it is not ASCII.
  ///
  /// No date is written and the settings are fixed: the same pixels and texts give the same bytes
  /// wherever zlib is the same.
  ///
  /// - Throws: ``GraphicsError/badKeyword(_:)``, ``GraphicsError/cannotEncodePNG(reason:)``.
  public static func encode(_ raster: Raster, text: [Text] = []) throws -> [UInt8] {
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
      limn_png_encode(
        raster.samples, UInt32(raster.width), UInt32(raster.height), Int32(raster.layout.rawValue),
        chunks, chunks.count, &bytes, &size, message)
    }
    guard status.code == LIMN_PNG_OK else {
      throw GraphicsError.cannotEncodePNG(reason: status.reason)
    }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  /// The image in a PNG file of any colour type and depth.
  ///
  /// - Throws: ``GraphicsError/notAPNG``, ``GraphicsError/imageTooLarge(width:height:)`` before any
  ///   pixel is decoded, ``GraphicsError/corruptPNG(reason:)``.
  public static func decode(_ bytes: [UInt8]) throws -> DecodedImage {
    var image = limn_png_image()
    let status = withMessage { limn_png_decode(bytes, bytes.count, &image, $0) }
    switch status.code {
    case LIMN_PNG_OK:
      defer { limn_png_release(&image) }
      return DecodedImage(image)
    case LIMN_PNG_NOT_A_PNG:
      throw GraphicsError.notAPNG
    case LIMN_PNG_TOO_LARGE:
      throw GraphicsError.imageTooLarge(width: Int(image.width), height: Int(image.height))
    default:
      throw GraphicsError.corruptPNG(reason: status.reason)
    }
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

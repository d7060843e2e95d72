import CJPEG

/// Decodes JPEG files in memory.
public enum JPEG {
  /// Whether the bytes begin with the JPEG signature.
  public static func isJPEG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xFF, 0xD8, 0xFF]) }

  /// The width and height in the file's header, in pixels; no pixel is decoded.
  ///
  /// - Throws: ``GraphicsError/notAPicture``, ``GraphicsError/corruptJPEG(reason:)``,
  ///   ``GraphicsError/fourInks``.
  public static func size(of bytes: [UInt8]) throws -> (width: Int, height: Int) {
    let image = try header(of: bytes)
    return (Int(image.width), Int(image.height))
  }

  /// Decodes a baseline or progressive JPEG file, grey or in colour. The image is returned as
  /// stored, without applying its EXIF orientation.
  ///
  /// Cost: linear in the pixels and the bytes; about twenty bytes of memory per pixel.
  ///
  /// - Throws: as ``size(of:)``; ``GraphicsError/imageTooLarge(width:height:)`` before any pixel is
  ///   decoded. A truncated file is rejected, not filled in.
  public static func decode(_ bytes: [UInt8]) throws -> DecodedImage {
    var image = try header(of: bytes)
    let (width, height) = (Int(image.width), Int(image.height))
    guard width <= PNG.maximumSide, height <= PNG.maximumSide, width * height <= PNG.maximumPixels
    else { throw GraphicsError.imageTooLarge(width: width, height: height) }
    let count = 3 * width * height
    let samples = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      image.samples = buffer.baseAddress
      try check { limn_jpeg_decode(bytes, bytes.count, &image, $0) }
      initialized = count
    }
    let words = [UInt16](unsafeUninitializedCapacity: 4 * width * height) { words, initialized in
      for pixel in 0..<width * height {
        for channel in 0..<3 {
          words[4 * pixel + channel] = UInt16(samples[3 * pixel + channel]) * 257
        }
        words[4 * pixel + 3] = 65535
      }
      initialized = 4 * width * height
    }
    return DecodedImage(
      width: width, height: height, colorType: image.is_grey != 0 ? .grey : .rgb, bitDepth: 8,
      samples: words, text: [])
  }

  private static func header(of bytes: [UInt8]) throws -> limn_jpeg_image {
    var image = limn_jpeg_image()
    try check { limn_jpeg_header(bytes, bytes.count, &image, $0) }
    return image
  }

  private static func check(
    _ body: (UnsafeMutablePointer<CChar>) -> limn_jpeg_status
  ) throws {
    try withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(LIMN_JPEG_MESSAGE_SIZE)) {
      message in
      message.initialize(repeating: 0)
      guard let start = message.baseAddress else {
        throw GraphicsError.corruptJPEG(reason: "out of memory")
      }
      switch body(start) {
      case LIMN_JPEG_OK: return
      case LIMN_JPEG_NOT_A_JPEG: throw GraphicsError.notAPicture
      case LIMN_JPEG_FOUR_INKS: throw GraphicsError.fourInks
      case LIMN_JPEG_OUT_OF_MEMORY: throw GraphicsError.corruptJPEG(reason: "out of memory")
      default: throw GraphicsError.corruptJPEG(reason: String(cString: start))
      }
    }
  }
}

extension JPEG {
  /// The EXIF orientation, 1 (upright) to 8; 1 if the file has none (Exif 2.32, tag 0x0112).
  public static func orientation(of bytes: [UInt8]) -> Int {
    var place = 2
    while place + 4 <= bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      // Only segments before the image data are searched.
      guard marker != 0xDA, marker != 0xD9 else { return 1 }
      let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      guard length >= 2, place + 2 + length <= bytes.count else { return 1 }
      let data = bytes[(place + 4)..<(place + 2 + length)]
      if marker == 0xE1, data.starts(with: Array("Exif\0\0".utf8)) {
        return orientation(inTIFF: Array(data.dropFirst(6)))
      }
      place += 2 + length
    }
    return 1
  }

  private static func orientation(inTIFF bytes: [UInt8]) -> Int {
    let isLittle = bytes.starts(with: [0x49, 0x49])
    func number(_ place: Int, _ count: Int) -> Int? {
      guard place >= 0, place + count <= bytes.count else { return nil }
      let part = bytes[place..<place + count]
      return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard isLittle || bytes.starts(with: [0x4D, 0x4D]), number(2, 2) == 42,
      let directory = number(4, 4), let count = number(directory, 2)
    else { return 1 }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2) else { return 1 }
      guard tag == 0x0112 else { continue }
      guard number(place + 2, 2) == 3, let value = number(place + 8, 2), (1...8).contains(value)
      else { return 1 }
      return value
    }
    return 1
  }
}

/// PNG files assembled byte by byte from the standard (ISO/IEC 15948), as an oracle independent of
/// libpng. Rows are stored uncompressed and unfiltered.
public struct HandmadePNG {
  public var width: Int
  public var height: Int
  public var bitDepth: UInt8
  public var colorType: UInt8
  public var isInterlaced = false
  /// Chunks between the header and the data: palette, transparency, text.
  public var chunks: [(type: String, data: [UInt8])] = []
  /// The rows' bytes, in the order of the file.
  public var rows: [[UInt8]]

  public init(
    width: Int, height: Int, bitDepth: UInt8, colorType: UInt8, isInterlaced: Bool = false,
    chunks: [(type: String, data: [UInt8])] = [], rows: [[UInt8]]
  ) {
    self.width = width
    self.height = height
    self.bitDepth = bitDepth
    self.colorType = colorType
    self.isInterlaced = isInterlaced
    self.chunks = chunks
    self.rows = rows
  }

  public static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  public var bytes: [UInt8] {
    let header =
      bigEndian(UInt32(width)) + bigEndian(UInt32(height))
      + [bitDepth, colorType, 0, 0, isInterlaced ? 1 : 0]
    let data = Self.stored(rows.flatMap { [0] + $0 })
    let all =
      [("IHDR", header)] + chunks.map { ($0.type, $0.data) } + [("IDAT", data), ("IEND", [])]
    return Self.signature + all.flatMap { Self.chunk($0.0, $0.1) }
  }

  public static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
  }

  /// A zlib stream of one stored block.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    let count = UInt16(data.count)
    let lengths = [count, ~count].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in data {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return [0x78, 0x01, 0x01] + lengths + data + bigEndian(b << 16 | a)
  }

  public static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in
        crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
      }
    }
  }
}

public func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
}

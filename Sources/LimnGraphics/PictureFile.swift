/// A picture in a PNG or JPEG file; the format is detected from the first bytes, not from the name.
public struct PictureFile: Sendable, Hashable {
  /// The width of the upright picture, in pixels, from the header.
  public let width: Int
  /// The height of the upright picture, in pixels, from the header.
  public let height: Int
  /// The EXIF orientation, 1 to 8; 1 is upright.
  public let orientation: Int
  private let bytes: [UInt8]
  private let isJPEG: Bool

  /// Reads the header; no pixel is decoded.
  ///
  /// - Throws: ``GraphicsError``.
  public init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    isJPEG = JPEG.isJPEG(bytes)
    guard isJPEG || bytes.starts(with: PNGChunks.signature) else { throw GraphicsError.notAPicture }
    let size = isJPEG ? try JPEG.size(of: bytes) : try PNG.size(of: bytes)
    orientation = isJPEG ? JPEG.orientation(of: bytes) : 1
    // Orientations from 5 on exchange rows and columns.
    (width, height) = orientation >= 5 ? (size.height, size.width) : (size.width, size.height)
  }

  /// Decodes the picture and turns it upright.
  ///
  /// - Throws: ``GraphicsError``, including ``GraphicsError/imageTooLarge(width:height:)`` before
  ///   any pixel is decoded.
  public func decode() throws -> DecodedImage {
    let image = isJPEG ? try JPEG.decode(bytes) : try PNG.decode(bytes)
    return orientation == 1 ? image : image.upright(from: orientation)
  }
}

extension DecodedImage {
  /// The image rotated and mirrored so that it is upright.
  ///
  /// - Parameter orientation: the EXIF orientation.
  func upright(from orientation: Int) -> DecodedImage {
    let (w, h) = (width, height)
    let swaps = orientation >= 5
    let (newWidth, newHeight) = swaps ? (h, w) : (w, h)
    let turned = [UInt16](unsafeUninitializedCapacity: samples.count) { target, initialized in
      for row in 0..<newHeight {
        for column in 0..<newWidth {
          let (r, c) =
            switch orientation {
            case 2: (row, w - 1 - column)
            case 3: (h - 1 - row, w - 1 - column)
            case 4: (h - 1 - row, column)
            case 5: (column, row)
            case 6: (h - 1 - column, row)
            case 7: (h - 1 - column, w - 1 - row)
            case 8: (column, w - 1 - row)
            default: (row, column)
            }
          for sample in 0..<4 {
            target[4 * (row * newWidth + column) + sample] = samples[4 * (r * w + c) + sample]
          }
        }
      }
      initialized = samples.count
    }
    return DecodedImage(
      width: newWidth, height: newHeight, colorType: colorType, bitDepth: bitDepth,
      samples: turned, text: text)
  }
}

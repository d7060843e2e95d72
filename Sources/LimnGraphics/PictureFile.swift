/// A picture in a PNG or JPEG file; which of them its first bytes say, not its name.
public struct PictureFile: Sendable, Hashable {
  /// Its width once it stands upright, in pixels, as its header claims.
  public let width: Int
  /// Its height once it stands upright.
  public let height: Int
  /// How the file is turned, as EXIF counts, 1 to 8; 1 stands for as it is.
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
    // From 5 on, rows and columns change places.
    (width, height) = orientation >= 5 ? (size.height, size.width) : (size.width, size.height)
  }

  /// The picture, upright.
  ///
  /// - Throws: ``GraphicsError``, among it ``GraphicsError/imageTooLarge(width:height:)`` before any
  ///   pixel is decoded.
  public func decode() throws -> DecodedImage {
    let image = isJPEG ? try JPEG.decode(bytes) : try PNG.decode(bytes)
    return orientation == 1 ? image : image.upright(from: orientation)
  }
}

extension DecodedImage {
  /// The image turned and mirrored so that it stands upright.
  ///
  /// - Parameter orientation: which sides of the scene its first row and column are, as EXIF counts.
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

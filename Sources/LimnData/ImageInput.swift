import LimnCore
import LimnGraphics

/// A model's input from a picture file.
public enum ImageInput {
  /// Which end of the grey scale is ink.
  public enum Polarity: Sendable, Hashable {
    /// White ink on black, as the digits are stored and as most data sets are.
    case whiteOnBlack
    /// Black ink on white, as on paper.
    case blackOnWhite
  }

  /// The picture in the PNG file at `path` as a batch of one row.
  ///
  /// Colours become grey by their luma (ITU-R BT.601). Where a pixel is transparent the ground shows
  /// through, which is no ink. Values run from 0, no ink, to `fullInk`; the picture is not resized.
  ///
  /// - Throws: `FileError.cannotRead`; `DataError.imageForVector`, `.wrongImageSize`, `.badImage`.
  public static func read(
    _ path: String, shape: InputShape, fullInk: Float = Digits.fullInk,
    polarity: Polarity = .whiteOnBlack
  ) throws -> Matrix {
    guard case .image(let height, let width) = shape else {
      throw DataError.imageForVector(file: path, count: shape.count)
    }
    let image: DecodedImage
    do {
      let bytes = try FileBytes.read(path)
      // Before a pixel is decoded: a few bytes can hold millions.
      let size = try PNG.size(of: bytes)
      guard size.width == width, size.height == height else {
        throw DataError.wrongImageSize(
          file: path, width: size.width, height: size.height, expectedWidth: width,
          expectedHeight: height)
      }
      image = try PNG.decode(bytes)
    } catch let error as GraphicsError {
      throw DataError.badImage(file: path, error)
    }
    let ink = (0..<width * height).map { pixel in
      let share =
        switch polarity {
        case .whiteOnBlack: image.brightness(ofPixel: pixel, on: 0)
        case .blackOnWhite: 1 - image.brightness(ofPixel: pixel, on: 1)
        }
      return Float(share * Double(fullInk))
    }
    return Matrix(row: ink)
  }
}

import LimnCore
import LimnGraphics

/// Reads a model's input from a picture file.
public enum ImageInput {
  /// The end of the grey scale that represents ink.
  public enum Polarity: String, Sendable, Hashable, Codable, CaseIterable {
    /// White ink on black, as in the embedded digits and most data sets.
    case whiteOnBlack = "white-on-black"
    /// Black ink on white, as on paper.
    case blackOnWhite = "black-on-white"
  }

  /// A picture converted to a model's input.
  public struct Prepared: Sendable, Hashable {
    /// A single row, channel after channel: `1 × shape.count`.
    public let values: Matrix
    /// The steps of the conversion, each as a phrase: "resized from 300×200 pixels". Empty if a
    /// grey picture of the right size was read without changes.
    public let steps: [String]
    /// The values that represent black and white.
    public let tones: Tones
  }

  /// Reads the PNG or JPEG file at `path` as a batch of one row.
  ///
  /// The picture is turned upright according to its EXIF orientation. For a grey input, colours are
  /// converted to luma (ITU-R BT.601), and transparent pixels count as no ink. For a colour input,
  /// grey pictures fill all channels, and transparent pixels are blended with white; a fourth
  /// channel is opacity. A picture of another size is resized: by averaging over the area of each
  /// new pixel when shrinking, by linear interpolation when enlarging.
  ///
  /// With ``PicturePreparation/Fit/centre``, ink is found by Otsu's threshold, and specks smaller
  /// than a fiftieth of the largest stroke are ignored. Paper becomes 0 and ink 1, and the bounding
  /// box of the ink is centred at the size of handwritten digits: 7 pixels wide or 8 high in 8×8
  /// pixels, otherwise 20 of 28.
  ///
  /// Cost: linear in the pixels of both pictures; about sixty bytes of memory for each pixel of the
  /// file.
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - shape: the shape of the model's input, an image.
  ///   - preparation: how the picture is fitted and scaled; `nil` for
  ///     ``PicturePreparation/init(for:)``.
  /// - Throws: `FileError.cannotRead`; `DataError.imageForVector`; `.wrongImageSize` if the size
  ///   differs and `preparation` refuses that; `.badImage`; `.noInk` and `.centredColours` if the
  ///   picture is to be centred; `.channelNumbers`, `.badFull`, `.badMean` and `.badDeviation` for
  ///   an invalid preparation.
  public static func read(
    _ path: String, shape: InputShape, preparation: PicturePreparation? = nil
  ) throws -> Prepared {
    guard shape.isImage else { throw DataError.imageForVector(file: path, count: shape.count) }
    return try read(
      try FileBytes.read(path), named: path, shape: shape, preparation: preparation)
  }

  /// Reads a picture from the content of a PNG or JPEG file.
  ///
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - path: the name used in errors.
  ///   - shape: the shape of the model's input, an image.
  ///   - preparation: how the picture is fitted and scaled; `nil` for
  ///     ``PicturePreparation/init(for:)``.
  /// - Throws: as ``read(_:shape:preparation:)``, except that no file is read.
  public static func read(
    _ bytes: [UInt8], named path: String, shape: InputShape,
    preparation: PicturePreparation? = nil
  ) throws -> Prepared {
    let preparation = preparation ?? PicturePreparation(for: shape)
    guard case .image(let channels, let height, let width) = shape else {
      throw DataError.imageForVector(file: path, count: shape.count)
    }
    try preparation.check(channels: channels)
    if preparation.fit == .centre, channels > 1 {
      throw DataError.centredColours(file: path, shape: shape)
    }
    do {
      // Checked before decoding, because a few bytes can decode to millions of pixels.
      let picture = try PictureFile(bytes)
      let fits = picture.width == width && picture.height == height
      guard fits || preparation.fit != .refuse else {
        throw DataError.wrongImageSize(
          file: path, width: picture.width, height: picture.height, expectedWidth: width,
          expectedHeight: height)
      }
      let image = try picture.decode()
      if preparation.fit == .centre {
        return try centred(
          picture, image, named: path, height: height, width: width, preparation)
      }
      let window = preparation.fit == .crop ? Self.window(of: image, width, height) : nil
      let columns = window?.columns ?? 0..<image.width
      let rows = window?.rows ?? 0..<image.height
      let (down, across) = (Resampling(rows, to: height), Resampling(columns, to: width))
      let values = (0..<channels).flatMap { channel -> [Float] in
        let plane = shares(of: image, channel: channel, of: channels, preparation.polarity)
        let fitted =
          fits
          ? plane : Resampling.apply(to: plane, width: image.width, down: down, across: across)
        return fitted.map { preparation.value($0, channel: channel) }
      }
      return Prepared(
        values: Matrix(row: values),
        steps: steps(
          picture, image, channels: channels, isCropped: (rows, columns), fits: fits,
          height: height, width: width, preparation),
        tones: try preparation.tones(channels: channels))
    } catch let error as GraphicsError {
      throw DataError.badImage(file: path, error)
    }
  }

  /// One channel of a picture, in `0...1` for each pixel.
  static func shares(
    of image: DecodedImage, channel: Int, of channels: Int, _ polarity: Polarity
  ) -> [Double] {
    (0..<image.width * image.height).map { pixel in
      guard channels > 1 else {
        return switch polarity {
        case .whiteOnBlack: image.brightness(ofPixel: pixel, on: 0)
        case .blackOnWhite: 1 - image.brightness(ofPixel: pixel, on: 1)
        }
      }
      let light = Double(image.samples[4 * pixel + channel]) / 65535
      guard channels == 3 else { return light }
      let alpha = Double(image.samples[4 * pixel + 3]) / 65535
      return alpha * light + (1 - alpha)
    }
  }

  /// The largest centred window with the proportions of the new picture, in whole pixels.
  private static func window(
    of image: DecodedImage, _ width: Int, _ height: Int
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    func middle(_ part: Int, of whole: Int) -> Range<Int> {
      let start = (whole - part) / 2
      return start..<start + part
    }
    func share(_ side: Int, _ numerator: Int, _ denominator: Int) -> Int {
      max(1, (2 * side * numerator + denominator) / (2 * denominator))
    }
    if image.width * height > width * image.height {
      return (
        0..<image.height, middle(share(image.height, width, height), of: image.width)
      )
    }
    return (middle(share(image.width, height, width), of: image.height), 0..<image.width)
  }

  private static func steps(
    _ picture: PictureFile, _ image: DecodedImage, channels: Int,
    isCropped window: (rows: Range<Int>, columns: Range<Int>), fits: Bool, height: Int, width: Int,
    _ preparation: PicturePreparation
  ) -> [String] {
    var steps: [String] = []
    if picture.orientation != 1 {
      steps.append("turned upright (EXIF orientation \(picture.orientation))")
    }
    if !fits {
      let (rows, columns) = (window.rows.count, window.columns.count)
      if rows < image.height || columns < image.width {
        steps.append(
          "cropped to the middle \(columns)×\(rows) of \(image.width)×\(image.height) pixels")
      }
      if rows != height || columns != width {
        steps.append("resized from \(columns)×\(rows) to \(width)×\(height) pixels")
      }
    }
    if channels == 1 {
      if image.hasColors { steps.append("colours made grey (luma)") }
    } else {
      if !image.hasColors { steps.append("grey in all colour channels") }
      if channels == 3, image.isTransparent { steps.append("transparent parts shown on white") }
    }
    let isPlain = preparation.mean.isEmpty && preparation.deviation.isEmpty
    if channels > 1 || !steps.isEmpty || !isPlain { steps.append(preparation.words()) }
    return steps
  }
}

/// How one row of a batch is interpreted: as a plain vector or as an image.
public enum InputShape: Sendable, Hashable, CustomStringConvertible {
  /// A table row of `count` features.
  case vector(Int)
  /// An image, channel by channel, each in row-major order from the top. One channel is grey, three
  /// are red, green and blue, and a fourth is opacity.
  case image(channels: Int = 1, height: Int, width: Int)

  /// The number of values in one input.
  public var count: Int {
    switch self {
    case .vector(let count): count
    case .image(let channels, let height, let width): channels * height * width
    }
  }

  /// The sizes along each axis, as an array file states them: height and width for a grey image,
  /// only the count for a vector, otherwise `[channels, height, width]`.
  public var dimensions: [Int] {
    switch self {
    case .vector(let count): [count]
    case .image(1, let height, let width): [height, width]
    case .image(let channels, let height, let width): [channels, height, width]
    }
  }

  /// Whether it is an image.
  public var isImage: Bool {
    if case .image = self { true } else { false }
  }

  /// The number of values for each pixel: an image's channels, or 1 for a vector.
  public var channels: Int {
    if case .image(let channels, _, _) = self { channels } else { 1 }
  }

  /// The number of pixels of an image, or of features of a vector.
  public var pixelCount: Int { count / max(channels, 1) }

  /// Sums `values` over the channels of each pixel; with one channel, the values themselves.
  ///
  /// - Parameter values: ``count`` values in this shape.
  /// - Returns: ``pixelCount`` sums.
  public func pixelSums(_ values: [Double]) -> [Double] {
    let (channels, pixels) = (channels, pixelCount)
    guard channels > 1 else { return values }
    return (0..<pixels).map { pixel in
      (0..<channels).reduce(0) { $0 + values[$1 * pixels + pixel] }
    }
  }

  public var description: String {
    dimensions.map(String.init).joined(separator: "×")
  }
}

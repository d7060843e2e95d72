/// How one row of a batch is to be read: as a plain vector or as an image.
public enum InputShape: Sendable, Hashable, CustomStringConvertible {
  /// A table's row of `count` features.
  case vector(Int)
  /// An image, channel after channel, each row after row from the top: one channel is grey, three are
  /// red, green and blue, a fourth is opacity.
  case image(channels: Int = 1, height: Int, width: Int)

  /// The number of values in one input.
  public var count: Int {
    switch self {
    case .vector(let count): count
    case .image(let channels, let height, let width): channels * height * width
    }
  }

  /// The sizes along each axis, as an array file states them: height and width of a grey image, with
  /// the channels before them of another.
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

  /// How many values each pixel has: an image's channels, 1 of a vector's feature.
  public var channels: Int {
    if case .image(let channels, _, _) = self { channels } else { 1 }
  }

  /// How many pixels an image has, or features a vector.
  public var pixelCount: Int { count / max(channels, 1) }

  /// For each pixel the sum of `values` over its channels; the values themselves where there is one.
  ///
  /// - Parameter values: ``count`` of them, in this shape.
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

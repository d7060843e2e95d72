/// The axis order of images in an array or a model file. Limn itself always uses channels first, as
/// in ``InputShape/image(channels:height:width:)``.
public enum ImageLayout: String, Sendable, Hashable, Codable, CaseIterable {
  /// N×C×H×W, as in PyTorch.
  case channelsFirst = "nchw"
  /// N×H×W×C, as in TensorFlow and most image libraries.
  case channelsLast = "nhwc"

  /// The supported numbers of channels: grey, colour, or colour and opacity.
  public static let channelCounts: Set = [1, 3, 4]

  /// The image shape that three sizes describe in this layout; `nil` unless there are three sizes
  /// and the number of channels is one of ``channelCounts``.
  public func image(_ sizes: [Int]) -> InputShape? {
    guard sizes.count == 3 else { return nil }
    let (channels, height, width) =
      switch self {
      case .channelsFirst: (sizes[0], sizes[1], sizes[2])
      case .channelsLast: (sizes[2], sizes[0], sizes[1])
      }
    guard Self.channelCounts.contains(channels) else { return nil }
    return .image(channels: channels, height: height, width: width)
  }

  /// The layouts in which the sizes describe an image.
  public static func possible(for sizes: [Int]) -> [ImageLayout] {
    allCases.filter { $0.image(sizes) != nil }
  }

  /// The sizes of an image's axes in this layout; a vector's dimensions unchanged.
  public func sizes(of shape: InputShape) -> [Int] {
    guard self == .channelsLast, case .image(let channels, let height, let width) = shape else {
      return shape.dimensions
    }
    return [height, width, channels]
  }

  /// The position of each value of an input in this layout, in Limn's own order; `nil` if the two
  /// orders are the same.
  ///
  /// - Parameter shape: the shape of the input.
  public func places(of shape: InputShape) -> [Int]? {
    guard self == .channelsLast, case .image(let channels, let height, let width) = shape,
      channels > 1
    else { return nil }
    let pixels = height * width
    return (0..<channels).flatMap { channel in (0..<pixels).map { $0 * channels + channel } }
  }
}

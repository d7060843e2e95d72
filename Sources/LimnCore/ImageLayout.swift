/// In which order an array or a model file has an image's axes. Inside there is one order, that of
/// ``InputShape/image(channels:height:width:)``: channels first.
public enum ImageLayout: String, Sendable, Hashable, Codable, CaseIterable {
  /// N×C×H×W, as in PyTorch.
  case channelsFirst = "nchw"
  /// N×H×W×C, as TensorFlow and picture libraries have it.
  case channelsLast = "nhwc"

  /// How many channels a picture has: grey, colour, or colour and opacity.
  public static let channelCounts: Set = [1, 3, 4]

  /// The image that three sizes are in this layout; `nil` where its channels are not those of a picture.
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

  /// The layouts in which three sizes are an image.
  public static func possible(for sizes: [Int]) -> [ImageLayout] {
    allCases.filter { $0.image(sizes) != nil }
  }

  /// The sizes of an image's axes in this layout.
  public func sizes(of shape: InputShape) -> [Int] {
    guard self == .channelsLast, case .image(let channels, let height, let width) = shape else {
      return shape.dimensions
    }
    return [height, width, channels]
  }

  /// Where each value of an input lies in this layout, in the order that is used inside; `nil` where
  /// both are the same.
  ///
  /// - Parameter shape: the input's.
  public func places(of shape: InputShape) -> [Int]? {
    guard self == .channelsLast, case .image(let channels, let height, let width) = shape,
      channels > 1
    else { return nil }
    let pixels = height * width
    return (0..<channels).flatMap { channel in (0..<pixels).map { $0 * channels + channel } }
  }
}

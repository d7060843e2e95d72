import LimnCore

/// How the features of an input are grouped into segments, whose features join and leave a
/// coalition together.
public enum Segmentation: Sendable, Equatable {
  /// Each feature is a segment.
  case features
  /// Blocks of `size × size` pixels in all channels; blocks at the right and lower edge may be
  /// smaller.
  case blocks(Int)
  /// Nested blocks, down to single pixels. They are not a partition and are supported only by SHAP,
  /// which then computes Owen values.
  case nested
  /// One label for each pixel, or for each feature in the input's order; features with equal labels
  /// form a segment.
  case labels([Int])

  /// The permitted side of a block, in pixels.
  public static let blockRange = SettingRange("segments", 1...1_000_000)

  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)`` for blocks outside
  ///   ``blockRange``.
  func validate() throws {
    if case .blocks(let size) = self { try Self.blockRange.check(size) }
  }

  /// The segments of an input of `shape`.
  ///
  /// - Throws: ``AttributionError`` for blocks of a plain vector or outside ``blockRange``, for a
  ///   number of labels that does not fit the shape, and for nested blocks, which are not a
  ///   partition.
  public func segments(of shape: InputShape) throws -> Segments {
    switch self {
    case .features:
      return Segments(labels: Array(0..<shape.count))
    case .blocks(let size):
      guard case .image(_, let height, let width) = shape else {
        throw AttributionError.blocksOfVector
      }
      try validate()
      let across = (width + size - 1) / size
      let labels = (0..<height * width).map { ($0 / width / size) * across + ($0 % width) / size }
      return Segments(labels: Self.inAllChannels(labels, of: shape))
    case .nested: throw AttributionError.nestedSegments
    case .labels(let labels):
      guard labels.count != shape.pixelCount else {
        return Segments(labels: Self.inAllChannels(labels, of: shape))
      }
      guard labels.count == shape.count else {
        throw AttributionError.segmentLabels(found: labels.count, expected: shape.count)
      }
      return Segments(labels: labels)
    }
  }
}

extension Segmentation {
  /// One segment for each pixel, with all its channels.
  static func pixels(of shape: InputShape) -> Segments {
    Segments(labels: inAllChannels(Array(0..<shape.pixelCount), of: shape))
  }

  /// The labels of pixels, repeated for each channel.
  private static func inAllChannels(_ labels: [Int], of shape: InputShape) -> [Int] {
    (0..<shape.channels).flatMap { _ in labels }
  }
}

/// A partition of an input's features.
public struct Segments: Sendable, Equatable {
  /// The segment index of each feature, from 0.
  public let labels: [Int]
  /// The features grouped by segment, ascending in each. This is one array because with an array
  /// for each segment every copy would update many reference counts.
  let features: [Int]
  /// The index of each segment's first feature, followed by the number of all features.
  let bounds: [Int]

  /// Creates segments from a label for each feature.
  ///
  /// - Parameter labels: one for each feature, any integers; segments are numbered in ascending
  ///   order of labels.
  public init(labels: [Int]) {
    let order = Set(labels).sorted()
    let number = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    var members = [[Int]](repeating: [], count: order.count)
    self.labels = labels.enumerated().map { feature, label in
      let segment = number[label, default: 0]
      members[segment].append(feature)
      return segment
    }
    self.features = members.flatMap { $0 }
    self.bounds = members.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The number of segments.
  public var count: Int { bounds.count - 1 }

  /// The features of each segment, ascending.
  public var members: [[Int]] {
    (0..<count).map { Array(features[bounds[$0]..<bounds[$0 + 1]]) }
  }
}

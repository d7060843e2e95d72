import LimnCore

/// How the features of an input are grouped into segments, which enter and leave a coalition whole.
public enum Segmentation: Sendable, Equatable {
  /// Each feature alone.
  case features
  /// Square blocks of pixels in all channels, `size × size`; at the right and lower edge what is left
  /// over.
  case blocks(Int)
  /// Blocks within blocks, down to single pixels: no partition, and for SHAP alone, whose values are then
  /// Owen's.
  case nested
  /// One label for each pixel, or for each feature in the input's order; equal labels make one segment.
  case labels([Int])

  /// The sides that a square block may have, in pixels.
  public static let blockRange = SettingRange("segments", 1...1_000_000)

  /// - Throws: `AttributionError.outOfRange` for blocks of no size, or larger than any picture.
  func validate() throws {
    if case .blocks(let size) = self { try Self.blockRange.check(size) }
  }

  /// The segments of an input of `shape`.
  ///
  /// - Throws: `AttributionError.blocksOfVector`, `.outOfRange` or `.segmentLabels`; `.nestedSegments` for
  ///   nested blocks, which are not a partition.
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
  /// Each pixel in all its channels.
  static func pixels(of shape: InputShape) -> Segments {
    Segments(labels: inAllChannels(Array(0..<shape.pixelCount), of: shape))
  }

  /// A pixel's label for each of its channels.
  private static func inAllChannels(_ labels: [Int], of shape: InputShape) -> [Int] {
    (0..<shape.channels).flatMap { _ in labels }
  }
}

/// A partition of an input's features.
public struct Segments: Sendable, Equatable {
  /// The segment of each feature, from 0.
  public let labels: [Int]
  /// The features, segment after segment, ascending in each: one array, whose owners are counted once
  /// where an array for each segment would be counted for each.
  let features: [Int]
  /// Where each segment's features begin; the last one's end closes the list.
  let bounds: [Int]

  /// Segments of any form, as a label for each feature.
  ///
  /// - Parameter labels: one for each feature, any integers; segments are numbered in ascending
  ///   order of their labels.
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

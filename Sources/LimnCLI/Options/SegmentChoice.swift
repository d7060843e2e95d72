import ArgumentParser
import Limn

/// Segments by name, by block size, as superpixels or by file.
enum SegmentChoice: ExpressibleByArgument, Equatable {
  case pixels
  case blocks(Int)
  /// About this many superpixels of the explained picture.
  case superpixels(Int)
  /// Blocks within blocks, for SHAP.
  case nested
  case file(String)

  init?(argument: String) {
    if argument == "pixels" {
      self = .pixels
    } else if argument == "nested" {
      self = .nested
    } else if let size = Self.blockSize(argument) {
      self = .blocks(size)
    } else if argument.hasPrefix("slic:"), let count = Int(argument.dropFirst(5)), count > 0 {
      self = .superpixels(count)
    } else if argument.lowercased().hasSuffix(".npy") {
      self = .file(argument)
    } else {
      return nil
    }
  }

  private static func blockSize(_ text: String) -> Int? {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let size = sides[0], sides[1] == size, size > 0 else { return nil }
    return size
  }

  /// The segments of inputs of `shape`.
  ///
  /// - Parameter input: the explained input; `nil` if there are several.
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func segmentation(of shape: InputShape, input: NamedInput?) throws -> Segmentation {
    switch self {
    case .pixels: return .features
    case .nested:
      guard shape.isImage else { throw AttributionError.blocksOfVector }
      return .nested
    case .blocks(let size): return .blocks(size)
    case .superpixels(let target):
      guard shape.isImage else { throw CommandError.superpixelsOfVector(shape) }
      guard let input else {
        throw CommandError.ofOnePicture(
          option: "--segments slic:\(target)", instead: "name squares, such as 4x4, or a file")
      }
      let superpixels = try Superpixels(
        of: input.values, shape: shape, tones: input.tones ?? Tones(of: input.values),
        target: target)
      return .labels(superpixels.labels)
    case .file(let path):
      let file = try NPYFile(path: path)
      let count = file.header.shape.reduce(1, *)
      guard count == shape.count || count == shape.pixelCount else {
        throw CommandError.segmentMap(file: path, shape: file.header.shape, expected: shape)
      }
      return .labels(try file.integers())
    }
  }
}

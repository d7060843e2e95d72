import ArgumentParser
import Limn

/// Segments by name, by block size or by file.
enum SegmentChoice: ExpressibleByArgument, Equatable {
  case pixels
  case blocks(Int)
  case file(String)

  init?(argument: String) {
    if argument == "pixels" {
      self = .pixels
    } else if let size = Self.blockSize(argument) {
      self = .blocks(size)
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
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func segmentation(of shape: InputShape) throws -> Segmentation {
    switch self {
    case .pixels: return .features
    case .blocks(let size): return .blocks(size)
    case .file(let path):
      let file = try NPYFile(path: path)
      guard file.header.shape.reduce(1, *) == shape.count else {
        throw CommandError.segmentMap(file: path, shape: file.header.shape, expected: shape)
      }
      return .labels(try file.integers())
    }
  }
}

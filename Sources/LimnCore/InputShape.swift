/// How one row of a batch is to be read: as a plain vector or as an image.
public enum InputShape: Sendable, Hashable, CustomStringConvertible {
  /// A table's row of `count` features.
  case vector(Int)
  /// A grey image, row after row from the top.
  case image(height: Int, width: Int)

  /// The number of values in one input.
  public var count: Int {
    switch self {
    case .vector(let count): count
    case .image(let height, let width): height * width
    }
  }

  /// The sizes along each axis, as an array file states them.
  public var dimensions: [Int] {
    switch self {
    case .vector(let count): [count]
    case .image(let height, let width): [height, width]
    }
  }

  public var description: String {
    dimensions.map(String.init).joined(separator: "×")
  }
}

import LimnCore

/// The sizes of a value along its axes for one example: [features], [channels, height, width], or
/// any other rank.
///
/// A batch of such values is a `Matrix` with one row for each example, which holds the value's
/// elements in row-major order.
public struct Shape: Sendable, Hashable, CustomStringConvertible {
  /// The size of each axis, outermost first; empty for a scalar.
  public let sizes: [Int]
  /// The number of elements of one example: the product of the sizes.
  public let count: Int

  /// Creates a shape from the sizes of its axes, outermost first, without the batch axis.
  public init(_ sizes: [Int]) {
    precondition(sizes.allSatisfy { $0 >= 0 }, "sizes are not negative, as in \(sizes)")
    self.sizes = sizes
    self.count = sizes.reduce(1, *)
  }

  /// Creates the shape of a network's input.
  public init(_ input: InputShape) {
    self.init(input.dimensions)
  }

  /// The number of axes.
  public var rank: Int { sizes.count }

  /// The sizes separated by "×": "8×26×26".
  public var description: String {
    sizes.isEmpty ? "1" : sizes.map(String.init).joined(separator: "×")
  }
}

import LimnCore

/// The sizes of a value along its axes, for one example: [features], [channels, height, width], or of
/// any other rank.
///
/// A batch of such values is a `Matrix` with a row for each example, which holds the value's elements
/// in row-major order.
public struct Shape: Sendable, Hashable, CustomStringConvertible {
  /// The size of each axis, outermost first; empty for a single number.
  public let sizes: [Int]
  /// The number of elements of one example.
  public let count: Int

  /// A shape of sizes, the outermost first, without the batch.
  public init(_ sizes: [Int]) {
    precondition(sizes.allSatisfy { $0 >= 0 }, "sizes are not negative, as in \(sizes)")
    self.sizes = sizes
    self.count = sizes.reduce(1, *)
  }

  /// The shape of a network's input.
  public init(_ input: InputShape) {
    self.init(input.dimensions)
  }

  /// How many axes there are.
  public var rank: Int { sizes.count }

  /// "8×26×26".
  public var description: String {
    sizes.isEmpty ? "1" : sizes.map(String.init).joined(separator: "×")
  }
}

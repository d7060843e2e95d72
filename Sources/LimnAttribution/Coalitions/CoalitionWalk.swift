/// A walk from coalition to coalition: one player joins or leaves at each step.
///
/// It visits one coalition for each flip; its start is not visited. Permutation sampling walks from
/// nobody to everybody, exact enumeration along a Gray code.
public struct CoalitionWalk: Sendable, Equatable {
  /// Who is present before the first step.
  public let start: [Bool]
  /// The player that flips at each step.
  public let flips: [Int]

  public init(from start: [Bool], flips: [Int]) {
    precondition(flips.allSatisfy(start.indices.contains), "a flip of nobody")
    self.start = start
    self.flips = flips
  }

  /// The coalitions that `order` passes through when its players join one by one: sizes 1 to n − 1,
  /// neither the empty coalition nor the full one.
  public init(joining order: [Int]) {
    self.init(from: [Bool](repeating: false, count: order.count), flips: order.dropLast())
  }
}

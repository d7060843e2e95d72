/// A walk from coalition to coalition: one player joins or leaves at each step.
///
/// It visits one coalition for each flip; its start is not visited. Permutation sampling walks from
/// nobody to everybody, exact enumeration along a Gray code.
public struct CoalitionWalk: Sendable, Equatable {
  /// Who is present before the first step.
  public let start: [Bool]
  /// The player that flips at each step.
  public let flips: [Int]
  /// 1 where a step's player joins, −1 where it leaves.
  let signs: [Float]

  public init(from start: [Bool], flips: [Int]) {
    precondition(flips.allSatisfy(start.indices.contains), "a flip of nobody")
    self.start = start
    self.flips = flips
    var present = start
    self.signs = flips.map { player in
      present[player].toggle()
      return present[player] ? 1 : -1
    }
  }

  /// The coalitions that `order` passes through when its players join one by one: sizes 1 to n − 1,
  /// neither the empty coalition nor the full one.
  public init(joining order: [Int]) {
    self.init(from: [Bool](repeating: false, count: order.count), flips: order.dropLast())
  }
}

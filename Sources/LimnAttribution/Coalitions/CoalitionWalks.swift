/// Walks through coalitions, in which one player joins or leaves at each step.
///
/// A walk visits one coalition for each flip, but not its start. Permutation sampling walks from
/// the empty towards the full coalition, exact enumeration along a Gray code.
///
/// All walks are stored in one object. With an array for each walk, threads that share a sample of
/// walks would contend for the arrays' reference counts.
public struct CoalitionWalks: Sendable {
  private let all: Storage
  /// The range of walks in ``all`` that belong to this value.
  private let walks: Range<Int>

  private final class Storage: Sendable {
    let players: Int
    /// Whether each player is present before the first step, walks × players.
    let starts: [Bool]
    /// The player that joins or leaves at each step, for all walks in turn.
    let flips: [Int]
    /// 1 if a step's player joins, −1 if it leaves.
    let signs: [Float]
    /// The index of each walk's first step, followed by the number of all steps.
    let bounds: [Int]

    init(players: Int, starts: [Bool], flips: [Int], signs: [Float], bounds: [Int]) {
      self.players = players
      self.starts = starts
      self.flips = flips
      self.signs = signs
      self.bounds = bounds
    }
  }

  /// One walk while it is visited.
  struct Walk {
    let start: UnsafeBufferPointer<Bool>
    let flips: UnsafeBufferPointer<Int>
    /// One for each flip.
    let signs: UnsafePointer<Float>
  }

  /// Creates walks.
  ///
  /// - Parameters:
  ///   - walks: for each walk, whether each player is present at the start, and the players that
  ///     join or leave in turn.
  ///   - players: the number of players.
  public init(_ walks: [(start: [Bool], flips: [Int])], players: Int) {
    var signs: [Float] = []
    var bounds = [0]
    for (start, flips) in walks {
      precondition(start.count == players, "a start of \(start.count) for \(players) players")
      precondition(flips.allSatisfy(start.indices.contains), "a flip of nobody")
      var present = start
      for player in flips {
        present[player].toggle()
        signs.append(present[player] ? 1 : -1)
      }
      bounds.append(signs.count)
    }
    all = Storage(
      players: players, starts: walks.flatMap(\.start), flips: walks.flatMap(\.flips),
      signs: signs, bounds: bounds)
    self.walks = walks.indices
  }

  private init(_ all: Storage, walks: Range<Int>) {
    self.all = all
    self.walks = walks
  }

  /// Creates, for each order of the players, the walk in which they join one by one. It visits the
  /// coalitions of sizes 1 to n − 1, without the empty and the full coalition.
  ///
  /// - Parameters:
  ///   - orders: permutations of the players.
  ///   - players: the number of players, n.
  public init(joining orders: [[Int]], players: Int) {
    let nobody = [Bool](repeating: false, count: players)
    self.init(orders.map { (nobody, $0.dropLast()) }, players: players)
  }

  /// The number of players.
  public var players: Int { all.players }

  /// The number of walks.
  var count: Int { walks.count }

  /// The number of coalitions visited by all walks together.
  public var coalitions: Int { all.bounds[walks.upperBound] - all.bounds[walks.lowerBound] }

  /// Some of the walks, sharing the same storage.
  subscript(range: Range<Int>) -> CoalitionWalks {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "walks \(range) of \(count)")
    return CoalitionWalks(
      all, walks: walks.lowerBound + range.lowerBound..<walks.lowerBound + range.upperBound)
  }

  /// The walks in pieces that visit at least `size` coalitions each, except perhaps the last; walks
  /// are not split.
  func pieces(of size: Int) -> [CoalitionWalks] {
    var pieces: [CoalitionWalks] = []
    var first = 0
    for walk in 0..<count {
      let piece = self[first..<walk + 1]
      guard piece.coalitions >= size || walk == count - 1 else { continue }
      pieces.append(piece)
      first = walk + 1
    }
    return pieces
  }

  /// Calls `body` with each walk in turn.
  func visit(_ body: (Walk) -> Void) {
    all.starts.withUnsafeBufferPointer { starts in
      all.flips.withUnsafeBufferPointer { flips in
        all.signs.withUnsafeBufferPointer { signs in
          guard let signs = signs.baseAddress else { return }
          for walk in walks {
            let steps = all.bounds[walk]..<all.bounds[walk + 1]
            body(
              Walk(
                start: UnsafeBufferPointer(
                  rebasing: starts[walk * players..<(walk + 1) * players]),
                flips: UnsafeBufferPointer(rebasing: flips[steps]),
                signs: signs + steps.lowerBound))
          }
        }
      }
    }
  }
}

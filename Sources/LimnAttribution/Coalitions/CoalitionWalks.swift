/// Walks from coalition to coalition: one player joins or leaves at each step.
///
/// A walk visits one coalition for each flip; its start is not visited. Permutation sampling walks
/// from nobody to everybody, exact enumeration along a Gray code.
///
/// All walks lie in one object: many threads go through one sample of them, and would wait for each
/// other to count the owners of what each walk had for itself.
public struct CoalitionWalks: Sendable {
  private let all: Storage
  /// The walks that are meant.
  private let walks: Range<Int>

  private final class Storage: Sendable {
    let players: Int
    /// Who is present before the first step, walks × players.
    let starts: [Bool]
    /// The player that flips at each step, walk after walk.
    let flips: [Int]
    /// 1 where a step's player joins, −1 where it leaves.
    let signs: [Float]
    /// Where each walk's steps begin; the last one's end closes the list.
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

  /// Walks from coalition to coalition, one player joining or leaving at each step.
  ///
  /// - Parameter walks: where each starts, a `Bool` for each player, and the players that flip.
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

  /// For each order the walk through the coalitions that it passes when its players join one by
  /// one: sizes 1 to n − 1, neither the empty coalition nor the full one.
  public init(joining orders: [[Int]], players: Int) {
    let nobody = [Bool](repeating: false, count: players)
    self.init(orders.map { (nobody, $0.dropLast()) }, players: players)
  }

  /// The number of players.
  public var players: Int { all.players }

  /// The number of walks.
  var count: Int { walks.count }

  /// The number of coalitions that are visited.
  public var coalitions: Int { all.bounds[walks.upperBound] - all.bounds[walks.lowerBound] }

  /// Some of the walks, in the same storage.
  subscript(range: Range<Int>) -> CoalitionWalks {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "walks \(range) of \(count)")
    return CoalitionWalks(
      all, walks: walks.lowerBound + range.lowerBound..<walks.lowerBound + range.upperBound)
  }

  /// The walks in pieces that visit `size` coalitions or just more.
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

  /// Shows `body` each walk in turn.
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

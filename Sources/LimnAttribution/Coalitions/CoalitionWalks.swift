/// Walks from coalition to coalition: one player joins or leaves at each step.
///
/// A walk visits one coalition for each flip; its start is not visited. Permutation sampling walks
/// from nobody to everybody, exact enumeration along a Gray code.
///
/// All walks lie in the same few arrays: many threads go through one sample of them, and would wait
/// for each other to count the owners of arrays that each walk had for itself.
public struct CoalitionWalks: Sendable {
  /// The number of players.
  public let players: Int
  /// Who is present before the first step, walks × players.
  private var starts: [Bool] = []
  /// The player that flips at each step, walk after walk.
  private var flips: [Int] = []
  /// 1 where a step's player joins, −1 where it leaves.
  private var signs: [Float] = []
  /// Where each walk's steps begin; the last one's end closes the list.
  private var bounds = [0]
  /// The walks that are meant.
  private var walks = 0..<0

  /// One walk while it is visited.
  struct Walk {
    let start: UnsafeBufferPointer<Bool>
    let flips: UnsafeBufferPointer<Int>
    /// One for each flip.
    let signs: UnsafePointer<Float>
  }

  /// No walk.
  public init(players: Int) {
    self.players = players
  }

  /// For each order the walk through the coalitions that it passes when its players join one by
  /// one: sizes 1 to n − 1, neither the empty coalition nor the full one.
  public init(joining orders: [[Int]], players: Int) {
    self.init(players: players)
    let nobody = [Bool](repeating: false, count: players)
    for order in orders { append(from: nobody, flips: order.dropLast()) }
  }

  /// Adds a walk.
  ///
  /// - Parameters:
  ///   - start: one for each player.
  ///   - flips: players.
  public mutating func append(from start: [Bool], flips: some Collection<Int>) {
    precondition(start.count == players, "a start of \(start.count) for \(players) players")
    precondition(flips.allSatisfy(start.indices.contains), "a flip of nobody")
    var present = start
    starts += start
    self.flips += flips
    for player in flips {
      present[player].toggle()
      signs.append(present[player] ? 1 : -1)
    }
    bounds.append(self.flips.count)
    walks = 0..<bounds.count - 1
  }

  /// The number of walks.
  var count: Int { walks.count }

  /// The number of coalitions that are visited.
  public var coalitions: Int { bounds[walks.upperBound] - bounds[walks.lowerBound] }

  /// Some of the walks, in the same storage.
  subscript(range: Range<Int>) -> CoalitionWalks {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "walks \(range) of \(count)")
    var part = self
    part.walks = walks.lowerBound + range.lowerBound..<walks.lowerBound + range.upperBound
    return part
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
    starts.withUnsafeBufferPointer { starts in
      flips.withUnsafeBufferPointer { flips in
        signs.withUnsafeBufferPointer { signs in
          guard let signs = signs.baseAddress else { return }
          for walk in walks {
            let steps = bounds[walk]..<bounds[walk + 1]
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

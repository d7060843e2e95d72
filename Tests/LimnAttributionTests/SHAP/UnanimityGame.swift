import LimnCore
import Synchronization

/// A game with known Shapley values, as a model that counts its accesses.
///
/// Every game is a sum of unanimity games, `v(S) = Σ_T c_T [T ⊆ S]`, and each hands c_T in equal parts
/// to its members: `φ_i = Σ_{T∋i} c_T/|T|` (Shapley 1953).
final class UnanimityGame: Sendable {
  let players: Int
  let terms: [(members: [Int], worth: Double)]
  private let counter = Atomic(0)

  init(players: Int, terms: [(members: [Int], worth: Double)]) {
    self.players = players
    self.terms = terms
  }

  /// Singles, pairs and triples with worths that fall with their size, and one large coalition.
  static func random(players: Int, seed: UInt64, sparing dummy: Int? = nil) -> UnanimityGame {
    var stream = RandomStream(seed: seed)
    let candidates = (0..<players).filter { $0 != dummy }
    var terms: [(members: [Int], worth: Double)] = candidates.map { ([$0], stream.normal()) }
    for size in [2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 5] {
      var order = candidates
      stream.shuffle(&order)
      terms.append((Array(order.prefix(size)).sorted(), stream.normal() / Double(size)))
    }
    return UnanimityGame(players: players, terms: terms)
  }

  /// Worth 1 where more than half of an odd number of players are present: over the coalitions T of
  /// at least m of them, m the smallest majority, `c_T = (−1)^(|T| − m) C(|T| − 1, m − 1)`.
  static func majority(of players: Int) -> UnanimityGame {
    let most = players / 2 + 1
    let terms = (0..<1 << players).filter { $0.nonzeroBitCount >= most }.map { coalition in
      let size = coalition.nonzeroBitCount
      let ways = (0..<most - 1).reduce(1.0) { $0 * Double(size - 1 - $1) / Double($1 + 1) }
      return (
        members: (0..<players).filter { coalition >> $0 & 1 == 1 },
        worth: (size - most) % 2 == 0 ? ways : -ways
      )
    }
    return UnanimityGame(players: players, terms: terms)
  }

  /// The rows the model has seen.
  var accesses: Int { counter.load(ordering: .relaxed) }

  /// The game as a black box on inputs of ones (present) and zeros (absent). Two outputs: the game
  /// and its opposite.
  var model: BlackBox {
    BlackBox(inputShape: .vector(players), outputCount: 2, scoreKind: .logits) { batch in
      self.counter.wrappingAdd(batch.rows, ordering: .relaxed)
      return Matrix(rows: batch.rows, columns: 2) { target in
        for row in 0..<batch.rows {
          let value = self.terms.reduce(0.0) { sum, term in
            sum + term.worth * term.members.reduce(1.0) { $0 * Double(batch[row, $1]) }
          }
          target[2 * row] = Float(value)
          target[2 * row + 1] = Float(-value)
        }
      }
    }
  }

  /// Everybody present.
  var input: [Float] { [Float](repeating: 1, count: players) }

  var shapleyValues: [Double] {
    (0..<players).map { player in
      terms.reduce(0) { sum, term in
        sum + (term.members.contains(player) ? term.worth / Double(term.members.count) : 0)
      }
    }
  }
}

import LimnCore

/// Random orders of the players, for pairs of an order and its reverse. They depend only on the
/// seed and the number of players, so they are shared by all inputs.
final class PairedOrders: Sendable {
  /// Everything that orders depend on.
  struct Key: Hashable {
    let players: Int
    /// The indices of the pairs in the seed's stream.
    let pairs: Range<Int>
    let seed: UInt64

    /// A measure of the orders' size, for the cache.
    var cost: Int { 2 * players * pairs.count }
  }

  /// The number of orders.
  let count: Int
  /// The walk along each order.
  let walks: CoalitionWalks
  /// The players in each order, orders × players.
  private let places: [Int]

  init(_ key: Key) {
    let stream = RandomStream(seed: key.seed)
    let orders = key.pairs.map { pair in
      var stream = stream.split(pair)
      return stream.permutation(of: key.players)
    }
    count = orders.count
    places = orders.flatMap { $0 }
    walks = CoalitionWalks(joining: orders, players: key.players)
  }

  /// Calls `body` with each order and its index.
  func visit(_ body: (_ index: Int, _ order: UnsafeBufferPointer<Int>) throws -> Void) rethrows {
    let players = walks.players
    try places.withUnsafeBufferPointer { places in
      for index in 0..<count {
        try body(
          index,
          UnsafeBufferPointer(rebasing: places[index * players..<(index + 1) * players]))
      }
    }
  }
}

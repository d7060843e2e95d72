import LimnCore

/// Random orders of the players, for pairs of an order and its reverse. They belong to the seed and
/// the number of players: one sample serves every input.
struct PairedOrders: Sendable {
  /// All that orders depend on.
  struct Key: Hashable {
    let players: Int
    /// The places of the pairs in the seed's stream.
    let pairs: Range<Int>
    let seed: UInt64

    /// What the orders' size goes with.
    var cost: Int { 2 * players * pairs.count }
  }

  let orders: [[Int]]
  /// The walk along each order.
  let walks: [CoalitionWalk]

  init(_ key: Key) {
    let stream = RandomStream(seed: key.seed)
    orders = key.pairs.map { pair in
      var stream = stream.split(pair)
      return stream.permutation(of: key.players)
    }
    walks = orders.map(CoalitionWalk.init(joining:))
  }
}

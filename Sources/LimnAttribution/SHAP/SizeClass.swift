import LimnCore

/// The pairs of coalitions of sizes s and n − s.
struct SizeClass {
  /// The smaller size.
  let size: Int
  let players: Int
  /// The number of pairs, which may far exceed an `Int`.
  private(set) var pairs: Double

  init(size: Int, players: Int) {
    self.size = size
    self.players = players
    let coalitions = (0..<size).reduce(1.0) {
      ($0 * Double(players - $1) / Double($1 + 1)).rounded()
    }
    self.pairs = 2 * size == players ? coalitions / 2 : coalitions
  }

  /// The classes for each size up to half of the players, in ascending order.
  static func all(players n: Int) -> [SizeClass] {
    (1...n / 2).map { SizeClass(size: $0, players: n) }
  }

  /// The class with fewer pairs.
  func without(_ taken: Int) -> SizeClass {
    var rest = self
    rest.pairs -= Double(taken)
    return rest
  }

  /// The number of sizes in the class: two, or one if s = n/2.
  var sizes: Int { 2 * size == players ? 1 : 2 }

  /// `count` distinct pairs, each represented by its smaller coalition or, if s = n/2, by the one
  /// with player 0.
  func sample(_ count: Int, stream: inout RandomStream) -> [[Bool]] {
    guard pairs > 4 * Double(count) else {
      var all = enumerated()
      stream.shuffle(&all)
      return Array(all.prefix(count))
    }
    // Sets of short keys are several times as fast.
    return players <= 128
      ? drawn(count, stream: &stream, key: Self.packed) : drawn(count, stream: &stream) { $0 }
  }

  /// Draws until there are `count` pairs with distinct keys.
  private func drawn<Key: Hashable>(
    _ count: Int, stream: inout RandomStream, key: ([Bool]) -> Key
  ) -> [[Bool]] {
    var (seen, sample) = (Set<Key>(minimumCapacity: count), [[Bool]]())
    sample.reserveCapacity(count)
    while sample.count < count {
      var members = [Bool](repeating: false, count: players)
      for player in stream.permutation(of: players).prefix(size) { members[player] = true }
      members = folded(members)
      if seen.insert(key(members)).inserted { sample.append(members) }
    }
    return sample
  }

  /// One bit for each of at most 128 players.
  private static func packed(_ members: [Bool]) -> SIMD2<UInt64> {
    var words = SIMD2<UInt64>(0, 0)
    for (player, isMember) in members.enumerated() where isMember {
      words[player / 64] |= 1 << UInt64(player % 64)
    }
    return words
  }

  /// The representative of a pair: if s = n/2, the coalition with player 0.
  func folded(_ members: [Bool]) -> [Bool] {
    2 * size == players && !members[0] ? members.map { !$0 } : members
  }

  func enumerated() -> [[Bool]] {
    var result: [[Bool]] = []
    func extend(_ members: [Bool], from player: Int, missing: Int) {
      if missing == 0 {
        result.append(members)
        return
      }
      guard players - player >= missing else { return }
      var joined = members
      joined[player] = true
      extend(joined, from: player + 1, missing: missing - 1)
      if 2 * size != players || player > 0 {
        extend(members, from: player + 1, missing: missing)
      }
    }
    extend([Bool](repeating: false, count: players), from: 0, missing: size)
    return result
  }
}

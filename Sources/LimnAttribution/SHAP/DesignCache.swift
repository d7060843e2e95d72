import Synchronization

/// The designs of a linear estimator, each made once for a number of players, of pairs and a seed,
/// and shared by all inputs and threads.
///
/// A design is a function of its key, so the cache changes no result. It holds the
/// ``capacity`` last used.
final class DesignCache<Design: Sendable>: Sendable {
  struct Key: Hashable {
    let players: Int
    let pairs: Int
    let seed: UInt64
  }

  /// As many numbers of players as 8 × 8 pixels can have.
  static var capacity: Int { 64 }

  private let entries = Mutex([(key: Key, design: Design)]())

  /// The design for `key`, made by `make` when it is not there; two threads that miss at once both
  /// make it, to the same bits.
  func design(for key: Key, make: (Key) -> Design) -> Design {
    if let known = entries.withLock({ Self.take(key, from: &$0) }) { return known }
    let made = make(key)
    entries.withLock { entries in
      if Self.take(key, from: &entries) == nil { entries.append((key, made)) }
      if entries.count > Self.capacity { entries.removeFirst() }
    }
    return made
  }

  /// The entry of `key`, moved to the end of the line.
  private static func take(_ key: Key, from entries: inout [(key: Key, design: Design)]) -> Design?
  {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    let entry = entries.remove(at: index)
    entries.append(entry)
    return entry.design
  }
}

import LimnCore
import Synchronization

/// The designs of a linear estimator, each made once for a number of players, of pairs, a seed and a round,
/// and shared by all inputs and threads.
///
/// A design is a function of its key, so the cache changes no result. Designs are made one at a
/// time, which bounds the memory that making them takes, and the least recently used give way.
final class DesignCache<Design: Sendable>: Sendable {
  struct Key: Hashable {
    let players: Int
    let pairs: Int
    let seed: UInt64
    /// Which of the rounds that a large budget is split into.
    let round: Int

    /// What the sample is drawn from.
    var stream: RandomStream { RandomStream(seed: seed).split(round) }

    /// What a design's size goes with.
    var cost: Int { players * pairs }
  }

  /// The cost held at most, beside the last design: about 100 MB.
  private static var capacity: Int { 1 << 22 }

  private let entries = Mutex([(key: Key, design: Design)]())

  /// The design for `key`, made by `make` when it is not there.
  func design(for key: Key, make: (Key) -> Design) -> Design {
    entries.withLock { entries in
      let known = entries.firstIndex { $0.key == key }.map { entries.remove(at: $0).design }
      let design = known ?? make(key)
      entries.append((key, design))
      while entries.count > 1, entries.reduce(0, { $0 + $1.key.cost }) > Self.capacity {
        entries.removeFirst()
      }
      return design
    }
  }
}

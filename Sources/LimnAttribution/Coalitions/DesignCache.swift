import Synchronization

/// The designs of a linear estimator, each made once for all that it depends on (the number of
/// players, of samples, a seed) and shared by all inputs and threads.
///
/// A design is a function of its key, so the cache changes no result. Designs are made one at a
/// time, which bounds the memory that making them takes, and the least recently used give way.
final class DesignCache<Key: Hashable & Sendable, Design: Sendable>: Sendable {
  /// The cost held at most, beside the last design: about 100 MB.
  private static var capacity: Int { 1 << 22 }

  private struct Entry: Sendable {
    let key: Key
    let cost: Int
    let design: Design
  }

  private let entries = Mutex([Entry]())

  /// The design for `key`, made by `make` when it is not there.
  ///
  /// - Parameter cost: what the design's size goes with: players × samples.
  func design(for key: Key, cost: Int, make: () throws -> Design) rethrows -> Design {
    try entries.withLock { entries in
      let known = entries.firstIndex { $0.key == key }.map { entries.remove(at: $0).design }
      let design = try known ?? make()
      entries.append(Entry(key: key, cost: cost, design: design))
      while entries.count > 1, entries.reduce(0, { $0 + $1.cost }) > Self.capacity {
        entries.removeFirst()
      }
      return design
    }
  }
}

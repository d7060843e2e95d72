import Synchronization

/// A cache of a linear estimator's designs. A design is created once for its key (the numbers of
/// players and samples, a seed) and shared by all inputs and threads.
///
/// A design is a function of its key, so the cache does not change results. Designs are created one
/// at a time, which bounds the memory needed, and the least recently used are evicted. A design
/// should be an object or a single array, so that sharing it updates only one reference count.
final class DesignCache<Key: Hashable & Sendable, Design: Sendable>: Sendable {
  /// The maximum cost of the cached designs, not counting the newest: about 100 MB.
  private static var capacity: Int { 1 << 22 }

  private struct Entries: Sendable {
    /// Each design with its cost and the number of its last use.
    var byKey: [Key: (design: Design, cost: Int, lastUse: Int)] = [:]
    var cost = 0
    var uses = 0
  }

  private let entries = Mutex(Entries())

  /// The design for `key`, created by `make` if it is not cached.
  ///
  /// - Parameter cost: a measure of the design's size: players × samples.
  func design(for key: Key, cost: Int, make: () throws -> Design) rethrows -> Design {
    try entries.withLock { entries in
      entries.uses += 1
      if let design = entries.byKey[key]?.design {
        entries.byKey[key]?.lastUse = entries.uses
        return design
      }
      let design = try make()
      entries.cost += cost
      while entries.cost > Self.capacity,
        let oldest = entries.byKey.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        entries.byKey[oldest.key] = nil
        entries.cost -= oldest.value.cost
      }
      entries.byKey[key] = (design, cost, entries.uses)
      return design
    }
  }
}

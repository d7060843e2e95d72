import Synchronization

/// The designs of a linear estimator, each made once for all that it depends on (the number of
/// players, of samples, a seed) and shared by all inputs and threads.
///
/// A design is a function of its key, so the cache changes no result. Designs are made one at a
/// time, which bounds the memory that making them takes, and the least recently used give way. A
/// design is an object, or one array: handing it out counts one owner, not those of many arrays.
final class DesignCache<Key: Hashable & Sendable, Design: Sendable>: Sendable {
  /// The cost held at most, beside the last design: about 100 MB.
  private static var capacity: Int { 1 << 22 }

  private struct Entries: Sendable {
    /// The last use by its place among all uses.
    var byKey: [Key: (design: Design, cost: Int, lastUse: Int)] = [:]
    var cost = 0
    var uses = 0
  }

  private let entries = Mutex(Entries())

  /// The design for `key`, made by `make` when it is not there.
  ///
  /// - Parameter cost: what the design's size goes with: players × samples.
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

import Testing

@testable import LimnAttribution

/// What a cache of designs keeps, and what gives way.
@Suite struct DesignCacheTests {
  private final class Design: Sendable {}

  /// A cache, and what it was asked to make.
  private final class Shelf {
    let cache = DesignCache<Int, Design>()
    var made: [Int] = []

    /// Takes a design; four of a quarter's cost fit.
    @discardableResult func take(_ key: Int, quarters: Int = 1) -> Design {
      cache.design(for: key, cost: quarters << 20) {
        made.append(key)
        return Design()
      }
    }
  }

  @Test func aDesignIsMadeOnce() {
    let shelf = Shelf()
    let first = shelf.take(7)
    #expect(shelf.take(7) === first)
    #expect(shelf.take(8) !== first)
    #expect(shelf.made == [7, 8])
  }

  @Test func theLeastRecentlyUsedGivesWay() {
    let shelf = Shelf()
    for key in 0..<4 { shelf.take(key) }
    // A use without making counts too.
    shelf.take(0)
    shelf.take(4)
    for key in [0, 2, 3, 4] { shelf.take(key) }
    #expect(shelf.made == [0, 1, 2, 3, 4])
    shelf.take(1)
    #expect(shelf.made == [0, 1, 2, 3, 4, 1])
    // Now 0 is the one that was not used for the longest time.
    for key in [2, 3, 4, 1] { shelf.take(key) }
    #expect(shelf.made.count == 6)
    shelf.take(0)
    #expect(shelf.made.count == 7)
  }

  @Test func whatGaveWayCostsNothing() {
    let shelf = Shelf()
    for key in 0..<40 { shelf.take(key) }
    let made = shelf.made.count
    // The last four are there.
    for key in 36..<40 { shelf.take(key) }
    #expect(shelf.made.count == made)
  }

  /// A design larger than all room is held alone, until the next one.
  @Test func aLargeDesignIsHeldToo() {
    let shelf = Shelf()
    for key in 0..<3 { shelf.take(key) }
    shelf.take(9, quarters: 5)
    shelf.take(9, quarters: 5)
    #expect(shelf.made == [0, 1, 2, 9])
    shelf.take(0)
    shelf.take(9, quarters: 5)
    #expect(shelf.made == [0, 1, 2, 9, 0, 9])
  }

  /// An error makes no entry.
  @Test func whatCouldNotBeMadeIsAskedForAgain() {
    struct Failure: Error {}
    let shelf = Shelf()
    #expect(throws: Failure.self) {
      try shelf.cache.design(for: 1, cost: 1) { throw Failure() }
    }
    shelf.take(1)
    #expect(shelf.made == [1])
  }
}

import LimnCore
import Synchronization
import Testing

@Suite struct ParallelMapTests {
  private struct Failure: Error, Equatable {
    let index: Int
  }

  @Test(arguments: [1, 2, 3, 8, 200])
  func resultsStandInOrderForAnyNumberOfWorkers(workers: Int) throws {
    let results = try parallelMap(count: 100, work: Work(workers: workers)) { index in
      var stream = RandomStream(seed: 1).split(index)
      return stream.next()
    }
    let expected = (0..<100).map { index in
      var stream = RandomStream(seed: 1).split(index)
      return stream.next()
    }
    #expect(results == expected)
    #expect(try parallelMap(count: 0, work: Work(workers: workers)) { $0 }.isEmpty)
  }

  @Test(arguments: [1, 2, 8])
  func theLowestFailureIsThrown(workers: Int) {
    for _ in 0..<50 {
      #expect(throws: Failure(index: 3)) {
        try parallelMap(count: 100, work: Work(workers: workers)) { index in
          if index >= 3 { throw Failure(index: index) }
          return index
        }
      }
    }
  }

  /// Of two that fail the lower one is thrown, though it fails later.
  @Test func aLaterFailureOfALowerIndexIsThrown() {
    let hasFailed = Atomic(false)
    #expect(throws: Failure(index: 0)) {
      try parallelMap(count: 2, work: Work(workers: 2)) { index in
        if index == 1 {
          hasFailed.store(true, ordering: .sequentiallyConsistent)
          throw Failure(index: 1)
        }
        // On a single core the second does not begin before the first has ended.
        let end = ContinuousClock.now + .seconds(1)
        while !hasFailed.load(ordering: .sequentiallyConsistent), ContinuousClock.now < end {}
        let later = ContinuousClock.now + .milliseconds(20)
        while ContinuousClock.now < later {}
        throw Failure(index: 0)
      }
    }
  }

  @Test(arguments: [1, 2, 8])
  func nothingIsBegunAfterAFailure(workers: Int) {
    let calls = Mutex(0)
    #expect(throws: Failure(index: 0)) {
      try parallelMap(count: 1_000_000, work: Work(workers: workers)) { index in
        calls.withLock { $0 += 1 }
        if index == 0 { throw Failure(index: 0) }
        return index
      }
    }
    let begun = calls.withLock { $0 }
    #expect(begun < 1_000_000)
  }

  @Test(arguments: [1, 2, 8], [1, 7, 100, 1000])
  func chunksCoverEveryIndexInOrder(workers: Int, size: Int) throws {
    let ranges = Mutex<[Range<Int>]>([])
    let results = try parallelChunks(of: 100, size: size, work: Work(workers: workers)) {
      range, _ in
      ranges.withLock { $0.append(range) }
      return { "\(range.lowerBound):\($0)" }
    }
    #expect(results == (0..<100).map { "\($0 / size * size):\($0)" })
    let chunks = ranges.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(
      chunks == stride(from: 0, to: 100, by: size).map { $0..<min($0 + size, 100) })
    #expect(
      try parallelChunks(of: 0, size: size, work: Work(workers: workers)) { _, _ in { $0 } }.isEmpty
    )
  }

  /// What chunks beside a failed one have made is let go, neither kept nor let go twice.
  @Test(arguments: [1, 2, 8])
  func aFailedChunkLeavesNothingBehind(workers: Int) throws {
    let alive = Counter()
    for _ in 0..<50 {
      #expect(throws: Failure(index: 30)) {
        try parallelChunks(of: 100, size: 10, work: Work(workers: workers)) { range, _ in
          if range.lowerBound >= 30 { throw Failure(index: range.lowerBound) }
          return { _ in Counted(alive) }
        }
      }
      #expect(alive.count.load(ordering: .relaxed) == 0)
    }
    let whole = try parallelChunks(of: 100, size: 10, work: Work(workers: workers)) { _, _ in
      { _ in Counted(alive) }
    }
    withExtendedLifetime(whole) { #expect(alive.count.load(ordering: .relaxed) == 100) }
  }

  private final class Counter: Sendable {
    let count = Atomic(0)
  }

  /// Counts those of its kind that are alive.
  private final class Counted: Sendable {
    private let counter: Counter

    init(_ counter: Counter) {
      self.counter = counter
      counter.count.add(1, ordering: .relaxed)
    }

    deinit { counter.count.subtract(1, ordering: .relaxed) }
  }

  @Test func everyIndexIsCalledOnce() throws {
    let calls = Mutex([Int](repeating: 0, count: 500))
    _ = try parallelMap(count: 500, work: Work(workers: 4)) { index in
      calls.withLock { $0[index] += 1 }
    }
    let counts = calls.withLock { $0 }
    #expect(counts.allSatisfy { $0 == 1 })
  }
}

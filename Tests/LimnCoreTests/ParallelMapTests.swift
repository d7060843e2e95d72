import LimnCore
import Synchronization
import Testing

@Suite struct ParallelMapTests {
  private struct Failure: Error, Equatable {
    let index: Int
  }

  @Test(arguments: [1, 2, 3, 8, 200])
  func resultsStandInOrderForAnyNumberOfWorkers(workers: Int) throws {
    let results = try parallelMap(count: 100, workers: workers) { index in
      var stream = RandomStream(seed: 1).split(index)
      return stream.next()
    }
    let expected = (0..<100).map { index in
      var stream = RandomStream(seed: 1).split(index)
      return stream.next()
    }
    #expect(results == expected)
    #expect(try parallelMap(count: 0, workers: workers) { $0 }.isEmpty)
  }

  @Test(arguments: [1, 2, 8])
  func theLowestFailureIsThrown(workers: Int) {
    for _ in 0..<50 {
      #expect(throws: Failure(index: 3)) {
        try parallelMap(count: 100, workers: workers) { index in
          if index >= 3 { throw Failure(index: index) }
          return index
        }
      }
    }
  }

  @Test(arguments: [1, 2, 8])
  func nothingIsBegunAfterAFailure(workers: Int) {
    let calls = Mutex(0)
    #expect(throws: Failure(index: 0)) {
      try parallelMap(count: 1_000_000, workers: workers) { index in
        calls.withLock { $0 += 1 }
        if index == 0 { throw Failure(index: 0) }
        return index
      }
    }
    let begun = calls.withLock { $0 }
    #expect(begun < 1_000_000)
  }

  @Test func everyIndexIsCalledOnce() throws {
    let calls = Mutex([Int](repeating: 0, count: 500))
    _ = try parallelMap(count: 500, workers: 4) { index in
      calls.withLock { $0[index] += 1 }
    }
    let counts = calls.withLock { $0 }
    #expect(counts.allSatisfy { $0 == 1 })
  }
}

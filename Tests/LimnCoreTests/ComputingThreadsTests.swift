import LimnCore
import Synchronization
import Testing

/// Threads that compute, beside those of the tasks.
@Suite struct ComputingThreadsTests {
  /// More computations than cores, each of which ends only when a task cancels it: so tasks must get a
  /// thread.
  @Test(.timeLimit(.minutes(1))) func tasksRunOnWhileEveryCoreComputes() async throws {
    let computations = (0..<2 * availableWorkers).map { place in
      Task {
        try await Work.detached(workers: 2) { work in
          guard place.isMultiple(of: 2) else { while true { try work.checkpoint() } }
          _ = try parallelMap(count: 2, work: work) { _ in while true { try work.checkpoint() } }
        }
      }
    }
    try await Task.sleep(for: .milliseconds(20))
    for computation in computations { computation.cancel() }
    for computation in computations {
      await #expect(throws: CancellationError.self) { try await computation.value }
    }
  }

  /// Many short ones after another and inside each other: each index once, none after the end.
  @Test func shortOnesEndWithTheirHelpers() throws {
    for _ in 0..<2000 {
      let sum = Atomic(0)
      let found = try parallelMap(count: 4, work: Work(workers: 4)) { outer, work in
        try parallelMap(count: 2, work: work.with(workers: 2)) { inner in
          sum.wrappingAdd(1, ordering: .relaxed)
          return 2 * outer + inner
        }
      }
      #expect(found == [[0, 1], [2, 3], [4, 5], [6, 7]])
      #expect(sum.load(ordering: .relaxed) == 8)
    }
  }
}

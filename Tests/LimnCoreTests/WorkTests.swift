import LimnCore
import Synchronization
import Testing

@Suite struct WorkTests {
  /// What was reported, in order.
  private final class Listener: Sendable {
    private let seen = Mutex<[Work.Progress]>([])
    var reports: [Work.Progress] { seen.withLock { $0 } }
    var done: [Double] { reports.map(\.done) }

    func work() -> Work { .serial(progress: hear) }
    func work(workers: Int) throws -> Work { try Work(workers: workers, progress: hear) }

    @Sendable private func hear(_ progress: Work.Progress) {
      seen.withLock { $0.append(progress) }
    }
  }

  @Test func cancelledWorkEndsAtItsNextCheckpoint() throws {
    let cancellation = Cancellation()
    let work = Work(cancellation: cancellation)
    try work.checkpoint()
    #expect(!cancellation.isCancelled)
    cancellation.cancel()
    cancellation.cancel()
    #expect(cancellation.isCancelled)
    // Whatever was made of it is cancelled with it.
    for work in [
      work, work.silent, try work.with(workers: 3), work.doing(.writing),
      work.shares(of: 2).share().work,
    ] {
      #expect(throws: CancellationError.self) { try work.checkpoint() }
      #expect(throws: CancellationError.self) { try work.checkpoint(done: 1, of: 2) }
    }
    try Work().checkpoint()
  }

  @Test func sharesAddUp() {
    let listener = Listener()
    let shares = listener.work().shares(of: 10, done: 2)
    let (first, second) = (shares.share(3), shares.share(5))
    first.work.report(Work.Progress(done: 1, total: 2))
    second.work.report(Work.Progress(done: 50, total: 100))
    // A second stage of a part begins at 0 and does not take back what was told.
    first.work.report(Work.Progress(done: 0, total: 7))
    first.finish()
    first.finish()
    second.finish()
    #expect(listener.done == [2, 3.5, 6, 7.5, 10])
    #expect(listener.reports.allSatisfy { $0.total == 10 })
  }

  /// Thirds of thirds, whose sums are no doubles: what is finished is counted whole.
  @Test func finishedSharesAreExact() {
    let listener = Listener()
    let shares = listener.work().shares(of: 9)
    for _ in 0..<3 {
      let share = shares.share(3)
      let inner = share.work.shares(of: 3)
      for _ in 0..<3 {
        let part = inner.share()
        for step in 0...7 { part.work.report(Work.Progress(done: Double(step), total: 7)) }
        part.finish()
      }
      share.finish()
    }
    #expect(listener.done.contains(3) && listener.done.contains(6) && listener.done.last == 9)
    #expect(zip(listener.done, listener.done.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
  }

  @Test func theActivityIsSaid() {
    let listener = Listener()
    let work = listener.work()
    work.report(Work.Progress(done: 1, total: 2))
    work.doing(.training).report(Work.Progress(done: 1, total: 2))
    let share = work.doing(.evaluating).shares(of: 4).share()
    share.work.doing(.explaining).report(Work.Progress(done: 1, total: 2))
    #expect(
      listener.reports.map(\.activity) == [.explaining, .training, .evaluating, .evaluating],
      "the whole's, not the part's")
  }

  @Test(arguments: [1, 2, 5]) func aMapReportsAndStops(workers: Int) throws {
    let listener = Listener()
    _ = try parallelMap(count: 40, work: listener.work(workers: workers)) { index in index }
    #expect(listener.done.first == 0 && listener.done.last == 40)
    #expect(zip(listener.done, listener.done.dropFirst()).allSatisfy { $0 <= $1 })

    let cancellation = Cancellation()
    let calls = Atomic(0)
    #expect(throws: CancellationError.self) {
      try parallelMap(count: 1_000_000, work: Work(workers: workers, cancellation: cancellation)) {
        index in
        if calls.add(1, ordering: .relaxed).newValue == 10 { cancellation.cancel() }
        return index
      }
    }
    #expect(calls.load(ordering: .relaxed) < 10 + 1000 * workers)
  }

  /// Threads that indices leave over go to what is inside.
  @Test func innerWorkHasTheThreadsThatAreLeft() throws {
    func inner(_ workers: Int, count: Int) throws -> [Int] {
      try parallelMap(count: count, work: Work(workers: workers)) { _, work in work.workers }
    }
    #expect(try inner(8, count: 1) == [8])
    #expect(try inner(8, count: 3) == [3, 3, 3])
    #expect(try inner(2, count: 100).allSatisfy { $0 == 1 })
  }

  @Test func theProbeMeasuresTheLongestGap() throws {
    let found = try CheckpointProbe().measure { work in
      for pause in [1, 30, 2] {
        try work.checkpoint()
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .milliseconds(pause) {}
      }
      return "done"
    }
    #expect(found.result == "done" && found.count == 3)
    #expect(found.longest >= .milliseconds(30))
  }

  @Test(arguments: [0, -1, Int.min]) func aComputationHasAWorker(workers: Int) async {
    #expect(throws: WorkError.workers(found: workers)) { try Work(workers: workers) }
    #expect(throws: WorkError.workers(found: workers)) { try Work().with(workers: workers) }
    await #expect(throws: WorkError.workers(found: workers)) {
      try await Work.detached(workers: workers) { _ in }
    }
    await #expect(throws: WorkError.workers(found: workers)) {
      for try await _ in Work.events(workers: workers, { _ in }) {}
    }
    #expect(Work().workers == availableWorkers && Work.serial().workers == 1)
  }

  @Test func fractionsStayInRange() {
    #expect(Work.Progress(done: 3, total: 4).fraction == 0.75)
    #expect(Work.Progress(done: 5, total: 4).fraction == 1)
    #expect(Work.Progress(done: 0, total: 0).fraction == 1)
  }
}

import LimnCore
import Synchronization
import Testing

@Suite struct WorkEventsTests {
  private struct Fault: Error, Equatable {}

  /// Progress never goes back, and the result comes last, whatever the reader's pace.
  @Test(arguments: [0, 2]) func progressThenTheResult(milliseconds: Int) async throws {
    var (fractions, results): ([Double], [Int]) = ([], [])
    let events = Work.events(workers: 1) { work in
      for step in 1...200 { try work.checkpoint(done: step, of: 200) }
      return 42
    }
    for try await event in events {
      switch event {
      case .progress(let progress):
        #expect(results.isEmpty)
        fractions.append(progress.fraction)
        try await Task.sleep(for: .milliseconds(milliseconds))
      case .result(let result): results.append(result)
      }
    }
    #expect(results == [42])
    #expect(fractions == fractions.sorted() && fractions.allSatisfy { $0 > 0 && $0 <= 1 })
  }

  @Test func whatTheWorkThrowsEndsTheLoop() async {
    await #expect(throws: Fault()) {
      for try await _ in Work.events(workers: 1, { _ -> Int in throw Fault() }) {}
    }
  }

  /// A reader that leaves takes the computation with it.
  @Test(.timeLimit(.minutes(1))) func theWorkEndsWithTheLoop() async throws {
    let ended = AsyncStream.makeStream(of: Void.self)
    @Sendable func endless(_ work: Work) throws -> Int {
      defer { ended.continuation.finish() }
      while true { try work.checkpoint(done: 1, of: 2) }
    }
    for try await _ in Work.events(workers: 1, endless) { break }
    for await _ in ended.stream {}
  }
}

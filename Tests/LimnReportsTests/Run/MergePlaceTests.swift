import LimnCore
import LimnReports
import Testing

/// Where parts are put together, other work that lies there stays.
@Suite struct MergePlaceTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private var merged: String { "\(place.path)/merged" }

  private func parts() throws {
    for number in 1...2 {
      _ = try Batches.digits().run(
        to: "\(place.path)/parts", shard: Shard(number, of: 2), work: Work(workers: 2))
    }
  }

  /// The unfinished work of another run is refused, and left as it is.
  @Test func anotherRunsUnfinishedWorkStays() throws {
    try parts()
    let cancellation = Cancellation()
    #expect(throws: ReportError.self) {
      try Batches.digits(seed: 1).run(
        to: merged,
        work: Work(workers: 1, cancellation: cancellation) {
          if $0.done >= 128 { cancellation.cancel() }
        })
    }
    let before = try place.files(in: "merged")
    #expect(before.keys.contains { $0.hasPrefix("unfinished/chunks/") })
    #expect(throws: ReportError.self) {
      try BatchReport.merge(["\(place.path)/parts"], into: merged)
    }
    #expect(try place.files(in: "merged") == before)
  }

  /// So is another run's report.
  @Test func anotherRunsReportStays() throws {
    try parts()
    _ = try Batches.digits(seed: 1).run(to: merged, work: Work(workers: 2))
    let before = try place.files(in: "merged")
    #expect(throws: ReportError.self) {
      try BatchReport.merge(["\(place.path)/parts"], into: merged)
    }
    #expect(try place.files(in: "merged") == before)
  }
}

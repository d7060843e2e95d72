import LimnCore
import LimnReports
import Testing

/// Parts put together are the whole, byte for byte.
@Suite struct ShardTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private func run(_ number: Int, of count: Int, in folder: String, seed: UInt64 = 0) throws {
    _ = try Batches.digits(seed: seed).run(
      to: "\(place.path)/\(folder)", shard: Shard(number, of: count), work: Work(workers: 2))
  }

  /// More parts than chunks as well.
  @Test(arguments: [1, 2, 3, 5]) func partsAreTheWhole(count: Int) throws {
    _ = try Batches.digits().run(to: "\(place.path)/whole", work: Work(workers: 2))
    for number in (1...count).reversed() { try run(number, of: count, in: "parts") }
    _ = try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/merged")
    #expect(try place.files(in: "merged") == place.files(in: "whole"))
  }

  @Test func partsFromSeveralFolders() throws {
    _ = try Batches.digits().run(to: "\(place.path)/whole", work: Work(workers: 2))
    try run(1, of: 2, in: "a")
    try run(2, of: 2, in: "b")
    _ = try BatchReport.merge(
      ["\(place.path)/b/part-2-of-2/", "\(place.path)/a"], into: "\(place.path)/merged")
    #expect(try place.files(in: "merged") == place.files(in: "whole"))
  }

  @Test(arguments: [(10, 3), (3, 5), (1, 1), (7, 7)]) func partsCoverAllChunks(
    total: Int, count: Int
  ) throws {
    let ranges = try (1...count).map { try Shard($0, of: count).chunks(of: total) }
    #expect(ranges.flatMap { $0 } == Array(0..<total))
    let sizes = ranges.map(\.count)
    #expect(sizes.max()! - sizes.min()! <= 1)
  }

  @Test func mergesThatLackSomething() throws {
    try Folder.create("\(place.path)/empty")
    #expect(throws: ReportError.noParts(folder: "\(place.path)/empty")) {
      try BatchReport.merge(["\(place.path)/empty"], into: "\(place.path)/merged")
    }
    try run(1, of: 3, in: "a")
    try run(2, of: 3, in: "b")
    #expect(throws: ReportError.missingParts([3], of: 3)) {
      try BatchReport.merge(
        ["\(place.path)/a", "\(place.path)/b"], into: "\(place.path)/merged")
    }
    #expect(throws: ReportError.partTwice(1, of: 3)) {
      try BatchReport.merge(
        ["\(place.path)/a", "\(place.path)/a"], into: "\(place.path)/merged")
    }
    try run(1, of: 2, in: "c")
    #expect(throws: ReportError.partsOfDifferentDivisions(3, 2)) {
      try BatchReport.merge(
        ["\(place.path)/a", "\(place.path)/c"], into: "\(place.path)/merged")
    }
    try run(3, of: 3, in: "d", seed: 9)
    #expect {
      try BatchReport.merge(
        ["\(place.path)/a", "\(place.path)/d"], into: "\(place.path)/merged")
    } throws: { error in
      guard case ReportError.partsOfDifferentRuns = error else { return false }
      return true
    }
    #expect(!Folder.exists("\(place.path)/merged"))
  }

  /// A part's folder is whole or has another name.
  @Test func unfinishedPartIsNoPart() throws {
    let cancellation = Cancellation()
    #expect(throws: ReportError.stopped(done: 128, total: 300)) {
      try Batches.digits().run(
        to: "\(place.path)/parts", shard: Shard(1, of: 1),
        work: Work(workers: 1, cancellation: cancellation) {
          if $0.done >= 128 { cancellation.cancel() }
        })
    }
    #expect(try Folder.names(in: "\(place.path)/parts") == ["unfinished-part-1-of-1"])
    #expect(throws: ReportError.noParts(folder: "\(place.path)/parts")) {
      try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/merged")
    }
  }

  @Test func partOfAnotherRunIsRefused() throws {
    try run(1, of: 2, in: "parts", seed: 1)
    #expect {
      try run(1, of: 2, in: "parts", seed: 2)
    } throws: { error in
      guard case ReportError.otherRun = error else { return false }
      return true
    }
  }

  @Test(arguments: [(0, 2), (3, 2), (1, 0), (-1, -1)])
  func partsThatAreNotThere(number: Int, count: Int) {
    #expect(throws: ReportError.noSuchPart(number, of: count)) { try Shard(number, of: count) }
  }
}

import LimnCore
import LimnReports
import Synchronization
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// An interrupted run ends with the bytes of one that was not.
@Suite struct ResumeTests {
  let place: TemporaryFolder
  let whole: [String: [UInt8]]

  init() throws {
    place = try TemporaryFolder()
    _ = try Batches.digits().run(to: "\(place.path)/whole", work: Work(workers: 2))
    whole = try place.files(in: "whole")
  }

  /// Runs until `rows` rows are done, then stops; the chunk that is begun is not kept.
  private func stop(after rows: Int) throws {
    let cancellation = Cancellation()
    #expect {
      try Batches.digits().run(
        to: "\(place.path)/run",
        work: Work(workers: 1, cancellation: cancellation) {
          if $0.done >= Double(rows) { cancellation.cancel() }
        })
    } throws: { error in
      guard case ReportError.stopped(let done, let total) = error else { return false }
      return done >= rows / 128 * 128 && total == 300
    }
  }

  private func finish(workers: Int = 2) throws {
    let outcome = try Batches.digits().run(to: "\(place.path)/run", work: Work(workers: workers))
    guard case .report = outcome else {
      Issue.record("the run did not go on: \(outcome)")
      return
    }
    #expect(try place.files(in: "run") == whole)
  }

  @Test(arguments: [0, 1, 129, 300]) func stoppedRun(rows: Int) throws {
    try stop(after: rows)
    #expect(try Folder.names(in: "\(place.path)/run") == ["unfinished"])
    try finish()
  }

  @Test func doneChunksAreNotComputedAgain() throws {
    try stop(after: 256)
    let first = Mutex<Work.Progress?>(nil)
    _ = try Batches.digits().run(
      to: "\(place.path)/run",
      work: Work(workers: 1) { progress in first.withLock { $0 = $0 ?? progress } })
    #expect(first.withLock { $0?.done } == 256)
  }

  /// Killed while a chunk was written, or the machine went down before it was on the disk.
  @Test func tornChunk() throws {
    try stop(after: 300)
    let chunks = ChunkFolder(path: "\(place.path)/run/unfinished/chunks")
    let bytes = try FileBytes.read(chunks.file(1))
    try AtomicFile.write(Array(bytes[..<(bytes.count / 2)]), to: chunks.file(1))
    try AtomicFile.write([], to: chunks.file(2))
    try AtomicFile.write(bytes, to: chunks.file(0) + ".123.partial")
    try finish()
  }

  @Test func changedChunk() throws {
    try stop(after: 300)
    let chunks = ChunkFolder(path: "\(place.path)/run/unfinished/chunks")
    var bytes = try FileBytes.read(chunks.file(1))
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: chunks.file(1))
    // A chunk under another's name.
    try AtomicFile.write(try FileBytes.read(chunks.file(0)), to: chunks.file(2))
    try finish()
  }

  /// Killed while the results were written.
  @Test func halfStaged() throws {
    try stop(after: 300)
    let staged = "\(place.path)/run/unfinished/staged"
    try Folder.create("\(staged)/attributions")
    try AtomicFile.write([1, 2, 3], to: "\(staged)/attributions/integrated-gradients.npy")
    try AtomicFile.write([1, 2, 3], to: "\(staged)/index.html.77.partial")
    try finish()
  }

  /// Killed while the results moved to their places.
  @Test func halfPublished() throws {
    try stop(after: 300)
    try AtomicFile.write(
      Array("[\(whole.keys.map { "\"\($0)\"" }.joined(separator: ","))]".utf8),
      to: "\(place.path)/run/unfinished/published.json")
    for name in ["index.html", "predictions.csv", "attributions/smoothgrad.npy"] {
      try Folder.create("\(place.path)/run/attributions")
      let bytes = try #require(whole[name])
      try AtomicFile.write(bytes, to: "\(place.path)/run/\(name)")
    }
    try finish()
  }

  /// What comes to stand in a result's place while a run works stops it before anything moves.
  @Test func obstacleOfTheLastMinute() throws {
    let obstacle = "\(place.path)/run/index.html"
    #expect(throws: ReportError.foreignFile(obstacle)) {
      try Batches.digits().run(
        to: "\(place.path)/run",
        work: Work(workers: 2) { _ in
          do { try Folder.create("\(obstacle)/x") } catch { Issue.record(error) }
        })
    }
    #expect(try Folder.names(in: "\(place.path)/run") == ["index.html", "unfinished"])
    try Folder.remove(obstacle)
    try finish()
  }

  /// Killed after the results stood in their places, before the work was taken away.
  @Test func notYetTidied() throws {
    try stop(after: 300)
    for (name, bytes) in whole {
      try Folder.create("\(place.path)/run/attributions")
      try AtomicFile.write(bytes, to: "\(place.path)/run/\(name)")
    }
    let outcome = try Batches.digits().run(to: "\(place.path)/run", work: Work(workers: 1))
    guard case .alreadyThere = outcome else {
      Issue.record("runs again: \(outcome)")
      return
    }
    #expect(try place.files(in: "run") == whole)
  }

  /// Killed between the folder and its plan.
  @Test func withoutPlan() throws {
    try stop(after: 300)
    try Folder.remove("\(place.path)/run/unfinished/plan.json")
    try finish()
  }

  @Test func finishedRunIsNotRunAgain() throws {
    let outcome = try Batches.digits().run(
      to: "\(place.path)/whole",
      work: Work(workers: 1) { _ in Issue.record("computes again") })
    guard case .alreadyThere = outcome else {
      Issue.record("runs again: \(outcome)")
      return
    }
    #expect(try place.files(in: "whole") == whole)
  }

  @Test func missingResultIsMadeAgain() throws {
    try Folder.remove("\(place.path)/whole/index.html")
    _ = try Batches.digits().run(to: "\(place.path)/whole", work: Work(workers: 1))
    #expect(try place.files(in: "whole") == whole)
  }

  /// Whatever cannot be written ends the run, and nothing stands there that looks like a result.
  @Test func failedWrite() throws {
    // With its plan, so that the folder is not tidied away.
    let work = try RunFolder(output: "\(place.path)/run", shard: nil)
    try AtomicFile.write(
      try PageContent(title: "Digits").json(), to: RunFolder.pageFile(in: work.path))
    try AtomicFile.write(
      try Batches.digits().plan.json(), to: RunFolder.planFile(in: work.path))
    _ = consume work
    // The folder of the chunks is taken away while the first of them is explained.
    let chunks = "\(place.path)/run/unfinished/chunks"
    let away = "\(place.path)/away"
    #expect {
      try Batches.digits().run(
        to: "\(place.path)/run", work: Work(workers: 1) { _ in rename(chunks, away) })
    } throws: { error in
      guard case FileError.cannotWrite(let path, _) = error else { return false }
      return path.hasPrefix(chunks)
    }
    #expect(try Folder.names(in: "\(place.path)/run") == ["unfinished"])
    try Folder.create(chunks)
    try finish()
  }
}

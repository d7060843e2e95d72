import Limn
import Testing

/// `limn report` killed at random moments, as a machine that goes down would.
@Suite struct KilledReportTests {
  private static let request =
    "report --digits 0-639 --method integrated-gradients --method lime --samples 200 --evaluate 6"
  private static let topLevel = ["evaluation.json", "index.html", "predictions.csv", "report.json"]

  /// A run that nobody disturbs: its results, and how long it takes.
  private static let undisturbed = Result {
    let folder = try Folder()
    let start = ContinuousClock.now
    let outcome = try limn(request + " --output run", in: folder)
    let duration = ContinuousClock.now - start
    try #require(outcome.status == 0, "\(outcome.error)")
    let files = try results(in: "run", of: folder)
    try #require(files.count == 10)
    return (results: files, duration: duration)
  }

  let whole: [String: [UInt8]]
  private let duration: Duration

  init() throws { (whole, duration) = try Self.undisturbed.get() }

  /// The files of a report that stand in their places.
  private static func results(in run: String, of folder: borrowing Folder) throws
    -> [String: [UInt8]]
  {
    var files: [String: [UInt8]] = [:]
    let top = folder.names(in: run).filter { topLevel.contains($0) }
    let arrays = folder.names(in: "\(run)/attributions").map { "attributions/\($0)" }
    for name in top + arrays { files[name] = try folder.bytes("\(run)/\(name)") }
    return files
  }

  /// Anywhere in the run, and as often near its end, where files move to their places.
  private func lifetime(trial: Int, attempt: Int) -> Duration {
    var stream = RandomStream(seed: 11).split(trial).split(attempt)
    let share = stream.uniform()
    return duration * (attempt.isMultiple(of: 2) ? 0.85 + 0.15 * share : share)
  }

  /// Every file that stands under a result's name is whole, and the report ends as if nothing had
  /// happened.
  @Test(arguments: 0..<5) func killedRun(trial: Int) throws {
    let folder = try Folder()
    let words = (Self.request + " --output run").split(separator: " ").map(String.init)
    for attempt in 0..<3 {
      let command = Command(lifetime: lifetime(trial: trial, attempt: attempt))
      let status = try command.run(words, in: folder).status
      try #require(status == 137 || status == 0)
      for (name, bytes) in try Self.results(in: "run", of: folder) {
        #expect(bytes == whole[name], "\(name) after attempt \(attempt)")
      }
      let names = folder.names(in: "run")
      if names.contains("report.json") { #expect(try Self.results(in: "run", of: folder) == whole) }
      let strangers = names.filter {
        !Self.topLevel.contains($0) && !["attributions", "unfinished"].contains($0)
      }
      #expect(strangers == [], "after attempt \(attempt)")
    }
    let outcome = try Command().run(words, in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try Self.results(in: "run", of: folder) == whole)
    let names = folder.names(in: "run")
    #expect(names == ["attributions"] + Self.topLevel, "work is left behind")
  }

  /// A part is whole or has another name.
  @Test(arguments: 5..<7) func killedPart(trial: Int) throws {
    let folder = try Folder()
    let words = (Self.request + " --output parts --shard 1/1").split(separator: " ").map(
      String.init)
    for attempt in 0..<2 {
      let command = Command(lifetime: lifetime(trial: trial, attempt: attempt))
      _ = try command.run(words, in: folder)
      guard folder.names(in: "parts").contains("part-1-of-1") else { continue }
      let merged = "merged-\(attempt)"
      let outcome = try limn("merge parts --output \(merged)", in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(try Self.results(in: merged, of: folder) == whole)
    }
    #expect(try Command().run(words, in: folder).status == 0)
    #expect(try limn("merge parts --output merged", in: folder).status == 0)
    #expect(try Self.results(in: "merged", of: folder) == whole)
  }
}

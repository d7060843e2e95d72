import LimnAttribution
import LimnCore
import LimnReports
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A run takes away and replaces what a run made, and nothing else.
@Suite struct OwnershipTests {
  let place: TemporaryFolder
  private var run: String { "\(place.path)/run" }

  init() throws { place = try TemporaryFolder() }

  private func put(_ name: String, _ text: String = "mine") throws {
    let parts = name.split(separator: "/")
    try Folder.create(([place.path] + parts.dropLast().map(String.init)).joined(separator: "/"))
    try AtomicFile.write(Array(text.utf8), to: "\(place.path)/\(name)")
  }

  private func isMine(_ name: String) throws -> Bool {
    try FileBytes.read("\(place.path)/\(name)") == Array("mine".utf8)
  }

  private func link(_ name: String, to target: String) throws {
    try Folder.create(run)
    try #require(symlink(target, "\(place.path)/\(name)") == 0)
  }

  @discardableResult
  private func report(
    _ rows: Range<Int> = 100..<140, shard: Shard? = nil,
    _ replacement: BatchReport.Replacement = .refuse
  ) throws -> BatchReport.Outcome {
    try Batches.digits(rows).run(
      to: run, shard: shard, replacement: replacement, work: Work(workers: 1))
  }

  private func refused(
    _ name: String, shard: Shard? = nil, _ replacement: BatchReport.Replacement
  ) {
    #expect(throws: ReportError.foreignFile("\(run)/\(name)")) {
      try report(shard: shard, replacement)
    }
  }

  @Test(arguments: [BatchReport.Replacement.refuse, .replace])
  func folderNamedUnfinished(replacement: BatchReport.Replacement) throws {
    try put("run/unfinished/thesis.txt")
    try put("run/unfinished/chunks/0000000.chunk")
    refused("unfinished", replacement)
    #expect(try isMine("run/unfinished/thesis.txt"))
    #expect(try isMine("run/unfinished/chunks/0000000.chunk"))
    try put("run/unfinished-part-1-of-2/thesis.txt")
    refused("unfinished-part-1-of-2", shard: try Shard(1, of: 2), replacement)
    #expect(try isMine("run/unfinished-part-1-of-2/thesis.txt"))
  }

  /// Somebody's file under the mark's name is no mark.
  @Test func fileNamedAsTheMark() throws {
    try put("run/unfinished/limn-run")
    refused("unfinished", .replace)
    #expect(try isMine("run/unfinished/limn-run"))
  }

  @Test(arguments: [BatchReport.Replacement.refuse, .replace])
  func linkNamedUnfinished(replacement: BatchReport.Replacement) throws {
    try put("elsewhere/thesis.txt")
    try link("run/unfinished", to: "\(place.path)/elsewhere")
    refused("unfinished", replacement)
    #expect(try isMine("elsewhere/thesis.txt"))
    // A link that leads nowhere yet is no better.
    try Folder.remove("\(run)/unfinished")
    try link("run/unfinished", to: "\(place.path)/nowhere")
    refused("unfinished", replacement)
    #expect(!Folder.exists("\(place.path)/nowhere"))
    try Folder.remove("\(run)/unfinished")
    try report()
  }

  @Test(arguments: ["chunks", "staged", "plan.json"])
  func linkInsideUnfinished(name: String) throws {
    try put("elsewhere/0000000.chunk")
    let work = try RunFolder(output: run, shard: nil)
    _ = consume work
    try link("run/unfinished/\(name)", to: "\(place.path)/elsewhere")
    refused("unfinished/\(name)", .replace)
    #expect(try isMine("elsewhere/0000000.chunk"))
    #expect(try Folder.names(in: "\(place.path)/elsewhere") == ["0000000.chunk"])
  }

  /// What somebody keeps in a run's own folder stays there when the run is done.
  @Test func noteInUnfinished() throws {
    let work = try RunFolder(output: run, shard: nil)
    _ = consume work
    try put("run/unfinished/note.txt")
    try put("run/unfinished/chunks/note.txt")
    try report()
    #expect(try isMine("run/unfinished/note.txt"))
    #expect(try isMine("run/unfinished/chunks/note.txt"))
    #expect(try Folder.names(in: "\(run)/unfinished") == ["chunks", "note.txt"])
    guard case .alreadyThere = try report() else {
      Issue.record("runs again")
      return
    }
    #expect(try isMine("run/unfinished/note.txt"))
  }

  /// There is nothing to lose in an empty folder.
  @Test func emptyFolderNamedUnfinished() throws {
    try Folder.create("\(run)/unfinished")
    try report()
    #expect(!Folder.exists("\(run)/unfinished"))
  }

  @Test(arguments: [BatchReport.Replacement.refuse, .replace])
  func linkToArrays(replacement: BatchReport.Replacement) throws {
    try put("elsewhere/integrated-gradients.npy")
    try link("run/attributions", to: "\(place.path)/elsewhere")
    refused("attributions", replacement)
    #expect(try isMine("elsewhere/integrated-gradients.npy"))
  }

  /// The arrays of a finished report moved elsewhere, and a link left in their place.
  @Test func linkToArraysOfAnOldReport() throws {
    try report()
    try Folder.move("\(run)/attributions", to: "\(place.path)/elsewhere")
    try link("run/attributions", to: "\(place.path)/elsewhere")
    let before = try place.files(in: "elsewhere")
    #expect(throws: ReportError.foreignFile("\(run)/attributions")) {
      try report(100..<150, .replace)
    }
    #expect(try place.files(in: "elsewhere") == before)
  }

  /// What the old record does not list stays, and is refused where a new file would stand.
  @Test func replacesWhatTheRecordLists() throws {
    try report()
    try put("run/attributions/mine.npy")
    try put("run/notes.txt")
    try report(100..<150, .replace)
    #expect(try isMine("run/attributions/mine.npy"))
    #expect(try isMine("run/notes.txt"))
    try put("run/evaluation.json")
    #expect(throws: ReportError.foreignFile("\(run)/evaluation.json")) {
      try Batches.digits(evaluation: ReportEvaluation(rows: 3)).run(
        to: run, replacement: .replace, work: Work(workers: 1))
    }
    #expect(try isMine("run/evaluation.json"))
    try Folder.remove("\(run)/evaluation.json")
    // An array of a new method's name.
    try put("run/attributions/saliency-error.npy")
    let network = try Batches.network()
    let other = try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(digits: 0..<3),
      baseline: "zeros", methods: [ReportMethod(Saliency(network), settings: [])],
      page: PageContent(title: "Old"), version: "test")
    #expect(throws: ReportError.foreignFile("\(run)/attributions/saliency-error.npy")) {
      try other.run(to: run, replacement: .replace, work: Work(workers: 1))
    }
    #expect(try isMine("run/attributions/saliency-error.npy"))
  }

  /// A folder under a result's name.
  @Test func folderInAResultsPlace() throws {
    try report()
    try Folder.remove("\(run)/index.html")
    try put("run/index.html/thesis.txt")
    refused("index.html", .refuse)
    refused("index.html", .replace)
    #expect(try isMine("run/index.html/thesis.txt"))
  }

  /// A `report.json` of somebody else's, whatever it says.
  @Test(arguments: [
    "mine", #"{"files": ["index.html"]}"#,
    #"{"run": {"version": "1"}, "files": ["report.json", "../x"]}"#,
  ]) func foreignRecord(text: String) throws {
    try put("run/report.json", text)
    try put("run/index.html")
    try put("x")
    refused("report.json", .refuse)
    refused("report.json", .replace)
    #expect(try isMine("run/index.html") && isMine("x"))
  }

  /// A record of another version, whose plan has another form, is still a record.
  @Test func recordOfAnotherVersion() throws {
    try put(
      "run/report.json",
      #"{"run": {"version": "0.1"}, "files": ["report.json", "index.html", "attributions/a.npy"]}"#)
    try put("run/index.html", "old")
    try put("run/attributions/a.npy", "old")
    #expect(
      throws: ReportError.otherRun(
        folder: run, differences: [.init(aspect: "version", found: "0.1", expected: "test")])
    ) { try report() }
    try report(100..<140, .replace)
    #expect(!Folder.exists("\(run)/attributions/a.npy"))
  }

  @Test func folderNamedAsAPart() throws {
    let shard = try Shard(1, of: 2)
    try put("run/part-1-of-2/thesis.txt")
    try put("run/part-1-of-2/plan.json", "{}")
    refused("part-1-of-2", shard: shard, .refuse)
    refused("part-1-of-2", shard: shard, .replace)
    #expect(try isMine("run/part-1-of-2/thesis.txt"))
    try Folder.remove("\(run)/part-1-of-2")
    try report(shard: shard)
    try put("run/part-1-of-2/notes.txt")
    #expect(throws: ReportError.foreignFile("\(run)/part-1-of-2/notes.txt")) {
      try report(100..<150, shard: shard, .replace)
    }
    #expect(try isMine("run/part-1-of-2/notes.txt"))
    try Folder.remove("\(run)/part-1-of-2/notes.txt")
    try report(100..<150, shard: shard, .replace)
  }

  /// A merge into a folder that is not its own, and one that fails, leave what is there.
  @Test func mergesIntoForeignFolders() throws {
    try report(shard: Shard(1, of: 1))
    try put("merged/unfinished/thesis.txt")
    #expect(throws: ReportError.foreignFile("\(place.path)/merged/unfinished")) {
      try BatchReport.merge([run], into: "\(place.path)/merged", replacement: .replace)
    }
    #expect(try isMine("merged/unfinished/thesis.txt"))

    // The work of the same run, begun in the folder, outlives a merge that fails.
    let cancellation = Cancellation()
    #expect(throws: ReportError.self) {
      try Batches.digits(100..<400).run(
        to: "\(place.path)/begun",
        work: Work(workers: 1, cancellation: cancellation) {
          if $0.done >= 128 { cancellation.cancel() }
        })
    }
    let before = try place.files(in: "begun")
    _ = try Batches.digits(100..<400).run(
      to: "\(place.path)/parts", shard: Shard(1, of: 1), work: Work(workers: 1))
    let chunk = "\(place.path)/parts/part-1-of-1/chunks/0000002.chunk"
    try AtomicFile.write(Array(try FileBytes.read(chunk).dropLast(9)), to: chunk)
    #expect(throws: ReportError.damaged(file: chunk)) {
      try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/begun")
    }
    let after = try place.files(in: "begun")
    for (name, bytes) in before { #expect(after[name] == bytes, "\(name)") }
  }
}

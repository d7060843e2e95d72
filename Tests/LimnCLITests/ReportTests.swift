import Limn
import Testing

/// `limn report` as a user meets it: results, and what it says of bad input.
@Suite struct ReportTests {
  private static let method = "--method integrated-gradients"

  private func report(_ words: String, in folder: borrowing Folder) throws -> Command.Outcome {
    try limn("report \(words) \(Self.method)", in: folder)
  }

  /// Refused with a status and a sentence, and nothing that looks like a report.
  private func refused(
    _ words: String, in folder: borrowing Folder, status: Int32, _ sentence: String
  ) throws {
    let outcome = try report(words + " --output out", in: folder)
    #expect(outcome.status == status)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("Error: \(sentence)"), "\(outcome.error)")
    let names = folder.names(in: "out")
    #expect(names.isEmpty || names == ["unfinished"])
  }

  private func rows(_ count: Int, broken: [Int] = []) throws -> [UInt8] {
    let folder = try Folder()
    var rows = Digits.all.inputs.rows(0..<count)
    for row in broken { rows[row, 28] = .nan }
    try NPYWriter.write(rows.elements, shape: [count, 8, 8], to: "\(folder.path)/rows.npy")
    return try folder.bytes("rows.npy")
  }

  @Test func statesTheSampleItEvaluates() throws {
    let folder = try Folder()
    let outcome = try report("--digits 0-39 --evaluate 7 --json --output out", in: folder)
    #expect(outcome.status == 0 && outcome.error == "")
    #expect(outcome.output == (try folder.text("out/report.json")))
    let evaluation = try #require(try JSON(outcome.output).object?["evaluation"]?.object)
    #expect(evaluation["rows"]?.numbers?.count == 7)
    let table = try JSON(folder.text("out/evaluation.json")).object?["table"]?.object
    #expect(table?["count"]?.number == 7)
    let without = try report("--digits 0-39 --evaluate 0 --output none", in: folder)
    #expect(without.status == 0)
    let names = folder.names(in: "none")
    #expect(names == ["attributions", "index.html", "predictions.csv", "report.json"])
  }

  @Test func rangesWithoutRows() throws {
    let folder = try Folder()
    try refused("--digits 9-3", in: folder, status: 64, "The value '9-3' is invalid")
    try refused(
      "--digits 1797-1800", in: folder, status: 66,
      "there is no digit 1800: the embedded digits are 0 to 1796.")
    try folder.put("rows.npy", rows(3))
    try refused(
      "--input rows.npy --rows 3-4", in: folder, status: 66,
      "rows.npy has no row 3: its rows are 0 to 2.")
    try folder.put("empty.npy", rows(0))
    try refused("--input empty.npy", in: folder, status: 65, "empty.npy has no rows.")
  }

  @Test func rowsOfTheWrongWidth() throws {
    let folder = try Folder()
    let line = [String](repeating: "1", count: 64).joined(separator: ",") + "\n"
    try folder.put("ragged.csv", line + line + "1,2\n")
    try refused("--input ragged.csv", in: folder, status: 65, "ragged.csv, line 3: 2 cells")
    try folder.put("narrow.csv", "1,2,3\n")
    try refused(
      "--input narrow.csv", in: folder, status: 65, "narrow.csv has the shape 1×3, and the model")
  }

  @Test func rowThatIsNoNumber() throws {
    let folder = try Folder()
    try folder.put("rows.npy", rows(20, broken: [17]))
    try refused(
      "--input rows.npy", in: folder, status: 65,
      "rows.npy, row 17, value 28: not a finite number: use --skip-bad to record such rows")
    let outcome = try report("--input rows.npy --skip-bad --output skipped", in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("1 row could not be explained"))
    let lines = try folder.text("skipped/predictions.csv").split(separator: "\r\n")
    #expect(lines.count == 21 && lines[18].hasPrefix("17,the value in column 28 is not finite,"))
  }

  /// A run that a bad row ended goes on where it was once such rows are passed over.
  @Test func aBadRowIsPassedOverLater() throws {
    let folder = try Folder()
    try folder.put("rows.npy", rows(300, broken: [290]))
    let line = "--input rows.npy --evaluate 20 --workers 1"
    #expect(try report("\(line) --output out", in: folder).status == 65)
    #expect(folder.names(in: "out/unfinished/chunks") == ["0000000.chunk", "0000001.chunk"])
    let later = try report("\(line) --output out --skip-bad", in: folder)
    #expect(later.status == 0, "\(later)")
    #expect(try report("\(line) --output new --skip-bad", in: folder).status == 0)
    for name in ["predictions.csv", "report.json", "evaluation.json", "index.html"] {
      #expect(try folder.bytes("out/\(name)") == folder.bytes("new/\(name)"), "\(name)")
    }
    // The other way round rows that were passed over would have to be found again.
    try folder.put("bad.npy", rows(300, broken: [10]))
    let other = try report("--input bad.npy --output out", in: folder)
    #expect(other.status == 73)
  }

  @Test func folderOfAnotherRun() throws {
    let folder = try Folder()
    #expect(try report("--digits 0-9 --output out", in: folder).status == 0)
    let before = try folder.bytes("out/report.json")
    let outcome = try report("--digits 0-19 --output out", in: folder)
    #expect(outcome.status == 73)
    #expect(
      outcome.error
        == "Error: out holds another run (rows: 0 to 9 there, 0 to 19 here): --force replaces it.\n"
    )
    #expect(try folder.bytes("out/report.json") == before)
    let again = try report("--digits 0-9 --output out", in: folder)
    #expect(again.status == 0 && again.output.contains("The report already existed"))
    #expect(try report("--digits 0-19 --output out --force", in: folder).status == 0)
    #expect(try report("--digits 0-19 --output other", in: folder).status == 0)
    #expect(try folder.bytes("out/index.html") == folder.bytes("other/index.html"))
  }

  @Test func twoRunsInOneFolder() throws {
    let folder = try Folder()
    let work = try RunFolder(output: "\(folder.path)/out", shard: nil)
    try refused(
      "--digits 0-9", in: folder, status: 73, "another process is working in out/unfinished.")
    _ = consume work
    #expect(try report("--digits 0-9 --output out", in: folder).status == 0)
  }

  /// A file that may not grow stands for a full disk.
  @Test func fullDisk() throws {
    let folder = try Folder()
    let words = "report --digits 0-299 \(Self.method) --output out".split(separator: " ")
      .map(String.init)
    // The signal ignored, the system says what a full disk would: the write fails.
    let command = Command(preparation: "trap '' XFSZ && ulimit -f 230")
    let outcome = try command.run(words, in: folder)
    #expect(outcome.status == 73)
    #expect(
      outcome.error.hasPrefix("Error: cannot write out/unfinished/"), "\(outcome.error)")
    let names = folder.names(in: "out")
    #expect(names == ["unfinished"])
    #expect(try Command().run(words, in: folder).status == 0)
    #expect(try report("--digits 0-299 --output whole", in: folder).status == 0)
    for name in ["index.html", "report.json", "attributions/integrated-gradients.npy"] {
      #expect(try folder.bytes("out/\(name)") == folder.bytes("whole/\(name)"), "\(name)")
    }
  }
}

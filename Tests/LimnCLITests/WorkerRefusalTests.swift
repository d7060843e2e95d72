import Limn
import TestSupport
import Testing

/// Rows, frames and lines that are not what they should be, and options that do not belong together.
@Suite struct WorkerRefusalTests {
  @Test func aBadRowIsAnsweredByNaNAndTheOthersAreNot() throws {
    let folder = try Folder()
    let rows = Digits.all.inputs.rows(0..<4)
    var spoilt = rows.elements
    spoilt[2 * 64 + 5] = .nan
    let bytes =
      WorkerRun.frame(Matrix(rows: 4, columns: 64, elements: spoilt))
      + WorkerRun.head(2, 3) + [UInt8](repeating: 0, count: 24) + WorkerRun.head(0, 64)
      + WorkerRun.frame(rows.rows(3..<4))
    let options = ["--method", "saliency"]
    let (outcome, frames) = try WorkerRun.work(options, on: bytes, in: folder)
    #expect(outcome.status == 0)
    #expect(
      outcome.error == """
        Note: row 2: value 5 is not a finite number.
        Note: row 4: the row has 3 values, and 64 are expected.
        Note: row 5: the row has 3 values, and 64 are expected.

        """)
    #expect(frames.map(\.rows) == [4, 2, 0, 1])
    #expect(frames.allSatisfy { $0.columns == 64 })
    #expect(frames[0][row: 2].allSatisfy { $0.isNaN })
    #expect(frames[1].elements.allSatisfy { $0.isNaN })
    let (_, whole) = try WorkerRun.work(options, on: WorkerRun.frame(rows), in: folder)
    for row in [0, 1, 3] { #expect(WorkerRun.isSame(frames[0][row: row], whole[0][row: row])) }
    #expect(frames[3].elements.allSatisfy { $0.isFinite })
  }

  @Test func manyBadRowsAreCountedNotListed() throws {
    let folder = try Folder()
    let (outcome, frames) = try WorkerRun.work(
      ["--method", "saliency"],
      on: WorkerRun.head(500, 1) + [UInt8](repeating: 0, count: 2000), in: folder)
    #expect(outcome.status == 0 && frames[0].rows == 500)
    let notes = outcome.error.split(separator: "\n")
    #expect(notes.count == 101 && notes.last == "Note: 400 more rows could not be explained.")
  }

  /// A frame that claims gigabytes, and one whose rows have no values, are refused before any is kept.
  @Test(arguments: [[1 << 24, 64], [1 << 31, 0], [1, 1 << 31], [(1 << 32) - 1, (1 << 32) - 1]])
  func aFrameTooLargeIsRefusedWithoutMemory(_ sizes: [Int]) throws {
    let folder = try Folder()
    try folder.put(
      "in.bin", WorkerRun.frame(Digits.all.inputs.rows(0..<1)) + WorkerRun.head(sizes[0], sizes[1]))
    let (outcome, memory) = try Command(
      output: .device("out.bin"), preparation: "exec <in.bin"
    ).measure(["worker", "--method", "saliency"], in: folder)
    #expect(outcome.status == 65 && memory < 100 << 20)
    #expect(outcome.error.hasPrefix("Error: a frame of "), "\(outcome.error)")
    #expect(outcome.error.hasSuffix("send fewer rows in a frame.\n"))
    #expect(try WorkerRun.answers(in: try folder.bytes("out.bin")).map(\.rows) == [1])
  }

  @Test func whatIsNoFrameIsSaidSo() throws {
    let folder = try Folder()
    let text = try WorkerRun.work(
      ["--method", "saliency"], on: Array("{\"values\": [1]}\n".utf8), in: folder)
    #expect(text.outcome.status == 65 && text.outcome.error.contains("--lines takes one JSON"))
    let rows = Digits.all.inputs.rows(0..<2)
    let bytes = WorkerRun.frame(rows.rows(0..<1)) + WorkerRun.frame(rows).dropLast(3)
    let cut = try WorkerRun.work(["--method", "saliency"], on: bytes, in: folder)
    #expect(cut.outcome.status == 65 && cut.frames.map(\.rows) == [1])
    #expect(
      cut.outcome.error
        == "Error: standard input ends within a frame, after 517 of its 520 bytes: its rows were not "
        + "explained.\n")
    let head = try WorkerRun.work(["--method", "saliency"], on: [1, 0, 0], in: folder)
    #expect(head.outcome.status == 65 && head.frames.isEmpty)
    let empty = try WorkerRun.work(["--method", "saliency"], on: [], in: folder)
    #expect(empty.outcome.status == 0 && empty.frames.isEmpty && empty.outcome.error == "")
  }

  @Test func aBadLineIsAnsweredInItsPlace() throws {
    let folder = try Folder()
    let good = "[" + Digits.all.inputs[row: 3].map { "\($0)" }.joined(separator: ",") + "]"
    let text =
      [
        "{\"id\":\"a\",\"values\":\(good)}", "no JSON", "", "{\"id\":\"b\",\"values\":[1,2]}",
        "{\"id\":7,\"values\":[1e99]}", "{\"id\":\"c\"}",
        "{\"id\":\"\\u001b[2J\",\"values\":{\"x\":1}}",
        "{\"row\":-1,\"values\":\(good)}", "{\"row\":3,\"values\":\(good)}", good,
        "[" + String(repeating: "1,", count: 700_000) + "1]",
      ].joined(separator: "\n")
    let (outcome, answers) = try WorkerRun.lines(text, ["--method", "saliency"], in: folder)
    #expect(outcome.status == 0 && outcome.error == "", "\(outcome.error)")
    #expect(answers.count == 11)
    let hasError = answers.map { $0["error"]?.text != nil }
    #expect(
      hasError == [false, true, true, true, true, true, true, true, false, false, true],
      "\(answers.map { $0["error"]?.text ?? "-" })")
    #expect(answers[0]["id"]?.text == "a" && answers[3]["id"]?.text == "b")
    #expect(answers[3]["error"]?.text == "the row has 2 values, and the model takes 64")
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(answers[8]["row"]?.number == 3 && answers[9]["row"]?.number == 4)
    let values = [0, 8, 9].map {
      answers[$0]["methods"]?.object?["saliency"]?.object?["values"]?.numbers ?? []
    }
    #expect(values[0].count == 64)
    #expect(zip(values[0], values[1]).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(answers[0]["target"]?.number == 3 && answers[0]["outputs"]?.numbers?.count == 10)
  }

  @Test(arguments: [
    ["--lines", "--header"], ["--lines", "--outputs"], ["--lines", "--numbered"],
    ["--first-row", "-1"], ["--method", "all"],
    ["--id-column", "x"],
  ])
  func wrongUseIsRefused(_ options: [String]) throws {
    let outcome = try Command(preparation: "exec </dev/null").run(
      ["worker"] + options, in: try Folder())
    #expect(outcome.status == 64)
  }

  /// A name that the model does not know is no reason to take another feature for missing.
  @Test func aStrangersNameIsRefused() throws {
    let folder = try Folder()
    var csv = "size,price,class\n"
    for row in 0..<20 { csv += "\(row % 5),\(row % 3),\(row % 2 == 0 ? "yes" : "no")\n" }
    try folder.put("t.csv", csv)
    let trained = try limn(
      "train --data t.csv --label-column class --epochs 2 --hidden 3 --output m.onnx", in: folder)
    #expect(trained.status == 0, "\(trained.error)")
    let (_, answers) = try WorkerRun.lines(
      "{\"values\":{\"size\":1,\"price\":2}}\n{\"values\":{\"size\":1,\"price\":2,\"prize\":3}}\n",
      ["--model", "m.onnx", "--method", "saliency"], in: folder)
    #expect(answers.count == 2 && answers[0]["error"] == nil)
    #expect(answers[1]["error"]?.text == "the model has no feature \"prize\"")
  }
}

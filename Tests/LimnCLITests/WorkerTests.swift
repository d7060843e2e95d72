import Limn
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// `limn worker`, whose oracle is `limn report`: the same row has the same bits.
@Suite struct WorkerTests {
  private static let methods = [
    "--method", "integrated-gradients", "--method", "saliency", "--method", "deeplift",
  ]

  // MARK: - The same bits as a report's

  /// The first 150 digits of two blocks, in frames of one row, of a few, and over the end of a block.
  @Test func rowsHaveAReportsBitsWhateverFrameTheyAreIn() throws {
    let folder = try Folder()
    let report = try Command().run(
      ["report", "--digits", "40-295", "--evaluate", "0", "--output", "r"] + Self.methods,
      in: folder)
    #expect(report.status == 0, "\(report.error)")
    let rows = Digits.all.inputs.rows(40..<190)
    let expected = try ["integrated-gradients", "saliency", "deeplift"].map {
      try NPYFile(path: "\(folder.path)/r/attributions/\($0).npy").matrix()
    }
    for sizes in [[150], [1, 1, 1, 7, 117, 1, 2, 3, 17]] {
      let (outcome, frames) = try WorkerRun.work(
        Self.methods, on: WorkerRun.frames(of: rows, sizes: sizes), in: folder)
      #expect(outcome.status == 0 && outcome.error == "", "\(outcome.error)")
      #expect(frames.map(\.rows) == sizes)
      #expect(frames.allSatisfy { $0.columns == 3 * 64 })
      let found = frames.flatMap { frame in (0..<frame.rows).map { Array(frame[row: $0]) } }
      for (row, values) in found.enumerated() {
        for method in 0..<3 {
          #expect(
            WorkerRun.isSame(values[64 * method..<64 * (method + 1)], expected[method][row: row]),
            "row \(row) of \(Self.methods[2 * method + 1]), frames of \(sizes)")
        }
      }
    }
    // Rows that bring their numbers, in another order, the remainder only.
    let order = [149, 3, 4, 5, 128, 130, 2]
    let shuffled = order.flatMap { [Float($0 % 128)] + rows[row: $0] }
    let (_, mixed) = try WorkerRun.work(
      Self.methods + ["--numbered"],
      on: WorkerRun.frame(Matrix(rows: order.count, columns: 65, elements: shuffled)), in: folder)
    for (index, row) in order.enumerated() {
      #expect(
        WorkerRun.isSame(mixed[0][row: index].dropFirst(64).prefix(64), expected[1][row: row]))
    }
    // Another worker, told which row is its first.
    let (_, rest) = try WorkerRun.work(
      Self.methods + ["--first-row", "131"],
      on: WorkerRun.frames(of: rows.rows(131..<150), sizes: [19]),
      in: folder)
    for row in 0..<19 {
      #expect(WorkerRun.isSame(rest[0][row: row].prefix(64), expected[0][row: 131 + row]))
      #expect(WorkerRun.isSame(rest[0][row: row].suffix(64), expected[2][row: 131 + row]))
    }
  }

  /// The last block of a long run is filled up; a short run's last block is as short as it comes.
  @Test func theLastRowsOfALongRunHaveAReportsBitsToo() throws {
    let folder = try Folder()
    let last = RowExplainer.longRun + 4
    let report = try Command().run(
      ["report", "--digits", "0-\(last)", "--method", "saliency", "--evaluate", "0"]
        + ["--output", "r"], in: folder)
    #expect(report.status == 0, "\(report.error)")
    let expected = try NPYFile(path: "\(folder.path)/r/attributions/saliency.npy").matrix()
    let rows = Digits.all.inputs.rows(0..<last + 1)
    for size in [1, 5] {
      let (_, frames) = try WorkerRun.work(
        ["--method", "saliency", "--first-row", "\(last + 1 - size)"],
        on: WorkerRun.frame(rows.rows(last + 1 - size..<last + 1)), in: folder)
      for row in 0..<size {
        #expect(
          WorkerRun.isSame(frames[0][row: row], expected[row: last + 1 - size + row]), "\(row)")
      }
    }
  }

  @Test func errorsOutputsAndTargetsAreTheReports() throws {
    let folder = try Folder()
    let options = [
      "--method", "lime", "--samples", "150", "--method", "shap", "--evaluations", "300",
      "--estimator", "permutation", "--seed", "3", "--target", "8", "--explain", "probability",
    ]
    let report = try Command().run(
      ["report", "--digits", "0-127", "--evaluate", "0", "--output", "r"] + options, in: folder)
    #expect(report.status == 0, "\(report.error)")
    let (outcome, frames) = try WorkerRun.work(
      options + ["--errors", "--outputs"],
      on: WorkerRun.frames(of: Digits.all.inputs.rows(0..<6), sizes: [4, 2]), in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let names = ["lime", "lime-error", "shap", "shap-error"]
    let expected = try names.map {
      try NPYFile(path: "\(folder.path)/r/attributions/\($0).npy").matrix()
    }
    let network = try EmbeddedModel.network()
    let probabilities = network.probabilities(of: Digits.all.inputs.rows(0..<6))
    let found = frames.flatMap { frame in (0..<frame.rows).map { Array(frame[row: $0]) } }
    #expect(found.count == 6 && found[0].count == 4 * 64 + 11)
    for (row, values) in found.enumerated() {
      for (index, name) in names.enumerated() {
        let part = values[64 * index..<64 * (index + 1)]
        #expect(WorkerRun.isSame(part, expected[index][row: row]), "\(name) of row \(row)")
      }
      let outputs = values[256..<266]
      #expect(zip(outputs, probabilities[row: row]).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(values[266] == 8)
    }
  }

  /// A table with words, a mean as baseline and rows that stand in for what is absent, as a report of the
  /// table takes them from itself.
  @Test func aTablesRowsAreExplainedAsInItsReport() throws {
    let folder = try Folder()
    var csv = "size,colour,price,class\n"
    for row in 0..<128 {
      csv += "\(row % 7).5,\(["red", "green", "blue"][row % 3]),\(row * row % 11),"
      csv += row % 3 == 0 || row % 7 > 4 ? "yes\n" : "no\n"
    }
    try folder.put("t.csv", csv)
    let trained = try limn(
      "train --data t.csv --label-column class --epochs 20 --hidden 6 --output m.onnx", in: folder)
    #expect(trained.status == 0, "\(trained.error)")
    let options = ["--model", "m.onnx", "--method", "integrated-gradients", "--method", "shap"]
    let report = try Command().run(
      ["report", "--input", "t.csv", "--label-column", "class", "--evaluate", "0", "--output", "r"]
        + options, in: folder)
    #expect(report.status == 0, "\(report.error)")
    let expected = try ["integrated-gradients", "shap"].map {
      try NPYFile(path: "\(folder.path)/r/attributions/\($0).npy").matrix()
    }
    var text = ""
    for row in 0..<128 {
      let colour = ["red", "green", "blue"][row % 3]
      text +=
        row.isMultiple(of: 2)
        ? "{\"id\":\"r\(row)\",\"values\":[\(row % 7).5,\"\(colour)\",\(row * row % 11)]}\n"
        : "{\"values\":{\"price\":\(row * row % 11),\"colour\":\"\(colour)\",\"size\":\(row % 7).5}"
          + ",\"id\":\(row)}\n"
    }
    let (outcome, answers) = try WorkerRun.lines(
      text, options + ["--background", "t.csv", "--label-column", "class"], in: folder)
    #expect(outcome.status == 0 && answers.count == 128, "\(outcome.error)")
    for (row, answer) in answers.enumerated() {
      #expect(answer["row"]?.number == Double(row))
      #expect(["yes", "no"].contains(answer["name"]?.text))
      if row.isMultiple(of: 2) {
        #expect(answer["id"]?.text == "r\(row)")
      } else {
        #expect(answer["id"]?.number == Double(row))
      }
      for (index, method) in ["integrated-gradients", "shap"].enumerated() {
        let values = answer["methods"]?.object?[method]?.object?["values"]?.numbers ?? []
        #expect(
          WorkerRun.isSame(values.map { Float($0) }, expected[index][row: row]),
          "\(method), row \(row)")
      }
    }
  }

  // MARK: - Ends

  /// One who waits for an answer before he sends more has it.
  @Test func eachLineIsAnsweredBeforeTheNextComes() throws {
    let folder = try Folder()
    let row = "[" + Digits.all.inputs[row: 0].map { "\($0)" }.joined(separator: ",") + "]"
    try folder.put("row.json", row + "\n")
    // The second line is sent when the first has been answered.
    let outcome = try Command(
      output: .device("answers.jsonl"),
      preparation: """
        mkfifo in; { cat row.json; while ! grep -q saliency answers.jsonl; do sleep 0.02; done; \
        cat row.json; } >in & exec <in
        """
    ).run(["worker", "--lines", "--method", "saliency"], in: folder)
    #expect(outcome.status == 0)
    #expect(try folder.text("answers.jsonl").split(separator: "\n").count == 2)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func aSignalEndsItWhileItWaits(_ signal: Int32) throws
  {
    let folder = try Folder()
    let row = "[" + Digits.all.inputs[row: 0].map { "\($0)" }.joined(separator: ",") + "]"
    try folder.put("rows.jsonl", row + "\n" + row + "\n" + row.dropLast(9))
    var command = Command(
      preparation: "mkfifo in; { cat rows.jsonl; sleep 20; } >in & exec <in",
      lifetime: .milliseconds(100), signal: signal)
    command.livesFromFirstOutput = true
    let start = ContinuousClock.now
    let outcome = try command.run(["worker", "--lines", "--method", "saliency"], in: folder)
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(outcome.status == 130)
    #expect(outcome.error == "Error: stopped; 2 rows were answered.\n")
    #expect(outcome.output.split(separator: "\n").count == 2)
  }

  /// The signal comes while the first of two frames is explained, from the program that is asked then.
  @Test func aSignalLetsTheFrameAtHandBeAnswered() throws {
    let folder = try Folder()
    let rows = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    try folder.put("in.bin", WorkerRun.frame(rows) + WorkerRun.frame(rows))
    try folder.put(
      "p.pl",
      PerlPredictor.script(
        row: PerlPredictor.linear([[0.5, -1, 0.25], [0, 0.5, 1]], bias: [0, -1])
          + PerlPredictor.softmax,
        answer: """
          if ($rows == 2 && !$sent++) {
            kill('TERM', getppid()); select(undef, undef, undef, 0.9); }
          """))
    let outcome = try Command(output: .device("out.bin"), preparation: "exec <in.bin").run(
      ["worker", "--predictor", "exec perl p.pl", "--method", "shap"] + ["--baseline", "zeros"]
        + ["--shape", "1x3"], in: folder)
    #expect(outcome.status == 130)
    #expect(outcome.error == "Error: stopped; 2 rows were answered.\n")
    let frames = try WorkerRun.answers(in: try folder.bytes("out.bin"))
    #expect(frames.map(\.rows) == [2])
    #expect(frames.allSatisfy { $0.elements.allSatisfy { $0.isFinite } })
  }

  @Test func aReaderThatHasGoneEndsItQuietly() throws {
    let folder = try Folder()
    try folder.put("in.bin", WorkerRun.frame(Digits.all.inputs.rows(0..<3)))
    let outcome = try Command(output: .unreadPipe, preparation: "exec <in.bin").run(
      ["worker", "--method", "saliency"], in: folder)
    #expect(outcome.status == 0 && outcome.error == "")
    let closed = try Command(output: .closed, preparation: "exec <in.bin").run(
      ["worker", "--method", "saliency"], in: folder)
    #expect(closed.status == 73)
    let unread = try Command(preparation: "exec <&-").run(
      ["worker", "--method", "saliency"], in: folder)
    #expect(unread.status == 66 || unread.status == 0, "\(unread.error)")
  }

  // MARK: - What it says of itself, and other models

  @Test func aHeaderSaysWhichColumnsHoldWhat() throws {
    let folder = try Folder()
    try folder.put("in.bin", WorkerRun.frame(Digits.all.inputs.rows(0..<1)))
    let outcome = try Command(output: .device("out.bin"), preparation: "exec <in.bin").run(
      ["worker", "--method", "saliency", "--method", "lime", "--samples", "100"]
        + ["--errors", "--outputs", "--header"], in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let bytes = try folder.bytes("out.bin")
    let end = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
    let header = try #require(try JSON(String(decoding: bytes[..<end], as: UTF8.self)).object)
    let columns = try #require(header["columns"]?.objects)
    #expect(
      columns.map { $0["name"]?.text }
        == ["saliency", "saliency-error", "lime", "lime-error", "outputs", "target"])
    #expect(columns.map { $0["first"]?.number } == [0, 64, 128, 192, 256, 266])
    #expect(header["inputs"]?.number == 64)
    let frame = try WorkerRun.answers(in: Array(bytes[(end + 1)...]))[0]
    #expect(frame.columns == 267)
    #expect(frame[row: 0][64..<128].allSatisfy { $0 == 0 })
    let sum = frame[row: 0].suffix(11).prefix(10).reduce(0, +)
    #expect(abs(sum - 1) < 1e-4)
  }

  @Test func aProgramsRowsAreExplainedAsInItsReport() throws {
    let folder = try Folder()
    try folder.put("rows.csv", "a,b,c\n1,2,3\n4,5,6\n-1,0,2\n2,2,2\n")
    try folder.put(
      "p.pl",
      PerlPredictor.script(
        row: PerlPredictor.linear([[0.5, -1, 0.25], [0, 0.5, 1]], bias: [0, -1])
          + PerlPredictor.softmax, before: "", answer: ""))
    let options = ["--predictor", "exec perl p.pl", "--method", "shap"]
    let report = try Command().run(
      ["report", "--input", "rows.csv", "--evaluate", "0", "--output", "r"] + options, in: folder)
    #expect(report.status == 0, "\(report.error)")
    let rows = Matrix(rows: 4, columns: 3, elements: [1, 2, 3, 4, 5, 6, -1, 0, 2, 2, 2, 2])
    let (outcome, frames) = try WorkerRun.work(
      options + ["--background", "rows.csv"], on: WorkerRun.frame(rows), in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let expected = try NPYFile(path: "\(folder.path)/r/attributions/shap.npy").matrix()
    #expect(WorkerRun.isSame(frames[0].elements, expected.elements))
    let unknown = try WorkerRun.work(options, on: WorkerRun.frame(rows), in: folder)
    #expect(unknown.outcome.status == 64 && unknown.outcome.error.contains("--background"))
  }

}

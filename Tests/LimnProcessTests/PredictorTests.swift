import LimnAttribution
import LimnCore
import LimnProcess
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct PredictorTests {
  private let weights: [[Double]] = [[0.5, -1, 2], [0.25, 3, -0.125]]

  private func predictor(
    _ script: String, settings: Predictor.Settings = Predictor.Settings(), work: Work = Work()
  ) throws -> Predictor {
    try Predictor(
      command: PerlPredictor.command(script), input: InputSchema(.vector(3)), example: [1, 2, 4],
      settings: settings, work: work)
  }

  private func fault(
    _ script: String, settings: Predictor.Settings = Predictor.Settings(timeout: .seconds(20))
  ) -> ProcessError? {
    do {
      let model = try predictor(script, settings: settings)
      _ = try model.scores(of: Matrix(rows: [[1, 2, 3], [4, 5, 6]], columns: 3))
      return nil
    } catch {
      return error as? ProcessError
    }
  }

  /// Settings that no program can be run with are refused before one is started.
  @Test func settingsOutOfTheirRangesAreRefused() throws {
    let script = PerlPredictor.script(row: PerlPredictor.linear(weights, bias: [1, -2]))
    for (settings, fault) in [
      (
        Predictor.Settings(processes: 0),
        ProcessError.Fault.setting("processes", found: 0, range: 1...64)
      ),
      (Predictor.Settings(processes: 65), .setting("processes", found: 65, range: 1...64)),
      (
        Predictor.Settings(memory: -1),
        .setting("bytes of memory", found: -1, range: 0...Int.max)
      ),
    ] {
      let error = try #require(self.fault(script, settings: settings))
      #expect(error.fault == fault)
      #expect(error.description.contains(" cannot be run with "), "\(error)")
    }
    #expect(throws: ModelError.inputWidth(found: 2, expected: 3)) {
      try Predictor(command: "exit 3", input: InputSchema(.vector(3)), example: [1, 2])
    }
  }

  @Test func answersAreThoseOfTheProgram() throws {
    let model = try predictor(
      PerlPredictor.script(
        row: PerlPredictor.linear(weights, bias: [1, -2]),
        before: #"put("{\"link\": \"identity\", \"outputs\": [\"low\", \"hoch\"]}\n");"#))
    #expect(model.output.names == ["low", "hoch"])
    #expect(model.output.task == .classification)
    var stream = RandomStream(seed: 1)
    // More than one frame, and more than a pipe holds.
    let rows = Matrix(
      rows: 20_000, columns: 3,
      elements: (0..<60_000).map { _ in Float(stream.integer(below: 64)) / 8 })
    let scores = try model.scores(of: rows)
    #expect(scores.rows == 20_000 && scores.columns == 2)
    for row in stride(from: 0, to: 20_000, by: 997) {
      for (output, bias) in [1.0, -2.0].enumerated() {
        let expected = zip(weights[output], rows[row: row]).reduce(bias) {
          $0 + $1.0 * Double($1.1)
        }
        #expect(abs(Double(scores[row, output]) - expected) < 1e-5)
      }
    }
    #expect(try model.scores(of: Matrix(rows: 0, columns: 3)).rows == 0)
  }

  @Test func severalProcessesGiveTheSame() throws {
    let script = PerlPredictor.script(
      row: PerlPredictor.linear(weights, bias: [1, -2]) + PerlPredictor.softmax)
    let rows = Matrix(rows: 100, columns: 3, elements: (0..<300).map { Float($0 % 7) - 3 })
    let one = try predictor(script).scores(of: rows)
    let three = try predictor(script, settings: Predictor.Settings(processes: 3))
    #expect(try three.scores(of: rows) == one)
    let many = try parallelMap(count: 12, work: Work(workers: 6)) { _ in
      try three.scores(of: rows)
    }
    #expect(many.allSatisfy { $0 == one })
  }

  /// The program's second score counts the rows that it was sent: of twenty-five rows that are asked about
  /// again and again, also by many at once and twice in a batch, it has seen each once.
  @Test func noRowIsSentTwice() throws {
    let script = PerlPredictor.script(
      row: PerlPredictor.linear([weights[0]], bias: [1]) + "push @y, ++$sent;",
      before: #"put("{\"link\": \"identity\"}\n");"#)
    let model = try predictor(script)
    let rows = Matrix(rows: 60, columns: 3, elements: (0..<180).map { Float($0 % 75) - 3 })
    let many = try parallelMap(count: 8, work: Work(workers: 4)) { part in
      try model.scores(of: rows.rows(part..<60))
    }
    // The example was the first.
    let seen = Set(many.flatMap { scores in (0..<scores.rows).map { scores[$0, 1] } })
    #expect(seen == Set((2...26).map(Float.init)))
    for (part, scores) in many.enumerated() { #expect(scores == many[0].rows(part..<60)) }
    #expect(model.evaluations.all == (53...60).reduce(0, +))
    #expect(model.evaluations.remembered == model.evaluations.all - 25)

    let without = try predictor(script, settings: Predictor.Settings(memory: 0))
    #expect(try without.scores(of: rows)[59, 1] == 61 && without.evaluations.remembered == 0)
  }

  /// Where the memory is small, what is forgotten is asked again, and the answers stay the same.
  @Test func aSmallMemoryForgets() throws {
    let model = try predictor(
      PerlPredictor.script(row: PerlPredictor.linear([weights[0]], bias: [1])),
      settings: Predictor.Settings(memory: 2 * 256 * 60))
    let rows = Matrix(rows: 3000, columns: 3, elements: (0..<9000).map(Float.init))
    let first = try model.scores(of: rows)
    #expect(try model.scores(of: rows) == first)
    #expect(model.evaluations.remembered < 3000)
    // What was known the second time was not taken in anew; of what was asked again the last is there.
    let before = model.evaluations.remembered
    _ = try model.scores(of: rows.rows(2900 - before..<3000 - before))
    #expect(model.evaluations.remembered == before + 100)
  }

  @Test func withoutAWordSeveralScoresAreProbabilitiesAndOneIsANumber() throws {
    let several = try predictor(
      PerlPredictor.script(
        row: PerlPredictor.linear(weights, bias: [1, -2]) + PerlPredictor.softmax))
    #expect(several.output == .classes(2, scores: .probabilities))
    #expect(several.output.defaultScale == .probability)
    let one = try predictor(
      PerlPredictor.script(row: PerlPredictor.linear([weights[0]], bias: [1])))
    #expect(one.output.task == .regression && one.output.link == .identity)
  }

  @Test func shapleyValuesOfALinearProgramAreItsTerms() throws {
    let model = try predictor(
      PerlPredictor.script(row: PerlPredictor.linear([weights[0]], bias: [1])))
    let method = try SHAP.Configuration(
      background: .baseline(.values([1, 1, 1])), estimator: .exact
    ).bound(to: model)
    let values = try method.attribution(of: [3, 2, -1], objective: .output()).values
    for (value, expected) in zip(values, [1.0, -1.0, -4.0]) {
      #expect(abs(value - expected) < 1e-6)
    }
    #expect(throws: AttributionError.noGradients(method: "saliency")) {
      try Saliency.Configuration().bound(to: model)
    }
  }

  @Test func eachFaultHasItsNameAndTheLastWords() throws {
    let row = PerlPredictor.linear(weights, bias: [1, -2]) + PerlPredictor.softmax
    func found(before: String = "", row: String? = nil, answer: String = "") -> ProcessError? {
      fault(
        PerlPredictor.script(
          row: row ?? PerlPredictor.linear(weights, bias: [1, -2]) + PerlPredictor.softmax,
          before: before, answer: answer))
    }
    let death = found(
      answer: #"if ($rows > 1) { print STDERR "one\ntwo\n\n three\nfour\e[2J"; exit 3; }"#)
    #expect(death?.fault == .ended(.status(3)))
    #expect(death?.lastWords == #"two | three | four\u{1B}[2J"#)
    #expect(found(answer: "kill 9, $$ if $rows > 1;")?.fault == .ended(.signal(9)))
    #expect(
      found(answer: "if ($rows > 1) { $rows--; $body = substr($body, 0, 8); }")?.fault
        == .rowCount(found: 1, expected: 2))
    #expect(
      found(answer: "if ($rows > 1) { $columns = 3; $body .= $body; }")?.fault
        == .width(found: 3, expected: 2))
    #expect(
      found(row: row + "@y = (9**9**9 / 9**9**9, 0) if $k == 1;")?.fault
        == .nonFinite(row: 1, output: 0))
    #expect(
      found(row: row + "@y = (2, 0) if $k == 1;")?.fault == .notProbabilities(row: 1, sum: 2))
    #expect(found(before: #"put("Loading the model\n");"#)?.fault == .text("Loading the model"))
    #expect(found(before: #"put("ready\n"); sleep 1;"#)?.fault == .text("ready"))
    if case .introduction(let reason) = found(before: #"put("{\"output\": 3}\n");"#)?.fault {
      #expect(reason.hasPrefix("output: no such field"))
    } else {
      Issue.record("a misspelt field was passed over")
    }
    if case .unasked = found(answer: "$body .= 'more';")?.fault {
    } else {
      Issue.record("bytes behind an answer were passed over")
    }
    let missing = fault("", settings: Predictor.Settings())
    #expect(missing?.fault == .ended(.status(0)))
    let sentence = try #require(death?.description)
    #expect(sentence.contains("exited with status 3 instead of answering; its last messages: "))
    #expect(!sentence.contains("\u{1B}"))
  }

  @Test func aProgramThatHangsIsEnded() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let script = PerlPredictor.script(
      row: "@y = (1);",
      answer: "if ($rows > 1) { print STDERR 'thinking'; sleep 1000; }")
    let found = fault(script, settings: Predictor.Settings(timeout: .milliseconds(600)))
    #expect(found?.fault == .timeout(seconds: 0.6, received: 0))
    #expect(found?.lastWords == "thinking")
    #expect(clock.now - start < .seconds(10))
  }

  @Test func aCancelledWaitEndsAtOnce() throws {
    let cancellation = Cancellation()
    let model = try predictor(
      PerlPredictor.script(row: "@y = (1);", answer: "sleep 1000 if $rows > 1;"),
      work: Work(cancellation: cancellation))
    let start = ContinuousClock().now
    cancellation.cancel()
    #expect(throws: CancellationError.self) {
      try model.scores(of: Matrix(rows: 2, columns: 3))
    }
    #expect(ContinuousClock().now - start < .seconds(5))
  }

  @Test func programsEndWithTheirModel() throws {
    let note = "/tmp/limn-predictor-\(getpid()).pid"
    defer { unlink(note) }
    do {
      _ = try predictor(
        PerlPredictor.script(
          row: "@y = (1);", before: "open(F, '>', '\(note)'); print F $$; close F;"))
    }
    let id = try #require(
      pid_t(String(decoding: try FileBytes.read(note), as: UTF8.self)))
    #expect(kill(id, 0) != 0)
  }

  /// A background process of the program outlives it, whether the program ends because there are no
  /// more questions or ends in place of an answer; it must not outlive the model.
  @Test(arguments: ["", "exit 0 if $rows > 1;"])
  func processesLeftBehindEndWithTheirModel(answer: String) throws {
    let path = "/tmp/limn-left-behind-\(getpid())-\(answer.isEmpty ? "idle" : "asked").fifo"
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let descriptor = open(path, O_RDONLY | O_NONBLOCK)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    do {
      let program = PerlPredictor.command(PerlPredictor.script(row: "@y = (1);", answer: answer))
      let model = try Predictor(
        command: "sh -c 'echo; exec sleep 20' > \(path) 2> /dev/null & \(program)",
        input: InputSchema(.vector(3)), example: [1, 2, 4])
      // Nothing can be read before the process left behind has opened its end of the pipe.
      var byte: UInt8 = 0
      for _ in 0..<500 where read(descriptor, &byte, 1) <= 0 { usleep(10_000) }
      #expect(byte == UInt8(ascii: "\n"))
      if !answer.isEmpty {
        // Two rows alike would be sent as one.
        let rows = Matrix(rows: 2, columns: 3, elements: [0, 0, 0, 1, 1, 1])
        #expect(throws: ProcessError.self) { try model.scores(of: rows) }
      }
    }
    var (byte, count): (UInt8, Int) = (0, -1)
    for _ in 0..<500 where count != 0 {
      usleep(10_000)
      count = read(descriptor, &byte, 1)
    }
    #expect(count == 0, "a process outlived the model that started it")
  }
}

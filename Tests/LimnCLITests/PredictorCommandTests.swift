import Limn
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct PredictorCommandTests {
  private static let rows = "a,b,c\n1,2,3\n4,5,6\n-1,0,2\n2,2,2\n"

  /// A folder with rows and a classifier that is a program.
  private func folder(answer: String = "", before: String = "") throws -> Folder {
    let folder = try Folder()
    try folder.put("rows.csv", Self.rows)
    try folder.put(
      "p.pl",
      PerlPredictor.script(
        row: PerlPredictor.linear([[0.5, -1, 0.25], [0, 0.5, 1]], bias: [0, -1])
          + PerlPredictor.softmax,
        before: before, answer: answer))
    return folder
  }

  private func run(_ words: [String], in folder: borrowing Folder) throws -> Command.Outcome {
    try Command().run(words + ["--predictor", "exec perl p.pl"], in: folder)
  }

  @Test func predictionsAreTheProgramsOwn() throws {
    let folder = try folder(
      before: #"put("{\"outputs\": [\"no\", \"yes\"], \"link\": \"softmax\"}\n");"#)
    let outcome = try run(["predict", "--input", "rows.csv", "--row", "1", "--json"], in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let result = try #require(try JSON(outcome.output).object)
    let scores = [0.5 * 4 - 5 + 0.25 * 6, 0.5 * 5 + 6 - 1]
    let sum = scores.reduce(0) { $0 + exp($1) }
    let outputs = try #require(result["outputs"]?.numbers)
    #expect(zip(outputs, scores).allSatisfy { abs($0 - exp($1) / sum) < 1e-6 })
    #expect(result["label"]?.text == "yes" && result["predicted"]?.number == 1)
    #expect(result["logits"] == nil)
  }

  @Test func blackBoxMethodsExplainItAndOthersSayWhyNot() throws {
    let folder = try folder()
    let outcome = try run(
      ["explain", "--input", "rows.csv", "--row", "1", "--output", "why", "--json"], in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let result = try #require(try JSON(outcome.output).object)
    #expect(result["explain"]?.text == "probability")
    #expect(
      result["baseline"]?.text?.hasSuffix("for lime and shap the rows of rows.csv") == true)
    #expect(folder.names(in: "why").contains("panel.png"))
    let refused = try run(
      ["explain", "--input", "rows.csv", "--method", "integrated-gradients"], in: folder)
    #expect(refused.status == 64)
    #expect(
      refused.error.hasPrefix(
        "Error: integrated-gradients needs gradients, and the model has none: "))
  }

  @Test func reportsAndEvaluationsTakeItToo() throws {
    let folder = try folder()
    let words = ["--input", "rows.csv", "--method", "shap", "--predictor-processes", "2"]
    let report = try run(["report", "--output", "r"] + words, in: folder)
    #expect(report.status == 0, "\(report.error)")
    #expect(folder.names(in: "r").contains("index.html"))
    let again = try run(["report", "--output", "r2"] + words, in: folder)
    #expect(again.status == 0)
    #expect(try folder.bytes("r/report.json") == folder.bytes("r2/report.json"))
    let evaluation = try run(["evaluate"] + words, in: folder)
    #expect(evaluation.status == 0, "\(evaluation.error)")
  }

  @Test func aProgramThatFailsEndsTheCommandWith69AndItsLastWords() throws {
    let folder = try folder(answer: #"if ($rows > 1) { print STDERR "no memory\n"; exit 4; }"#)
    let outcome = try run(
      ["explain", "--input", "rows.csv", "--method", "shap", "--output", "why"], in: folder)
    #expect(outcome.status == 69)
    #expect(
      outcome.error
        == "Error: the predictor \"exec perl p.pl\" exited with status 4 instead of answering; its "
        + "last messages: \"no memory\".\n")
    #expect(folder.names() == ["p.pl", "rows.csv"])
    let silent = try self.folder(answer: "sleep 1000;")
    let late = try run(
      ["predict", "--input", "rows.csv", "--predictor-timeout", "0.5"], in: silent)
    #expect(late.status == 69)
    #expect(late.error.contains("gave no complete answer within 0.5 seconds"))
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func aStoppedCommandLeavesNoProgramBehind(signal: Int32) throws {
    let folder = try folder(
      answer: "sleep 1000 if $rows > 1;",
      before: "open(F, '>', 'pid'); print F $$; close F;")
    var command = Command()
    command.lifetime = .seconds(2)
    command.signal = signal
    let outcome = try command.run(
      [
        "explain", "--input", "rows.csv", "--method", "shap", "--predictor", "perl p.pl; true",
        "--json",
      ], in: folder)
    #expect(outcome.status == 130, "\(outcome.error)")
    let id = try #require(pid_t(String(decoding: try folder.bytes("pid"), as: UTF8.self)))
    var rounds = 0
    while kill(id, 0) == 0, rounds < 100 {
      usleep(20_000)
      rounds += 1
    }
    #expect(kill(id, 0) != 0)
  }

  @Test func optionsThatDoNotFitAreRefused() throws {
    let folder = try folder()
    for (words, sentence) in [
      (
        "predict --input rows.csv --predictor-timeout 5",
        "--predictor-timeout goes with --predictor."
      ),
      (
        "predict --input rows.csv --predictor x --model y", "Name one model: --model or --predictor"
      ),
      (
        "predict --input rows.csv --predictor x --predictor-processes 0",
        "--predictor-processes must be from 1 to 64"
      ),
    ] {
      let outcome = try limn(words, in: folder)
      #expect(outcome.status == 64 && outcome.error.contains(sentence), "\(outcome.error)")
    }
  }
}

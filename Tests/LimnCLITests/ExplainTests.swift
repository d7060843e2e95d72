import Limn
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct ExplainTests {
  private static let methods = [
    "integrated-gradients", "lime", "lime-tabular", "shap", "saliency", "gradient-x-input",
    "smoothgrad", "vargrad",
  ]

  /// All keys that scripts rely on, by DESIGN's contract, and those beyond it.
  @Test func documentHasItsKeys() throws {
    let folder = try Folder()
    let outcome = try limn("explain --digit 3 --output out", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error == "")
    let document = try #require(try JSON(try folder.text("out/explanation.json")).object)
    #expect(
      document.keys.sorted() == [
        "baseline", "explain", "input", "limn", "methods", "model", "objective", "outputs",
        "predicted", "probabilities", "seed", "target", "task",
      ])
    #expect(document["predicted"]?.number == 3)
    #expect(document["target"]?.number == 3)
    #expect(document["objective"]?.text == "logit of 3")
    #expect(document["baseline"]?.text == "zeros")
    #expect(document["probabilities"]?.numbers?.count == 10)
    let methods = try #require(document["methods"]?.objects)
    #expect(methods.map { $0["name"]?.text } == ["integrated-gradients", "lime", "shap"])
    let common = [
      "completenessGap", "evaluations", "name", "notes", "options", "quantity", "scoreAtBaseline",
      "scoreAtInput", "scoreDifference", "sum", "values",
    ]
    let sampled = ["fit", "largestStandardError", "standardErrors", "uncertainSigns"]
    #expect(methods[0].keys.sorted() == common)
    #expect(methods[1].keys.sorted() == (common + sampled).sorted())
    #expect(methods[0]["options"]?.object?["rule"]?.text == "exact")
  }

  /// The document's numbers belong together, and the array files hold the values it lists.
  @Test func numbersAgree() throws {
    let folder = try Folder()
    _ = try limn("explain --digit 8 --output out", in: folder)
    let document = try #require(try JSON(try folder.text("out/explanation.json")).object)
    for method in try #require(document["methods"]?.objects) {
      let name = try #require(method["name"]?.text)
      let values = try #require(method["values"]?.numbers)
      let sum = try #require(method["sum"]?.number)
      let difference = try #require(method["scoreDifference"]?.number)
      let gap = try #require(method["completenessGap"]?.number)
      #expect(abs(values.reduce(0, +) - sum) < 1e-9)
      #expect(abs(sum - difference - gap) < 1e-9)
      if name != "lime" { #expect(abs(gap) < 1e-5 * max(1, abs(difference)), "\(name)") }
      let file = try NPYFile(path: "\(folder.path)/out/\(name).npy")
      #expect(
        file.header == NPYHeader(elementType: .float32, isFortranOrder: false, shape: [8, 8]))
      #expect(try file.matrix().elements == values.map { Float($0) })
    }
    let errors = try NPYFile(path: "\(folder.path)/out/lime-error.npy").matrix().elements
    #expect(errors.contains { $0 > 0 } && errors.allSatisfy { $0 >= 0 })
  }

  /// The same command writes the same bytes, for any number of threads.
  @Test func filesAreTheSameFromRunToRun() throws {
    let folder = try Folder()
    let line = "explain --digit 5 --seed 3" + Self.methods.map { " --method \($0)" }.joined()
    let first = try limn("\(line) --output a --workers 1", in: folder)
    let second = try limn("\(line) --output b --workers 3", in: folder)
    #expect(first.status == 0 && second.status == 0, "\(first.error)\(second.error)")
    #expect(
      first.output.replacing("Written to a:", with: "Written to b:", maxReplacements: 1)
        == second.output)
    let names = folder.names(in: "a")
    #expect(names == folder.names(in: "b"))
    // input, panel and document; then heatmap, overlay and values of each, and errors of four.
    #expect(names.count == 3 + 3 * Self.methods.count + 4, "\(names)")
    for name in names {
      #expect(try folder.bytes("a/\(name)") == folder.bytes("b/\(name)"), "\(name)")
    }
  }

  /// Times stand in a file of their own, for whoever asks.
  @Test func timesAreApart() throws {
    let folder = try Folder()
    let plain = try limn("explain --digit 5 --method saliency --method lime --json", in: folder)
    let timed = try limn(
      "explain --digit 5 --method saliency --method lime --json --timings t.json", in: folder)
    #expect(plain.status == 0 && plain == timed)
    #expect(folder.names() == ["t.json"])
    struct Timings: Decodable {
      struct Method: Decodable {
        let name: String
        let seconds: Double
      }
      let methods: [Method]
    }
    let times = try JSONDecoder().decode(Timings.self, from: Data(try folder.bytes("t.json")))
    #expect(times.methods.map(\.name) == ["saliency", "lime"])
    #expect(times.methods.allSatisfy { $0.seconds > 0 && $0.seconds < 60 })
  }

  /// A background is used to at most 100 rows, spread evenly, and the explanation says so.
  @Test func aBackgroundIsSampled() throws {
    let folder = try Folder()
    let rows = Digits.all.inputs.rows(0..<569)
    try NPYWriter.write(rows.elements, shape: [569, 64], to: "\(folder.path)/rows.npy")
    let line = "explain --digit 5 --method lime --samples 50 --json --background rows.npy"
    func found(_ options: String) throws -> (baseline: String, values: [Double]) {
      let outcome = try limn(line + options, in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
      struct Document: Decodable {
        struct Method: Decodable { let values: [Double] }
        let baseline: String
        let methods: [Method]
      }
      let document = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
      return (document.baseline, document.methods[0].values)
    }
    let digit = Matrix(row: Array(Digits.all.inputs[row: 5]))
    let network = try EmbeddedModel.network()
    func values(_ background: Matrix, seed: UInt64) throws -> [Double] {
      let method = try LIME(network, background: .rows(background), samples: 50, seed: seed)
      let found = try method.attributions(
        of: digit, objectives: [.logit(5)], work: Work(workers: 1))
      return found[0].values
    }
    let all = try found(" --background-rows all")
    #expect(all.baseline.hasSuffix("for lime the rows of rows.npy"))
    let ofAll = try values(rows, seed: 0)
    #expect(all.values == ofAll)
    let standard = try found(" --seed 3")
    #expect(
      standard.baseline.hasSuffix("for lime 100 of the 569 rows of rows.npy, drawn by seed 3"))
    guard case .rows(let sample) = try Background.sample(of: rows, seed: 3) else {
      Issue.record("no rows")
      return
    }
    let ofSample = try values(sample, seed: 3)
    #expect(standard.values == ofSample)
    let ofMany = try found(" --background-rows 600")
    #expect(ofMany.values == ofAll)
    for (options, words) in [
      ("--background rows.npy --background-rows 0", "'0' is invalid for '--background-rows"),
      ("--background-rows 5", "--background-rows goes with --background, or with a table"),
    ] {
      let outcome = try limn("explain --digit 5 --method lime \(options)", in: folder)
      #expect(outcome.status == 64 && outcome.error.contains(words), "\(outcome.error)")
    }
  }

  @Test func anotherSeedGivesOtherSamples() throws {
    let folder = try Folder()
    _ = try limn("explain --digit 5 --method lime --output a", in: folder)
    _ = try limn("explain --digit 5 --method lime --seed 1 --output b", in: folder)
    #expect(try folder.bytes("a/lime.npy") != folder.bytes("b/lime.npy"))
  }

  @Test func picturesSayHowTheyWereMade() throws {
    let folder = try Folder()
    _ = try limn(
      "explain --digit 9 --against 3 --method shap --method lime --seed 7 --scale 10 --output out",
      in: folder)
    let heatmap = try PNG.decode(try folder.bytes("out/lime.png"))
    #expect(heatmap.width == 80 && heatmap.height == 80)
    let overlay = try PNG.decode(try folder.bytes("out/lime-overlay.png"))
    #expect(overlay.width == 80 && overlay.height == 80)
    let text = Dictionary(uniqueKeysWithValues: heatmap.text.map { ($0.keyword, $0.text) })
    #expect(text["Method"] == "lime")
    #expect(text["Model"] == "embedded digits model")
    #expect(text["Objective"]?.hasSuffix(" − logit of 3") == true, "\(text)")
    #expect(text["Baseline"] == "zeros")
    #expect(text["Seed"] == "7")
    #expect(text["Scale"] != nil)
    #expect(try PNG.decode(try folder.bytes("out/panel.png")).text.contains(.init("Seed", "7")))
  }

  @Test func vectorsGetBars() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try TestModels.file(try TestModels.vector()))
    try folder.put("rows.csv", "a,b,c,d\n1,2,3,4\n-1,0.5,2,0\n")
    let outcome = try limn(
      "explain --model m.onnx --input rows.csv --row 1 --output out", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("a = −1"))
    let names = folder.names(in: "out")
    #expect(!names.contains("input.png") && !names.contains { $0.contains("overlay") })
    #expect(names.contains("panel.png") && names.contains("shap.png"))
    #expect(try NPYFile(path: "\(folder.path)/out/shap.npy").header.shape == [4])
    #expect(try PNG.decode(try folder.bytes("out/shap.png")).width > 200)
  }

  /// A model that takes 64 plain values sees a digit as a picture all the same.
  @Test func flatModelsShowDigitsAsPictures() throws {
    let folder = try Folder()
    let network = try TestModels.digits()
    try folder.put(
      "m.onnx",
      try TestModels.file(try Network(inputShape: .vector(64), layers: network.layers)))
    let outcome = try limn("explain --model m.onnx --digit 0 --output out", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.names(in: "out").contains("input.png"))
    #expect(try NPYFile(path: "\(folder.path)/out/shap.npy").header.shape == [8, 8])
  }

  /// Rules, objectives and baselines reach the library as they were asked for.
  @Test func optionsCount() throws {
    let folder = try Folder()
    func difference(_ options: String) throws -> Double {
      let outcome = try limn(
        "explain --digit 4 --method integrated-gradients --json \(options)", in: folder)
      let document = try #require(try JSON(outcome.output).object, "\(outcome)")
      return try #require(document["methods"]?.array?[0].object?["completenessGap"]?.number)
    }
    let exact = try difference("")
    let (coarse, fine) = (
      try difference("--rule riemann-left --steps 4"), try difference("--rule riemann-left")
    )
    #expect(abs(exact) < 1e-5)
    #expect(abs(coarse) > 2 * abs(fine))
    #expect(abs(fine) > 100 * abs(exact))

    func text(_ options: String, _ key: String) throws -> String? {
      try JSON(try limn("explain --digit 4 --method saliency --json \(options)", in: folder).output)
        .object?[key]?.text
    }
    #expect(try text("--target 2 --explain probability", "objective") == "probability of 2")
    #expect(try text("--baseline mean", "baseline") == "mean of the training digits")
    try NPYWriter.write(
      [Float](repeating: 1, count: 64), shape: [8, 8], to: "\(folder.path)/ones.npy")
    #expect(try text("--baseline ones.npy", "baseline") == "ones.npy")
    #expect(folder.names() == ["ones.npy"])
  }

  @Test func segmentsMoveAsOne() throws {
    let folder = try Folder()
    let outcome = try limn(
      "explain --digit 4 --method shap --segments 4x4 --estimator exact --json", in: folder)
    let document = try #require(try JSON(outcome.output).object, "\(outcome)")
    let values = try #require(document["methods"]?.array?[0].object?["values"]?.numbers)
    // Each 4×4 block shares its value equally.
    #expect(Set(values).count <= 4)
    #expect(values[0] == values[27] && values[4] == values[31])
  }

  /// What was in the folder stays, and what has the same name is replaced.
  @Test func folderIsAddedTo() throws {
    let folder = try Folder()
    _ = try limn("explain --digit 1 --method saliency --output deep/er/out", in: folder)
    try folder.put("deep/er/out/mine.txt", "mine")
    let before = try folder.bytes("deep/er/out/panel.png")
    let outcome = try limn("explain --digit 2 --method shap --output deep/er/out/", in: folder)
    #expect(outcome.status == 0)
    #expect(try folder.text("deep/er/out/mine.txt") == "mine")
    #expect(try folder.bytes("deep/er/out/panel.png") != before)
    #expect(folder.names(in: "deep/er/out").allSatisfy { !$0.contains("partial") })
    #expect(folder.names(in: "deep/er") == ["out"])
    let failed = try limn(
      "explain --digit 2 --method shap --estimator exact --output new/out", in: folder)
    #expect(failed.status == 64)
    #expect(folder.names() == ["deep"])
  }

  /// Colour goes to terminals alone, and its absence is plain signs and figures.
  @Test func capturedOutputHasNoColour() throws {
    var command = Command()
    command.environment = ["TERM": "xterm-256color", "COLORTERM": "truecolor"]
    let outcome = try command.run(["explain", "--digit", "0"], in: try Folder())
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(outcome.output.contains("+9"))
    #expect(outcome.error == "")
  }
}

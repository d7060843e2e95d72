import Limn
import Testing

/// The curves, the comparison, the event file: what is left of a run to look at.
@Suite struct TrainingPictureTests {
  private static let quick = "train --hidden 8 --epochs 3"

  @Test func plotsTheHistoryOfARunInEveryFormat() throws {
    let folder = try Folder()
    let trained = try limn(
      "\(Self.quick) --history h.json --figure curves.png", in: folder)
    #expect(trained.status == 0, "\(trained.error)")
    #expect(trained.output.contains("No rule finds a problem."))
    for (name, magic) in [("a.png", "\u{89}PNG"), ("a.svg", "<?xml"), ("a.pdf", "%PDF")] {
      let outcome = try limn("plot training h.json --output \(name)", in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.output.hasPrefix("No rule finds a problem."))
      #expect(outcome.output.contains("Not judged: learning rate too high (3 epochs, 5 needed)"))
      let start = try folder.bytes(name).prefix(magic.unicodeScalars.count)
      #expect(Array(start) == magic.unicodeScalars.map { UInt8($0.value) })
    }
    #expect(
      folder.names() == ["a.pdf", "a.png", "a.svg", "curves.png", "h.json", "model.onnx"])
  }

  @Test func diagnosisIsForMachinesToo() throws {
    let folder = try Folder()
    _ = try limn(
      "train --hidden 8 --epochs 6 --optimizer sgd --learning-rate 1e-5 --history h.json",
      in: folder)
    let outcome = try limn("plot training h.json --output a.svg --json", in: folder)
    let document = try #require(try JSON(outcome.output).object, "\(outcome)")
    #expect(document["figure"]?.text == "a.svg")
    let run = try #require(document["runs"]?.array?.first?.object)
    #expect(run["run"]?.text == "h.json")
    let finding = try #require(run["findings"]?.array?.first?.object)
    #expect(finding["kind"]?.text == "learning rate too low")
    #expect(finding["epoch"]?.number == 1)
  }

  @Test func comparesOptimizersFromOneStart() throws {
    let folder = try Folder()
    let line =
      "\(Self.quick) --compare sgd,gradient-descent,adam --history h.json --json"
    let outcome = try limn(line, in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      folder.names() == [
        "comparison.png", "h-adam.json", "h-gradient-descent.json", "h-sgd.json",
      ])
    let runs = try #require(try JSON(outcome.output).object?["runs"]?.array).compactMap(\.object)
    #expect(runs.map { $0["optimizer"]?.text } == ["sgd", "gradient-descent", "adam"])
    #expect(runs.map { $0["learningRate"]?.number } == [0.3, 0.5, 0.01])
    // A run of the comparison is the run of that optimizer alone.
    _ = try limn("\(Self.quick) --optimizer adam --history alone.json", in: folder)
    #expect(try folder.bytes("alone.json") == folder.bytes("h-adam.json"))
    let again = try limn(line + " --figure again.png", in: folder)
    #expect(again.status == 0)
    #expect(try folder.bytes("again.png") == folder.bytes("comparison.png"))
  }

  @Test func aDivergingOptimizerIsShownBesideTheOthers() throws {
    let folder = try Folder()
    let outcome = try limn(
      "\(Self.quick) --compare sgd,adagrad --learning-rate 1e30", in: folder)
    // AdaGrad's steps are bounded, but 1e30 is too much for anything: nothing can be drawn.
    #expect(outcome.status == 65, "\(outcome)")
    #expect(
      outcome.error == "Error: no epoch was completed in sgd, adagrad: there is nothing to draw.\n")
    #expect(folder.names() == [])
  }

  @Test func liveCurvesArePlainWhereNobodyLooks() throws {
    let folder = try Folder()
    let outcome = try limn("\(Self.quick) --live", in: folder)
    #expect(outcome.status == 0)
    let lines = outcome.error.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 12, "\(outcome.error)")
    #expect(outcome.error.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B })
    #expect(outcome.error.contains("epoch 3 of 3"))
  }

  @Test func eventFilesAreReproducibleOnRequest() throws {
    let folder = try Folder()
    var command = Command()
    command.environment = ["SOURCE_DATE_EPOCH": "1700000000"]
    for name in ["a", "deep/b"] {
      let words = "\(Self.quick) --tensorboard \(name)".split(separator: " ").map(String.init)
      let outcome = try command.run(words, in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    let bytes = try folder.bytes("a/\(EventFile.name)")
    #expect(bytes == (try folder.bytes("deep/b/\(EventFile.name)")))
    // A length of 24 and its check: the first record of an event file.
    #expect(bytes.prefix(12) == [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22])
  }

  @Test func surfaceOfARun() throws {
    let folder = try Folder()
    let outcome = try limn("\(Self.quick) --surface s.svg", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.names() == ["model.onnx", "s.svg"])
  }

  @Test(arguments: [
    ("plot training none.json --output a.png", 66, "none.json"),
    ("plot training x.json --output a.png", 65, "x.json is not a training history"),
    ("plot training x.json --output a.gif", 64, "a.gif must end in .png, .svg or .pdf"),
    ("plot training --output a.png", 64, "history.json"),
    ("train --compare adam", 64, "'adam' is invalid for '--compare"),
    ("train --compare adam,adam", 64, "'adam,adam' is invalid"),
    ("train --compare adam,newton", 64, "'adam,newton' is invalid"),
    ("train --compare adam,sgd --live", 64, "watch one run"),
    ("train --compare adam,sgd --optimizer adam", 64, "--compare names the optimizers itself"),
    ("train --compare adam,sgd --output m.onnx", 64, "writes no model"),
    ("train --figure curves.gif", 64, "must end in .png, .svg or .pdf"),
    ("train --epochs 2 --tensorboard x.json", 73, "x.json"),
  ])
  func whatCannotBeIsSaid(line: String, status: Int32, says: String) throws {
    let folder = try Folder()
    try AtomicFile.write(Array("{}".utf8), to: "\(folder.path)/x.json")
    let outcome = try limn(line, in: folder)
    #expect(outcome.status == status, "\(outcome)")
    #expect(outcome.error.contains(says), "\(outcome.error)")
    #expect(folder.names() == ["x.json"])
  }
}

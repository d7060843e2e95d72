import Limn
import Testing

/// Every option of `limn train` counts, and its default is the one that the help states.
@Suite struct TrainOptionsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// What the option is added to.
    let words: String
    let option: String
    /// The value that stands where none is given.
    let usual: String
    let other: String

    var testDescription: String { "\(words) \(option)" }
  }

  static let cases = [
    Case(words: "", option: "--learning-rate", usual: "0.01", other: "0.02"),
    Case(words: "--optimizer sgd", option: "--learning-rate", usual: "0.3", other: "0.2"),
    Case(words: "--optimizer momentum", option: "--learning-rate", usual: "0.05", other: "0.04"),
    Case(words: "--optimizer nesterov", option: "--learning-rate", usual: "0.05", other: "0.04"),
    Case(words: "--optimizer adagrad", option: "--learning-rate", usual: "0.02", other: "0.03"),
    Case(words: "--optimizer rmsprop", option: "--learning-rate", usual: "0.003", other: "0.004"),
    Case(words: "--optimizer adamw", option: "--learning-rate", usual: "0.01", other: "0.02"),
    Case(
      words: "--optimizer gradient-descent", option: "--learning-rate", usual: "0.5", other: "0.4"),
    Case(words: "", option: "--optimizer", usual: "adam", other: "adagrad"),
    Case(words: "", option: "--schedule", usual: "constant", other: "cosine"),
    Case(words: "--schedule step", option: "--step-factor", usual: "0.5", other: "0.25"),
    Case(words: "--schedule step", option: "--step-epochs", usual: "20", other: "21"),
    Case(words: "--schedule cosine", option: "--final-rate", usual: "0", other: "0.001"),
    Case(words: "", option: "--weight-decay", usual: "0.0001", other: "0.1"),
    Case(words: "", option: "--batch-size", usual: "64", other: "63"),
    Case(words: "--optimizer gradient-descent", option: "--batch-size", usual: "all", other: ""),
    Case(words: "", option: "--loss", usual: "cross-entropy", other: "mean-squared-error"),
    Case(words: "", option: "--seed", usual: "0", other: "1"),
    Case(words: "", option: "--split-seed", usual: "0", other: "1"),
    Case(words: "", option: "--input-factor", usual: "0.0625", other: "0.1"),
    Case(words: "--hidden 5", option: "--activation", usual: "relu", other: "tanh"),
    Case(words: "--hidden 5", option: "--dropout", usual: "0", other: "0.3"),
  ]

  /// The layers that a command trains, its own words first.
  private func layers(_ words: String, in folder: borrowing Folder) throws -> [Dense] {
    let hidden = words.contains("--hidden") ? "" : "--hidden none"
    let outcome = try limn("train --epochs 21 \(hidden) \(words) --output m.onnx", in: folder)
    try #require(outcome.status == 0, "\(outcome)")
    return try ONNXModel.read(path: "\(folder.path)/m.onnx").network.layers
      .compactMap { $0 as? Dense }
  }

  @Test(arguments: cases) func defaultsAreAsStatedAndOthersCount(_ test: Case) throws {
    let folder = try Folder()
    let usual = try layers(test.words, in: folder)
    #expect(try layers("\(test.words) \(test.option) \(test.usual)", in: folder) == usual)
    guard !test.other.isEmpty else { return }
    #expect(try layers("\(test.words) \(test.option) \(test.other)", in: folder) != usual)
  }

  /// Steps that are too large make the validation loss jump about, so that patience decides.
  @Test func patienceAndEpochsAreKept() throws {
    let folder = try Folder()
    func epochs(_ words: String) throws -> Double {
      let outcome = try limn(
        "train --hidden none --optimizer sgd --learning-rate 20 --json \(words)", in: folder)
      let result = try JSON(outcome.output).object
      let (run, kept) = (result?["epochsRun"]?.number, result?["keptEpoch"]?.number)
      return try #require(run, "\(outcome)") - #require(kept)
    }
    #expect(try epochs("") == 20)
    #expect(try epochs("--patience 20") == 20)
    #expect(try epochs("--patience 3") == 3)
    let all = try limn(
      "train --hidden none --epochs 7 --no-early-stopping --json", in: folder)
    #expect(try JSON(all.output).object?["epochsRun"]?.number == 7)
    let usual = try limn("train --hidden none --no-early-stopping --json", in: folder)
    #expect(try JSON(usual.output).object?["epochsRun"]?.number == 100)
  }

  @Test func theNetworkIsTheOneAskedFor() throws {
    let folder = try Folder()
    func widths(_ words: String) throws -> [Int] {
      let outcome = try limn("train --epochs 1 \(words) --output m.onnx", in: folder)
      try #require(outcome.status == 0, "\(outcome)")
      return try ONNXModel.read(path: "\(folder.path)/m.onnx").network.layers
        .compactMap { ($0 as? Dense)?.weights.columns }
    }
    #expect(try widths("") == [64, 10])
    #expect(try widths("--hidden 7,5") == [7, 5, 10])
    #expect(try widths("--hidden none") == [10])
  }

  /// Own data that are not standardised are taken as they are, and a class without a row of its own has
  /// no output.
  @Test func ownDataAreNotScaled() throws {
    let folder = try Folder()
    let rows = (0..<60).map { "\($0 % 3),\($0 % 7)" }.joined(separator: "\n")
    try folder.put("x.csv", rows + "\n")
    try folder.put("y.csv", (0..<60).map { "\($0 % 3)\n" }.joined())
    func layers(_ words: String) throws -> [Dense] {
      let outcome = try limn(
        "train --data x.csv --labels y.csv --hidden none --epochs 3 \(words) --output m.onnx",
        in: folder)
      try #require(outcome.status == 0, "\(outcome)")
      return try ONNXModel.read(path: "\(folder.path)/m.onnx").network.layers
        .compactMap { $0 as? Dense }
    }
    let usual = try layers("--no-standardise")
    #expect(usual[0].weights.columns == 3)
    #expect(try layers("--input-factor 1") == usual)
    #expect(try layers("--input-factor 0.5") != usual)
  }
}

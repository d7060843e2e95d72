import Limn
import Testing

/// Options of `limn report`, `limn evaluate` and `limn plot` reach what they are for.
@Suite struct BatchOptionsTests {
  /// A report's arrays are those of the objective that was asked for.
  @Test func aReportExplainsWhatItWasAskedFor() throws {
    let folder = try Folder()
    let network = try EmbeddedModel.network()
    let inputs = Digits.all.inputs.rows(10..<14)
    let predicted = network.scores(of: inputs).argmaxOfRows()
    for (name, options, objective) in [
      ("plain", "", { Objective.logit($0) }),
      ("against", "--against 5", { Objective.logit($0, against: 5) }),
      ("target", "--target 6", { _ in Objective.logit(6) }),
      ("scale", "--explain probability", { Objective.probability($0) }),
    ] as [(String, String, (Int) -> Objective)] {
      let outcome = try limn(
        "report --digits 10-13 --method integrated-gradients --evaluate 0 \(options) --output \(name)",
        in: folder)
      try #require(outcome.status == 0, "\(outcome)")
      let found = try NPYFile(
        path: "\(folder.path)/\(name)/attributions/integrated-gradients.npy"
      ).matrix()
      for row in 0..<4 {
        let expected = try IntegratedGradients(network).attribution(
          of: Array(inputs[row: row]), objective: objective(predicted[row]))
        for (pixel, value) in expected.values.enumerated() {
          #expect(abs(Double(found[row, pixel]) - value) < 1e-5, "\(name)")
        }
      }
    }
  }

  /// Without the lines that only repeat the options.
  private func numbers(_ words: String, in folder: borrowing Folder) throws -> [Substring] {
    let outcome = try limn("evaluate --digits 0-7 --json \(words)", in: folder)
    try #require(outcome.status == 0, "\(outcome)")
    return outcome.output.split(separator: "\n").filter {
      !$0.contains("\"seed\"") && !$0.contains("\"baseline\"")
    }
  }

  @Test func anEvaluationDrawsFromItsSeedAndTakesAwayItsBaseline() throws {
    let folder = try Folder()
    // Saliency itself draws nothing and has no baseline.
    let usual = try numbers("--method saliency", in: folder)
    #expect(try numbers("--method saliency --seed 0 --baseline zeros", in: folder) == usual)
    #expect(try numbers("--method saliency --seed 1", in: folder) != usual)
    #expect(try numbers("--method saliency --baseline mean", in: folder) != usual)
    #expect(try numbers("--method saliency --explain probability", in: folder) != usual)
  }

  /// Parts of the digits are those of the split with seed 0.
  @Test func partsOfTheDigitsAreTheSplits() throws {
    let folder = try Folder()
    let network = try EmbeddedModel.network()
    let split = try Split(of: Digits.all)
    for (part, rows) in [
      ("training", split.training), ("validation", split.validation), ("test", split.test),
      ("all", Array(0..<1797)),
    ] {
      let outcome = try limn("plot confusion --part \(part) --json --output c.svg", in: folder)
      let document = try #require(try JSON(outcome.output).object, "\(outcome)")
      let set = Digits.all.examples(at: rows)
      let expected = try ConfusionMatrix(of: network, on: set)
      let counts = try #require(document["counts"]?.array)
      let found = counts.compactMap(\.numbers)
      #expect(found == expected.counts.map { $0.map(Double.init) })
    }
  }

  @Test func rowsAndInkAreTheOnesAskedFor() throws {
    let folder = try Folder()
    try NPYWriter.write(
      Digits.all.inputs.rows(0..<3).elements, shape: [3, 8, 8], to: "\(folder.path)/rows.npy")
    func predicted(_ words: String) throws -> Double? {
      let outcome = try limn("predict \(words) --json", in: folder)
      return try #require(try JSON(outcome.output).object, "\(outcome)")["predicted"]?.number
    }
    #expect(try predicted("--input rows.npy") == 0)
    #expect(try predicted("--input rows.npy --row 0") == 0)
    #expect(try predicted("--input rows.npy --row 2") == 2)
    let beyond = try limn(
      "report --input rows.npy --rows 0-3 --method saliency --output out", in: folder)
    #expect(beyond.status == 66)
    #expect(beyond.error.contains("rows.npy has no row 3"), "\(beyond.error)")
    // One row, numbered as in the file.
    let one = try limn(
      "report --input rows.npy --rows 1-1 --method saliency --evaluate 0 --output one", in: folder)
    #expect(one.status == 0, "\(one)")
    let lines = try folder.text("one/predictions.csv").split(separator: "\r\n")
    #expect(lines.count == 2 && lines[1].hasPrefix("1,explained,"))
  }
}

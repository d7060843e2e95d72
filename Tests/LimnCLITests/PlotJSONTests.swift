import Limn
import Testing

/// With `--json` a plot prints the numbers that it draws, beside the file they are drawn in.
@Suite struct PlotJSONTests {
  private func plot(_ words: String, in folder: borrowing Folder) throws -> [String: JSON] {
    let outcome = try limn("plot \(words) --json --output plot.svg", in: folder)
    #expect(outcome.status == 0 && outcome.error == "", "\(outcome)")
    let document = try #require(try JSON(outcome.output).object, "\(outcome)")
    #expect(document["figure"]?.text == "plot.svg")
    #expect(folder.names().contains("plot.svg"))
    return document
  }

  private func layers(of document: [String: JSON]) throws -> [[String: JSON]] {
    try #require(document["layers"]?.objects)
  }

  /// The figure and the numbers do not depend on the threads.
  @Test(arguments: [
    "network", "network --view neurons", "weights --part test", "activations --digit 17",
    "units --digits 0-99", "confusion --digits 0-99",
  ])
  func sameForAnyNumberOfThreads(_ words: String) throws {
    let folder = try Folder()
    let line = "plot \(words) --json --output plot.svg"
    let one = try limn("\(line) --workers 1", in: folder)
    let figure = try folder.bytes("plot.svg")
    let three = try limn("\(line) --workers 3", in: folder)
    #expect(one.status == 0 && one.error == "")
    #expect(one == three)
    #expect(figure == (try folder.bytes("plot.svg")))
  }

  @Test func networkHasTheSummary() throws {
    let folder = try Folder()
    var document = try plot("network", in: folder)
    document["figure"] = nil
    let summary = try #require(try JSON(limn("summary --json", in: folder).output).object)
    #expect(document.keys.sorted() == summary.keys.sorted())
    let names = try layers(of: document).map { $0["name"]?.text }
    #expect(try names == layers(of: summary).map { $0["name"]?.text })
    #expect(document["parameters"]?.number == 4810)
  }

  @Test func weightsHaveTheirDistributionAndTheDead() throws {
    let folder = try Folder()
    // Unit 2 is off for every input: nothing enters it but a negative bias.
    var weights = Matrix(
      rows: 64, columns: 4, elements: (0..<256).map { Float($0 % 7) / 10 - 0.25 })
    for row in 0..<64 { weights[row, 2] = 0 }
    let hidden = Dense(weights: weights, bias: [0.5, 0.5, -1, 0.5])
    let output = Dense(
      weights: Matrix(rows: 4, columns: 10, repeating: 0.5), bias: [Float](repeating: 0, count: 10))
    let network = try Network(
      inputShape: Digits.inputShape, layers: [hidden, ReLU(), output, Softmax()])
    try folder.put("m.onnx", try TestModels.file(network))
    let document = try plot("weights --model m.onnx --part test", in: folder)
    #expect(document["model"]?.text == "m.onnx")
    #expect(document["set"]?.text == "test part of the digits")
    let layers = try layers(of: document)
    #expect(layers.map { $0["name"]?.text } == ["hidden 1", "output"])
    #expect(layers[0]["inputs"]?.number == 64 && layers[0]["units"]?.number == 4)
    #expect(layers[0]["deadUnits"]?.numbers?.contains(2) == true)
    let values = weights.elements.map(Double.init)
    let mean = values.reduce(0, +) / 256
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 255
    let distribution = try #require(layers[0]["weights"]?.object)
    #expect(abs(try #require(distribution["mean"]?.number) - mean) < 1e-12)
    #expect(
      abs(try #require(distribution["standardDeviation"]?.number) - variance.squareRoot()) < 1e-12)
    #expect(distribution["largestMagnitude"]?.number == values.map(abs).max())
    #expect(distribution["shareNearZero"]?.number == 0.25)
    #expect(layers[0]["biases"]?.object?["mean"]?.number == 0.125)
    #expect(layers[1]["weights"]?.object?["standardDeviation"]?.number == 0)
  }

  /// A model of other inputs than digits has no set to look at, and its dead are not named.
  @Test func weightsWithoutASet() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try TestModels.file(try TestModels.vector()))
    let document = try plot("weights --model m.onnx", in: folder)
    #expect(document["set"] == nil)
    #expect(try layers(of: document).allSatisfy { $0["deadUnits"] == nil })
  }

  @Test func activationsAreThoseOfThePrediction() throws {
    let folder = try Folder()
    let document = try plot("activations --digit 17", in: folder)
    let prediction = try #require(
      try JSON(limn("predict --digit 17 --json", in: folder).output).object)
    for key in ["logits", "probabilities"] {
      #expect(try #require(document[key]?.numbers) == prediction[key]?.numbers)
    }
    #expect(document["predicted"]?.number == prediction["predicted"]?.number)
    #expect(document["labelled"]?.number == Double(Digits.all.labels[17]))
    let layers = try layers(of: document)
    #expect(layers.map { $0["name"]?.text } == ["hidden 1", "output"])
    let before = try #require(layers[0]["preActivations"]?.numbers)
    let after = try #require(layers[0]["activations"]?.numbers)
    #expect(before.count == 64)
    #expect(after == before.map { max(0, $0) })
    let off = before.indices.filter { before[$0] <= 0 }.map(Double.init)
    #expect(!off.isEmpty && layers[0]["offUnits"]?.numbers == off)
    #expect(layers[1]["preActivations"]?.numbers?.count == 10)
    #expect(layers[1]["offUnits"] == nil)
  }

  /// The means and the strongest of a set of two classes, from each digit's own activations.
  @Test func unitsHaveTheirMeansAndTheirStrongest() throws {
    let folder = try Folder()
    let document = try plot("units --digits 10-12", in: folder)
    #expect(document["examples"]?.number == 3)
    #expect(document["set"]?.text == "digits 10 to 12")
    #expect(Digits.all.labels[10...12] == [0, 1, 2])
    let hidden = try #require(try layers(of: document).first)
    let means = try #require(hidden["means"]?.array)
    #expect(means.count == 10)
    let alone = try (10...12).map { digit in
      let activations = try plot("activations --digit \(digit)", in: folder)
      return try #require(try layers(of: activations).first?["activations"]?.numbers)
    }
    for label in 0...2 {
      let mean = try #require(means[label].numbers)
      #expect(zip(mean, alone[label]).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    #expect(means[3...].allSatisfy { $0.numbers == nil })
    for (unit, examples) in try #require(hidden["strongest"]?.array).enumerated() {
      let first = try #require(examples.objects?.first?["example"]?.number)
      let values = alone.map { $0[unit] }
      // Examples go by their digits' numbers.
      try #require((10...12).contains(Int(first)))
      #expect(abs(values[Int(first) - 10] - (values.max() ?? 0)) < 1e-5)
    }
  }

  @Test func trainingHasItsRuns() throws {
    let folder = try Folder()
    _ = try limn("train --hidden none --epochs 2 --history a.json --output m.onnx", in: folder)
    _ = try limn("train --hidden 4 --epochs 2 --history b.json --output m.onnx", in: folder)
    let document = try plot("training a.json b.json", in: folder)
    #expect(document["runs"]?.objects?.map { $0["run"]?.text } == ["a.json", "b.json"])
  }
}

/// What DESIGN promises of every command that computes.
@Suite struct GeneralOptionTests {
  private static let commands = [
    "predict --digit 0", "explain --digit 0 --method saliency --output out",
    "train --hidden none --epochs 1", "report --digits 0-3 --method saliency --output out",
    "evaluate --digits 0-1 --method saliency", "summary", "plot network --output p.png",
    "plot weights --output p.png", "plot activations --digit 0 --output p.png",
    "plot units --output p.png", "plot confusion --output p.png",
    "train --hidden none --epochs 1 --compare sgd,adam",
  ]

  @Test(arguments: commands)
  func commandsThatComputeTakeWorkersAndPrintJSON(_ line: String) throws {
    let folder = try Folder()
    let outcome = try limn("\(line) --workers 2 --json", in: folder)
    #expect(outcome.status == 0 && outcome.error == "", "\(outcome)")
    #expect(try JSON(outcome.output).object?.isEmpty == false)
    #expect(outcome.output.hasSuffix("}\n"))
    let refused = try limn("\(line) --workers 0 --json", in: try Folder())
    #expect(refused.status == 64 && refused.output == "")
    #expect(refused.error.hasPrefix("Error: --workers must be at least 1, not 0."))
  }

  @Test func mergeToo() throws {
    let folder = try Folder()
    for part in 1...2 {
      _ = try limn(
        "report --digits 0-3 --method saliency --evaluate 0 --shard \(part)/2 --output p\(part)",
        in: folder)
    }
    let outcome = try limn("merge p1 p2 --output whole --workers 2 --json", in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output == (try folder.text("whole/report.json")))
  }
}

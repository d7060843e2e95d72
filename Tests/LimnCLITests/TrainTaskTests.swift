import Limn
import Testing

/// `limn train --task`, and what the other commands make of such models.
@Suite struct TrainTaskTests {
  /// Sixty rows of two features, a number with noise, and two labels.
  private func folder() throws -> Folder {
    let folder = try Folder()
    var stream = RandomStream(seed: 2)
    var (rows, numbers, flags) = (["area,age"], ["price"], ["large,old"])
    for _ in 0..<60 {
      let (a, b) = (stream.uniform(), stream.uniform())
      rows.append("\(Float(a)),\(Float(b))")
      numbers.append("\(Float(5000 * a - 2000 * b + 100 * stream.normal() + 20000))")
      flags.append("\(a > 0.5 ? 1 : 0),\(b > 0.5 ? 1 : 0)")
    }
    for (name, lines) in [("rows", rows), ("numbers", numbers), ("flags", flags)] {
      try folder.put("\(name).csv", lines.joined(separator: "\n"))
    }
    return folder
  }

  private static let quick = "train --data rows.csv --hidden 8 --epochs 400 --batch-size 8"

  @Test func aRegressionLearnsNumbersInTheirOwnUnits() throws {
    let folder = try folder()
    let outcome = try limn(
      "\(Self.quick) --labels numbers.csv --history h.json --output m.onnx --json", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    // The labels are no classes, and it says what it took them for.
    #expect(
      outcome.error
        == "Note: numbers.csv holds numbers that are not classes: trained as --task regression.\n")
    let result = try #require(try JSON(outcome.output).object)
    #expect(try #require(result["test"]?.object?["rSquared"]?.number) > 0.9)
    #expect(result["test"]?.object?["accuracy"] == nil)
    #expect(result["loss"]?.text == "mean-squared-error")
    let test = try #require(result["testOutputs"]?.objects?.first)
    #expect(test["name"]?.text == "price")
    #expect(try #require(test["rootMeanSquaredError"]?.number) < 500)
    let history = try TrainingHistory(json: try folder.bytes("h.json"))
    #expect(history.metric == .rSquared && history.configuration.targetScaling != nil)
    let predicted = try limn("predict --model m.onnx --input rows.csv --json", in: folder)
    let outputs = try #require(try JSON(predicted.output).object?["outputs"]?.numbers)
    #expect(outputs.count == 1 && (15000...30000).contains(outputs[0]))
    // The note in the file makes the file again.
    let metadata = try ONNXModel.read(path: "\(folder.path)/m.onnx").metadata
    let command = try #require(metadata.first { $0.key == "command" }?.value)
    #expect(command.contains("--task regression"))
    _ = try limn("\(command.dropFirst("limn ".count)) --output n.onnx", in: folder)
    #expect(try folder.bytes("m.onnx") == folder.bytes("n.onnx"))
  }

  @Test func severalLabelsAreLearntTogether() throws {
    let folder = try folder()
    let outcome = try limn(
      "\(Self.quick) --labels flags.csv --output m.onnx --history h.csv --figure f.svg", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("trained as --task multilabel"))
    #expect(outcome.output.contains("label accuracy"))
    #expect(outcome.output.contains("    large: accuracy "))
    #expect(try folder.text("h.csv").contains("training_label_accuracy"))
    let network = try ONNXModel.read(path: "\(folder.path)/m.onnx").network
    #expect(network.output.link == .sigmoid && network.output.count == 2)
    let confusion = try limn(
      "plot confusion --model m.onnx --class-names large,old --input rows.csv --labels flags.csv "
        + "--output c.svg --json", in: folder)
    #expect(confusion.status == 0, "\(confusion.error)")
    let labels = try #require(try JSON(confusion.output).object?["labels"]?.objects)
    #expect(labels.compactMap { $0["name"]?.text } == ["large", "old"])
    #expect(try #require(labels[0]["accuracy"]?.number) > 0.8)
  }

  /// Of a model whose file has no names, the labels' heading has them.
  @Test func theHeadingOfLabelsNamesOutputs() throws {
    let folder = try folder()
    let network = try Network(
      inputShape: .vector(2),
      layers: [
        Dense(weights: Matrix(rows: 2, columns: 2, elements: [9, 0, 0, 9]), bias: [-4.5, -4.5]),
        Sigmoid(),
      ])
    try folder.put("foreign.onnx", try TestModels.file(network))
    let outcome = try limn(
      "plot confusion --model foreign.onnx --input rows.csv --labels flags.csv --output c.svg --json",
      in: folder)
    let labels = try #require(try JSON(outcome.output).object?["labels"]?.objects, "\(outcome)")
    #expect(labels.compactMap { $0["name"]?.text } == ["large", "old"])
    let report = try limn(
      "report --model foreign.onnx --input rows.csv --labels flags.csv --method saliency --output out",
      in: folder)
    #expect(report.status == 0, "\(report.error)")
    #expect(try folder.text("out/index.html").contains("large"))
  }

  @Test func aRegressionIsReportedAndDrawn() throws {
    let folder = try folder()
    _ = try limn("\(Self.quick) --labels numbers.csv --output m.onnx", in: folder)
    for command in ["confusion", "units"] {
      let drawn = try limn(
        "plot \(command) --model m.onnx --input rows.csv --labels numbers.csv --output \(command).svg",
        in: folder)
      #expect(drawn.status == 0, "\(drawn.error)")
      let text = try folder.text("\(command).svg")
      #expect(!text.contains("class") && !text.contains("probability"), "\(command)")
    }
    let activations = try limn(
      "plot activations --model m.onnx --input rows.csv --output a.svg", in: folder)
    #expect(activations.status == 0, "\(activations.error)")
    let report = try limn(
      "report --model m.onnx --input rows.csv --labels numbers.csv --method saliency --output out",
      in: folder)
    #expect(report.status == 0, "\(report.error)")
    #expect(report.output.contains("R² 0.9"))
    let fit = try JSON(try folder.text("out/report.json")).object?["fit"]?.objects
    #expect(try #require(fit?.first?["rSquared"]?.number) > 0.9)
  }

  /// Wrong labels, each with its place and what was expected.
  @Test(arguments: [
    ("1\n2.5\n3", "--task classification", 65, "labels.csv, row 1: 2.5 is not a class"),
    (
      "1,0\n0,2\n1,1", "--task multilabel", 65,
      "labels.csv, row 1, column 1: 2.0 is not a valid label"
    ),
    ("1,0\n0,1\n1,0", "", 64, "labels.csv has a single 1 in each row of 2 columns"),
    (
      "1,0\n0,1\n1,1", "--task classification", 65,
      "labels.csv has 2 columns, and a row has one class"
    ),
    ("1\n2", "", 65, "labels.csv has 2 labels for the 3 rows of x.csv."),
    (
      "1\n0\n1", "--loss binary-cross-entropy", 64,
      "the loss binary-cross-entropy does not fit a classification"
    ),
    ("a\nb\nc", "--task regression", 65, "labels.csv, line 2, column 1: \"b\" is not a number"),
  ])
  func wrongLabelsAreRefused(_ labels: String, _ options: String, _ status: Int32, _ words: String)
    throws
  {
    let folder = try Folder()
    try folder.put("x.csv", "1,2\n3,4\n5,6")
    try folder.put("labels.csv", labels)
    let outcome = try limn("train --data x.csv --labels labels.csv \(options)", in: folder)
    #expect(outcome.status == status)
    #expect(outcome.error.contains("Error: \(words)"), "\(outcome.error)")
    #expect(outcome.output == "" && folder.names() == ["labels.csv", "x.csv"])
  }

  @Test func aTaskIsNoneOfTheDigits() throws {
    let outcome = try limn("train --task regression", in: try Folder())
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("--task belongs to --data"))
  }
}

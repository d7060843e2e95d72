import Limn
import Testing

@Suite struct TrainTests {
  private static let quick = "train --hidden 8 --epochs 3"

  @Test func sameOptionsGiveTheSameBytesAndAnotherSeedOthers() throws {
    let folder = try Folder()
    for (name, seed) in [("a", 0), ("b", 0), ("c", 1)] {
      let outcome = try limn(
        "\(Self.quick) --seed \(seed) --dropout 0.2 --output \(name).onnx --history \(name).json",
        in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.error == "")
    }
    #expect(try folder.bytes("a.onnx") == folder.bytes("b.onnx"))
    #expect(try folder.bytes("a.json") == folder.bytes("b.json"))
    #expect(try folder.bytes("a.onnx") != folder.bytes("c.onnx"))
    #expect(try TrainingHistory(json: try folder.bytes("a.json")).epochs.count == 3)
  }

  /// The file's note is a command that makes the file again.
  @Test(arguments: [
    "--optimizer momentum --schedule step --step-factor 0.3 --step-epochs 1",
    "--optimizer gradient-descent --schedule cosine --final-rate 0.01 --loss mean-squared-error",
    "--activation tanh --no-early-stopping --batch-size 100 --weight-decay 0.01 --split-seed 2",
  ])
  func recordedCommandMakesTheFileAgain(_ options: String) throws {
    let folder = try Folder()
    let outcome = try limn("\(Self.quick) \(options) --output a.onnx", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let metadata = try ONNXModel.read(path: "\(folder.path)/a.onnx").metadata
    let command = try #require(metadata.first { $0.key == "command" }?.value)
    #expect(command.hasPrefix("limn train "))
    _ = try limn("\(command.dropFirst("limn ".count)) --output b.onnx", in: folder)
    #expect(try folder.bytes("a.onnx") == folder.bytes("b.onnx"))
  }

  private static let layers = "conv4x3,relu,maxpool2,conv6x3s2,relu,dense8,relu,dropout0.1"

  @Test func aConvolutionalNetworkIsTrainedSavedAndExplained() throws {
    let folder = try Folder()
    let outcome = try limn(
      "train --layers \(Self.layers) --epochs 2 --history h.json --figure f.png --json "
        + "--output a.onnx", in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let result = try #require(try JSON(outcome.output).object)
    #expect(result["networkName"]?.text == "8×8-4×8×8-6×2×2-8-10")
    #expect(try #require(result["test"]?.object?["accuracy"]?.number) > 0.2)
    let model = try ONNXModel.read(path: "\(folder.path)/a.onnx")
    #expect(
      model.network.layers.map(\.kind) == [
        "Scaling", "Convolution", "ReLU", "MaxPool", "Convolution", "ReLU", "Dense", "ReLU",
        "Dense", "Softmax",
      ])
    let command = try #require(model.metadata.first { $0.key == "command" }?.value)
    #expect(command.contains("--layers \(Self.layers) "))
    _ = try limn("\(command.dropFirst("limn ".count)) --output b.onnx", in: folder)
    #expect(try folder.bytes("a.onnx") == folder.bytes("b.onnx"))
    for line in [
      "explain --model a.onnx --digit 3 --method integrated-gradients --output out",
      "summary --model a.onnx", "plot training h.json --output t.png",
    ] {
      let outcome = try limn(line, in: folder)
      #expect(outcome.status == 0, "\(line): \(outcome.error)")
    }
    let compared = try limn(
      "train --layers conv2x3,relu,dense4,relu --epochs 1 --compare sgd,adam --figure c.png",
      in: folder)
    #expect(compared.status == 0, "\(compared.error)")
  }

  @Test(arguments: [
    ("--layers conv8", "layer 1 of the list, \"conv8\""),
    ("--layers relu,,relu", "layer 2 of the list, \"\""),
    ("--layers dense8,conv4x3", "layer 2 of the list, conv4x3, takes an image, and gets 8 values"),
    ("--layers maxpool9", "9×9 pixels or more"), ("--layers relu --hidden 8", "leave out --hidden"),
    ("--layers relu --dropout 0.1", "leave out --hidden"),
  ])
  func whatIsNoNetworkIsRefused(_ options: String, _ words: String) throws {
    let folder = try Folder()
    let outcome = try limn("train \(options) --epochs 1", in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(outcome.output == "")
    #expect(folder.names().isEmpty)
  }

  @Test func trainedModelIsExplained() throws {
    let folder = try Folder()
    let trained = try limn("\(Self.quick) --json --history h.csv", in: folder)
    let result = try #require(try JSON(trained.output).object, "\(trained)")
    #expect(result["networkName"]?.text == "64-8-10")
    #expect(result["epochsRun"]?.number == 3)
    #expect(try #require(result["test"]?.object?["accuracy"]?.number) > 0.5)
    #expect(try CSVTable(path: "\(folder.path)/h.csv").values.rows == 3)
    #expect(folder.names() == ["h.csv", "model.onnx"])
    let explained = try limn(
      "explain --model model.onnx --digit 0 --baseline mean --output out", in: folder)
    #expect(explained.status == 0, "\(explained.error)")
  }

  @Test func divergingRunKeepsItsHistoryAndWritesNoModel() throws {
    let folder = try Folder()
    let outcome = try limn(
      "\(Self.quick) --optimizer sgd --learning-rate 1e30 --history h.json", in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("Error: the loss is no longer a finite number, in epoch 1"))
    #expect(outcome.error.split(separator: "\n").count == 1)
    #expect(folder.names() == ["h.json"])
    let history = try TrainingHistory(json: try folder.bytes("h.json"))
    guard case .diverged(epoch: 1, _) = history.outcome else {
      Issue.record("\(history.outcome)")
      return
    }
  }

  /// Own data: two classes on a line, told apart by their sign.
  @Test func ownDataAreLearnt() throws {
    let folder = try Folder()
    var random = RandomStream(seed: 1)
    var (rows, labels) = ("x,y\n", "class\n")
    for index in 0..<100 {
      let side = index % 2 == 0 ? 1.0 : -1.0
      rows += "\(side + 0.1 * random.normal()),\(random.normal())\n"
      labels += "\(index % 2)\n"
    }
    try folder.put("rows.csv", rows)
    try folder.put("labels.csv", labels)
    let outcome = try limn(
      "train --data rows.csv --labels labels.csv --hidden none --learning-rate 0.1 --json",
      in: folder)
    let result = try #require(try JSON(outcome.output).object, "\(outcome)")
    #expect(result["networkName"]?.text == "2-2")
    #expect(result["test"]?.object?["accuracy"]?.number == 1)
    let explained = try limn(
      "explain --model model.onnx --input rows.csv --row 0 --method shap --json", in: folder)
    let values = try #require(
      try JSON(explained.output).object?["methods"]?.array?[0].object?["values"]?.numbers)
    #expect(abs(values[0]) > abs(values[1]))
  }

  @Test func everyOptimizerAndActivationHasItsName() throws {
    let folder = try Folder()
    for optimizer in StandardOptimizer.allCases {
      let outcome = try limn(
        "train --hidden none --epochs 1 --optimizer \(optimizer.rawValue)", in: folder)
      #expect(outcome.status == 0, "\(optimizer): \(outcome.error)")
    }
    for activation in Activation.allCases {
      let outcome = try limn(
        "train --hidden 4 --epochs 1 --activation \(activation.rawValue)", in: folder)
      #expect(outcome.status == 0, "\(activation): \(outcome.error)")
      let explained = try limn(
        "explain --model model.onnx --digit 0 --method integrated-gradients --json", in: folder)
      #expect(explained.status == 0, "\(activation): \(explained.error)")
    }
  }
}

import Limn
import Testing

/// Models that are no softmax over numbered classes, and names, from the command line.
@Suite struct SchemaTests {
  /// y = 2a − b + 0.5 from two features.
  private static func regression() throws -> [UInt8] {
    try TestModels.file(
      Network(
        inputShape: .vector(2),
        layers: [Dense(weights: Matrix(rows: [[2], [-1]], columns: 1), bias: [0.5])]))
  }

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("line.onnx", try Self.regression())
    try folder.put("rows.csv", Array("width,height\n3,1\n0,0\n".utf8))
    return folder
  }

  @Test func aRegressionIsANumber() throws {
    let outcome = try limn("predict --model line.onnx --input rows.csv", in: folder())
    #expect(outcome.status == 0)
    #expect(outcome.output == "rows.csv, row 0: predicted 5.5\n")
    let json = try limn("predict --model line.onnx --input rows.csv --json", in: folder())
    let result = try #require(try JSON(json.output).object)
    #expect(result.keys.sorted() == ["input", "model", "outputs", "predicted", "task"])
    #expect(result["outputs"]?.numbers == [5.5])
    #expect(json.output.contains("\"predicted\" : null"))
    #expect(result["task"]?.text == "regression")
  }

  @Test func aRegressionIsExplainedAsItsOutput() throws {
    let outcome = try limn(
      "explain --model line.onnx --input rows.csv --method integrated-gradients --json",
      in: folder())
    #expect(outcome.status == 0)
    let result = try #require(try JSON(outcome.output).object)
    #expect(result["objective"]?.text == "output")
    #expect(result["explain"]?.text == "output")
    let method = try #require(result["methods"]?.array?.first?.object)
    // Against the mean of the rows, 1.5 and 0.5.
    #expect(method["values"]?.numbers == [3, -0.5])
    for scale in ["logit", "probability"] {
      let refused = try limn(
        "explain --model line.onnx --input rows.csv --explain \(scale)", in: folder())
      #expect(refused.status == 64)
      #expect(refused.error.contains("a number has no \(scale): explain it with --explain output"))
    }
  }

  @Test func oneOutputMayBeReadAsAYesOrNo() throws {
    let outcome = try limn(
      "predict --model line.onnx --input rows.csv --task classification --class-names ripe",
      in: folder())
    #expect(outcome.output.hasPrefix("rows.csv, row 0: predicted ripe with probability 99.6%\n"))
    let other = try limn(
      "predict --model line.onnx --input rows.csv --row 1 --task multilabel --json", in: folder())
    #expect(try JSON(other.output).object?["task"]?.text == "multilabel")
  }

  @Test func classesGoByTheirNames() throws {
    let folder = try folder()
    try folder.put("three.onnx", try TestModels.file(try TestModels.vector()))
    try folder.put("x.csv", Array("1,2,3,4\n".utf8))
    try folder.put("names.txt", Array("setosa\nversicolor\nvirginica\n".utf8))
    let common = "--model three.onnx --input x.csv --class-names names.txt"
    let outcome = try limn(
      "explain \(common) --target virginica --against setosa --json", in: folder)
    let result = try #require(try JSON(outcome.output).object)
    #expect(result["objective"]?.text == "logit of virginica − logit of setosa")
    #expect(result["target"]?.number == 2)
    let predicted = try limn("predict \(common)", in: folder)
    #expect(predicted.output.contains("setosa"))
    let unknown = try limn("explain \(common) --target rose", in: folder)
    #expect(unknown.status == 64)
    #expect(
      unknown.error.contains(
        "no class or output \"rose\": it has setosa, versicolor, virginica"))
  }

  @Test(arguments: [
    ("a,b", "2 names for 3 outputs"), ("a,,c", "name 2 of a,,c is empty"),
    ("a,b,a", "\"a\" appears twice"),
    ("rotten.txt", "rotten.txt, line 2: byte 3, 0xFF, is not valid UTF-8"),
  ])
  func badNamesAreRefused(names: String, words: String) throws {
    let folder = try folder()
    try folder.put("three.onnx", try TestModels.file(try TestModels.vector()))
    try folder.put("x.csv", Array("1,2,3,4\n".utf8))
    try folder.put("rotten.txt", [0x61, 0x0A, 0x62, 0xFF, 0x0A])
    let outcome = try limn(
      "predict --model three.onnx --input x.csv --class-names \(names)", in: folder)
    #expect(outcome.status == (names == "rotten.txt" ? 65 : 64))
    #expect(outcome.error.contains(words))
  }

  /// Names in the model file are taken, and those of the command line stand before them.
  @Test func theFilesOwnNamesAreUsed() throws {
    let folder = try folder()
    let named = try TestModels.vector().named(
      features: ["a", "b", "c", "d"], outputs: ["setosa", "versicolor", "virginica"])
    try folder.put("named.onnx", try TestModels.file(named))
    try NPYWriter.write([1, 2, 3, 4], shape: [1, 4], to: "\(folder.path)/x.npy")
    let predicted = try limn("predict --model named.onnx --input x.npy --json", in: folder)
    let label = try #require(try JSON(predicted.output).object?["label"]?.text)
    #expect(["setosa", "versicolor", "virginica"].contains(label))
    func explained(_ options: String) throws -> [String: JSON] {
      try #require(
        try JSON(
          limn("explain --model named.onnx --input x.npy --json --target \(options)", in: folder)
            .output
        ).object)
    }
    let result = try explained("virginica")
    #expect(result["target"]?.number == 2)
    #expect(result["label"]?.text == label)
    #expect(result["featureNames"]?.array?.map(\.text) == ["a", "b", "c", "d"])
    let other = try explained("z --class-names x,y,z --feature-names p,q,r,s")
    #expect(other["objective"]?.text == "logit of z")
    #expect(other["featureNames"]?.array?.map(\.text) == ["p", "q", "r", "s"])
  }

  /// The option stands before the heading of the data as well.
  @Test func givenFeatureNamesStandBeforeAHeading() throws {
    let outcome = try limn(
      "explain --model line.onnx --input rows.csv --feature-names p,q --json", in: folder())
    let result = try #require(try JSON(outcome.output).object)
    #expect(result["featureNames"]?.array?.map(\.text) == ["p", "q"])
  }

  @Test func trainingWritesTheHeadingsNames() throws {
    let folder = try Folder()
    let rows = (0..<40).map { "\($0),\(40 - $0)" }.joined(separator: "\n")
    try folder.put("rows.csv", Array("width,height\n\(rows)\n".utf8))
    let classes = (0..<40).map { $0 < 20 ? "0" : "1" }.joined(separator: "\n")
    try folder.put("classes.csv", Array("class\n\(classes)\n".utf8))
    let outcome = try limn(
      "train --data rows.csv --labels classes.csv --hidden none --epochs 1 --output m.onnx",
      in: folder)
    #expect(outcome.status == 0)
    let model = try ONNXModel.read(path: "\(folder.path)/m.onnx")
    #expect(model.network.input.names == ["width", "height"])
  }

  @Test func flagsCannotBeTakenForClasses() throws {
    let folder = try folder()
    let flags = try Network(
      inputShape: .vector(2),
      layers: [
        Dense(
          weights: Matrix(rows: [[1, 1, -1, 1], [0, 0, 0, 0]], columns: 4), bias: [0, -9, 0, 0]),
        Sigmoid(),
      ])
    try folder.put("flags.onnx", try TestModels.file(flags))
    try folder.put("two.csv", Array("1,0\n0,0\n".utf8))
    func sentence(_ options: String) throws -> Substring? {
      let outcome = try limn("predict --model flags.onnx --input two.csv \(options)", in: folder)
      return outcome.output.split(separator: "\n").first
    }
    #expect(try sentence("--row 0") == "two.csv, row 0: flags set: output 0, output 3")
    #expect(try sentence("--row 1") == "two.csv, row 1: no flag set")
    #expect(
      try sentence("--row 0 --class-names rain,wind,snow,fog")
        == "two.csv, row 0: predicted rain and fog")
    let json = try limn("predict --model flags.onnx --input two.csv --json", in: folder)
    #expect(json.output.contains("\"predicted\" : null"))
  }
}

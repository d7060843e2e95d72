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
    #expect(method["values"]?.numbers == [6, -1])
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
    ("a,b,a", "\"a\" stands twice"), ("rotten.txt", "no text in UTF-8"),
  ])
  func badNamesAreRefused(names: String, words: String) throws {
    let folder = try folder()
    try folder.put("three.onnx", try TestModels.file(try TestModels.vector()))
    try folder.put("x.csv", Array("1,2,3,4\n".utf8))
    try folder.put("rotten.txt", [0x61, 0xFF, 0x0A])
    let outcome = try limn(
      "predict --model three.onnx --input x.csv --class-names \(names)", in: folder)
    #expect(outcome.status == (names == "rotten.txt" ? 65 : 64))
    #expect(outcome.error.contains(words))
  }
}

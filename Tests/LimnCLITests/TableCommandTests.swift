import Foundation
import Limn
import Testing

@Suite struct TableCommandTests {
  /// Two kinds that differ in one of three features, on scales far apart.
  private func folder() throws -> Folder {
    let folder = try Folder()
    var stream = RandomStream(seed: 5)
    var text = "id,grams,dollars,noise,kind\n"
    for row in 0..<120 {
      let isDear = row % 2 == 0
      let dollars = (isDear ? 50_000.0 : 30_000) + 4000 * stream.uniform()
      text += "r\(row),\(0.001 * stream.uniform()),\(dollars),\(stream.uniform()),"
      text += isDear ? "dear\n" : "cheap\n"
    }
    try folder.put("t.csv", text)
    return folder
  }

  private let columns = "--label-column kind --id-column id"

  @Test func aTableIsLearntExplainedAndReportedByItsNames() throws {
    let folder = try folder()
    let trained = try limn(
      "train --data t.csv \(columns) --epochs 30 --output m.onnx --json", in: folder)
    #expect(trained.status == 0, "\(trained.error)")
    let result = try #require(try JSON(trained.output).object)
    #expect(trained.output.contains("\"isStandardised\" : true"))
    #expect(result["test"]?.object?["accuracy"]?.number == 1)
    let network = try ONNXModel.read(path: "\(folder.path)/m.onnx").network
    #expect(network.layers.first is Scaling)
    #expect(network.output.names == ["cheap", "dear"])
    #expect(network.input.names == ["grams", "dollars", "noise"])

    let explained = try limn(
      "explain --model m.onnx --input t.csv \(columns) --row 4 --json", in: folder)
    #expect(explained.status == 0, "\(explained.error)")
    let document = try #require(try JSON(explained.output).object)
    #expect(document["label"]?.text == "dear")
    #expect(document["input"]?.object?["name"]?.text == "t.csv, r4")
    #expect(document["input"]?.object?["labelled"]?.number == 1)
    #expect(
      document["baseline"]?.text
        == "mean of t.csv; for lime and shap 100 of the 120 rows of t.csv, drawn by seed 0")

    let named = try limn(
      "explain --model m.onnx --input t.csv \(columns) --row r4 --json", in: folder)
    #expect(named.output == explained.output)
    for (row, status, words) in [
      ("r999", 66 as Int32, "no row of t.csv is called \"r999\""),
      ("999", 66, "t.csv has no row 999: its rows are 0 to 119"),
    ] {
      let refused = try limn(
        "predict --model m.onnx --input t.csv \(columns) --row \(row)", in: folder)
      #expect(refused.status == status && refused.error.contains(words), "\(refused)")
    }
    let unnamed = try limn(
      "predict --model m.onnx --input t.csv --label-column kind --drop id --row r4", in: folder)
    #expect(
      unnamed.status == 64 && unnamed.error.contains("give the column of names with --id-column"),
      "\(unnamed)")

    let report = try limn(
      "report --model m.onnx --input t.csv \(columns) --rows 0-19 --method shap --output r "
        + "--evaluate 0", in: folder)
    #expect(report.status == 0, "\(report.error)")
    let summary = try #require(
      try JSON(String(decoding: try folder.bytes("r/report.json"), as: UTF8.self)).object)
    #expect(summary["correct"]?.number ?? 20 == 20)
  }

  /// A new row has no label and no name: the columns that are no features may be the background's alone.
  @Test func aNewRowIsExplainedBesideTheTable() throws {
    let folder = try folder()
    #expect(
      try limn("train --data t.csv \(columns) --epochs 30 --output m.onnx", in: folder).status == 0)
    try folder.put("new.csv", "noise,dollars,grams\n0.5,52000,0.0004\n")
    let line = "explain --model m.onnx --input new.csv --background t.csv --json"
    let explained = try limn("\(line) \(columns)", in: folder)
    #expect(explained.status == 0, "\(explained.error)")
    let document = try #require(try JSON(explained.output).object)
    #expect(document["label"]?.text == "dear")
    #expect(document["input"]?.object?["name"]?.text == "new.csv, row 0")
    #expect(document["input"]?.object?["labelled"]?.number == nil)
    #expect(document["baseline"]?.text?.hasPrefix("mean of t.csv; for lime and shap") == true)
    // One that neither has is a mistake, and so is one without a background to have it.
    for refused in [
      try limn("\(line) --label-column sort --id-column id", in: folder),
      try limn("explain --model m.onnx --input new.csv --label-column kind --json", in: folder),
    ] {
      #expect(refused.status == 66 || refused.status == 64, "\(refused)")
      #expect(refused.error.hasPrefix("Error: new.csv has no column"), "\(refused)")
    }
  }

  /// Numbers to be met: their heading is the output's name everywhere, and the report's fit is drawn.
  @Test func aRegressionIsCalledByItsColumnAndDrawn() throws {
    let folder = try Folder()
    var stream = RandomStream(seed: 6)
    var text = "id,area,floor,price\n"
    for row in 0..<80 {
      let (area, floor) = (40 + 80 * stream.uniform(), 9 * stream.uniform())
      text += "h\(row),\(area),\(floor),\(1000 * area + 2000 * floor + 900 * stream.normal())\n"
    }
    try folder.put("t.csv", text)
    let columns = "--label-column price --id-column id"
    let trained = try limn(
      "train --data t.csv \(columns) --task regression --epochs 60 --output m.onnx", in: folder)
    #expect(trained.status == 0 && trained.output.contains("price: off by"), "\(trained)")
    let network = try ONNXModel.read(path: "\(folder.path)/m.onnx").network
    #expect(network.output.names == ["price"])
    let report = try limn(
      "report --model m.onnx --input t.csv \(columns) --rows 10-79 --method saliency --evaluate 0 "
        + "--output r", in: folder)
    #expect(report.status == 0, "\(report.error)")
    let drawn = try limn("plot predicted r --output fit.svg --json", in: folder)
    #expect(drawn.status == 0, "\(drawn.error)")
    let output = try #require(try JSON(drawn.output).object?["outputs"]?.objects?.first)
    #expect(output["name"]?.text == "price" && output["examples"]?.number == 70)

    // From the model's own answers.
    let file = try InputFile(
      path: "\(folder.path)/t.csv", schema: network.input,
      columns: TableColumns(label: "price", id: "id"))
    let inputs = try file.matrix().rows(at: Array(10..<80))
    let right = try #require(file.labels).dropFirst(10).compactMap(Double.init)
    let off = zip(network.scores(of: inputs).elements, right).map { Double($0) - $1 }
    let root = (off.reduce(0) { $0 + $1 * $1 } / 70).squareRoot()
    let found = try #require(output["rootMeanSquaredError"]?.number)
    #expect(abs(found - root) < 1e-4 * root)
    let fits = try ReportedTable(folder: "\(folder.path)/r").fits()
    #expect(fits.rowNames == (10..<80).map { "h\($0)" })
    #expect(
      fits.outputs.count == 1 && fits.outputs[0].targets.map(Float.init) == right.map(Float.init))

    try folder.put("unlabelled.csv", "area,floor\n50,1\n60,2\n")
    _ = try limn(
      "report --model m.onnx --input unlabelled.csv --method saliency --evaluate 0 --output u",
      in: folder)
    let refused = try limn("plot predicted u --output u.png", in: folder)
    #expect(refused.status == 65 && refused.error.contains("--label-column"), "\(refused)")
  }

  @Test func columnsInAnotherOrderGiveTheSame() throws {
    let folder = try folder()
    _ = try limn("train --data t.csv \(columns) --epochs 3 --output m.onnx", in: folder)
    try folder.put("a.csv", "grams,dollars,noise\n0.0005,41000,0.5\n")
    try folder.put("b.tsv", "noise\tgrams\tdollars\n0.5\t0.0005\t41000\n")
    func outputs(_ file: String) throws -> [Double]? {
      let outcome = try limn("predict --model m.onnx --input \(file) --json", in: folder)
      return try JSON(outcome.output).object?["outputs"]?.numbers
    }
    let first = try #require(try outputs("a.csv"))
    #expect(try outputs("b.tsv") == first)
    try folder.put("c.csv", "grams,euros,noise\n0.0005,41000,0.5\n")
    let refused = try limn("predict --model m.onnx --input c.csv", in: folder)
    #expect(refused.status == 65)
    #expect(
      refused.error.contains(
        "it lacks \"dollars\", and the model does not know \"euros\""), "\(refused.error)")
  }

  @Test func standardInputIsAFileLikeOthers() throws {
    let folder = try folder()
    _ = try limn("train --data t.csv \(columns) --epochs 3 --output m.onnx", in: folder)
    var command = Command()
    command.preparation = "exec <t.csv"
    let piped = try command.run(
      "explain --model m.onnx --input - \(columns) --row 4 --method shap --json"
        .split(separator: " ").map(String.init), in: folder)
    #expect(piped.status == 0, "\(piped.error)")
    let named = try limn(
      "explain --model m.onnx --input t.csv \(columns) --row 4 --method shap --json", in: folder)
    func methods(_ outcome: Command.Outcome) -> Substring? {
      outcome.output.range(of: "\"methods\"").map { outcome.output[$0.lowerBound...] }
    }
    #expect(methods(piped) != nil && methods(piped) == methods(named))
  }

  /// What numpy 2.4.6 wrote: `savez_compressed(none=zeros((1, 64), uint8), line=…)`, with eight pixels of ink.
  private static let archive = """
    UEsDBC0AAAAIAAAAIQBWVzC4//////////8IABQAbm9uZS5ucHkBABAAwAAAAAAAAABKAAAAAAAAAJvsF+obEMnIUM\
    ZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6CmYmmjoKtQrkAi4GCgEAUEsD\
    BC0AAAAIAAAAIQDN8yGE//////////8IABQAbGluZS5ucHkBABAAwAAAAAAAAABQAAAAAAAAAJvsF+obEMnIUMZQrZ\
    6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6CmYmmjoKtQrkAi4GLEAACrDJoQMA\
    UEsBAi0DLQAAAAgAAAAhAFZXMLhKAAAAwAAAAAgAAAAAAAAAAAAAAIABAAAAAG5vbmUubnB5UEsBAi0DLQAAAAgAAA\
    AhAM3zIYRQAAAAwAAAAAgAAAAAAAAAAAAAAIABhAAAAGxpbmUubnB5UEsFBgAAAAACAAIAbAAAAA4BAAAAAA==
    """

  @Test func anArrayOfAnArchiveThroughStandardInput() throws {
    let folder = try Folder()
    try folder.put("z.npz", Array(try #require(Data(base64Encoded: Self.archive))))
    func piped(_ input: String) throws -> Command.Outcome {
      var command = Command()
      command.preparation = "exec <z.npz"
      return try command.run(["predict", "--json", "--input", input], in: folder)
    }
    let named = try limn("predict --json --input z.npz:line", in: folder)
    let found = try piped("-:line")
    func outputs(_ outcome: Command.Outcome) throws -> [Double]? {
      try JSON(outcome.output).object?["outputs"]?.numbers
    }
    #expect(found.status == 0 && named.status == 0, "\(found)")
    #expect(try outputs(found) != nil && outputs(found) == outputs(named))
    let unnamed = try piped("-")
    #expect(unnamed.error.contains("standard input holds "), "\(unnamed.error)")
    #expect(unnamed.error.contains("choose one with -:NAME."), "\(unnamed.error)")
    let unknown = try piped("-:z")
    #expect(unknown.error.contains("standard input holds no array"), "\(unknown.error)")
  }

  @Test func aBaselineThatIsAskedForIsEveryones() throws {
    let folder = try folder()
    _ = try limn("train --data t.csv \(columns) --epochs 3 --output m.onnx", in: folder)
    for (choice, words) in [("zeros", "zeros"), ("median", "median of t.csv")] {
      let outcome = try limn(
        "explain --model m.onnx --input t.csv \(columns) --baseline \(choice) --json", in: folder)
      #expect(try JSON(outcome.output).object?["baseline"]?.text == words, "\(outcome.error)")
    }
    try folder.put("one.csv", "grams,dollars,noise\n0.0005,41000,0.5\n")
    let alone = try limn("explain --model m.onnx --input one.csv --json", in: folder)
    #expect(try JSON(alone.output).object?["baseline"]?.text == "zeros")
    #expect(alone.error.hasPrefix("Note: the table has one row"))
  }

  /// A price by a word and two numbers, one of which is a code.
  private func cars() throws -> Folder {
    let folder = try Folder()
    var stream = RandomStream(seed: 6)
    var text = "fuel,age,size,kind\n"
    for row in 0..<120 {
      let fuel = ["diesel", "petrol", "steam, old"][row % 3]
      let age = 10 * stream.uniform()
      let isDear = (fuel == "petrol") != (age > 5)
      text += "\(fuel.contains(",") ? "\"\(fuel)\"" : fuel),\(age),\(1 + row % 2),"
      text += isDear ? "dear\n" : "cheap\n"
    }
    try folder.put("c.csv", text)
    return folder
  }

  @Test func columnsOfWordsAreLearntAndExplainedWhole() throws {
    let folder = try cars()
    let trained = try limn(
      "train --data c.csv --label-column kind --category-columns size --epochs 60 --output m.onnx",
      in: folder)
    #expect(trained.status == 0, "\(trained.error)")
    #expect(
      trained.error.contains("categories, one-hot in the model: \"fuel\" (3), \"size\" (2)."))
    let model = try ONNXModel.read(path: "\(folder.path)/m.onnx")
    #expect(model.network.input.names == ["fuel", "age", "size"])
    #expect(
      model.network.input.categories == [
        0: Categories(["diesel", "petrol", "steam, old"]), 2: Categories(["1", "2"]),
      ])
    // Ones and zeros stay as they are; the number is standardised.
    let scaling = try #require(model.network.layers[1] as? Scaling)
    #expect(scaling.factor.enumerated().allSatisfy { ($0 == 3) == ($1 != 1) })
    #expect(
      model.metadata.contains {
        $0.key == "command" && $0.value.contains("--category-columns size")
      })

    let explained = try limn(
      "explain --model m.onnx --input c.csv --label-column kind --row 1 --method shap "
        + "--method integrated-gradients --output e", in: folder)
    #expect(explained.status == 0, "\(explained.error)")
    #expect(explained.output.contains("fuel = petrol") && explained.output.contains("size = 2"))
    #expect(explained.output.contains("mean of c.csv, of categories the most frequent one"))
    let document = try #require(
      try JSON(String(decoding: try folder.bytes("e/explanation.json"), as: UTF8.self)).object)
    #expect(document["featureNames"]?.array?.count == 3)
    let report = try limn(
      "report --model m.onnx --input c.csv --label-column kind --rows 0-7 --method shap --output r "
        + "--evaluate 4", in: folder)
    #expect(report.status == 0, "\(report.error)")
    #expect(
      try String(decoding: folder.bytes("r/report.json"), as: UTF8.self).contains("steam, old"))
    for picture in ["waterfall r --row 1", "dependence r --feature fuel", "beeswarm r"] {
      let drawn = try limn("plot \(picture) --output p.svg", in: folder)
      #expect(drawn.status == 0, "\(drawn.error)")
    }

    try folder.put("d.csv", "size,fuel,age\n2,petrol,4\n2,gas,4\n")
    let refused = try limn("predict --model m.onnx --input d.csv --row 0", in: folder)
    #expect(
      refused.status == 65
        && refused.error.contains(
          "d.csv, line 3, column 2 (\"fuel\"): \"gas\" is not one of the model's categories"),
      "\(refused)")
    let tabular = try limn(
      "explain --model m.onnx --input c.csv --label-column kind --method lime-tabular", in: folder)
    #expect(tabular.status == 64 && tabular.error.contains("shap and lime"), "\(tabular)")
  }
}

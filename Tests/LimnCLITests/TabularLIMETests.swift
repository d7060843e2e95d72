import Limn
import Testing

/// `--method lime-tabular`: LIME that perturbs rows of a table, by the scales of some data.
@Suite struct TabularLIMETests {
  private func object(_ line: String, in folder: borrowing Folder) throws -> [String: JSON] {
    let outcome = try limn(line, in: folder)
    #expect(outcome.status == 0 && outcome.error == "", "\(outcome)")
    return try #require(try JSON(outcome.output).object, "\(outcome)")
  }

  private func values(_ document: [String: JSON], method: Int = 0) throws -> [Double] {
    let methods = try #require(document["methods"]?.objects)
    return try #require(methods[method]["values"]?.numbers)
  }

  /// Equal but for the last digit, in which Foundation's parser may err.
  private func expectEqual(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (value, other) in zip(found, expected) {
      #expect(abs(value - other) <= 1e-14 * max(1, abs(other)), "\(found) for \(expected)")
    }
  }

  private func refused(
    _ line: String, in folder: borrowing Folder, status: Int32, _ says: String
  ) throws {
    let outcome = try limn(line, in: folder)
    #expect(outcome.status == status, "\(outcome)")
    #expect(outcome.error.contains(says), "\(outcome.error)")
  }

  /// A table whose second column has ten times the first one's spread, and a constant third.
  private func putTable(into folder: borrowing Folder) throws {
    let rows = (0..<40).map { "\($0 % 5),\(10 * ($0 % 7)),3,\(Float($0 % 3) / 2)" }
    try folder.put("table.csv", (["a,b,c,d"] + rows).joined(separator: "\n") + "\n")
    try folder.put("m.onnx", try TestModels.file(try TestModels.vector()))
  }

  /// Every option reaches the library: the values are those of the attributor that it makes.
  @Test func optionsReachTheMethod() throws {
    let folder = try Folder()
    try putTable(into: folder)
    let network = try ONNXModel.read(path: "\(folder.path)/m.onnx").network
    let table = try CSVTable(path: "\(folder.path)/table.csv").values
    let line =
      "explain --model m.onnx --input table.csv --row 7 --background table.csv --target 1 "
      + "--method lime-tabular --json"
    func expected(_ lime: TabularLIME) throws -> [Double] {
      try lime.attribution(of: Array(table[row: 7]), objective: .logit(1)).values
    }
    let plain = try object(line, in: folder)
    let standard = try TabularLIME(network, background: table)
    try expectEqual(values(plain), expected(standard))
    #expect(try values(plain)[2] == 0)
    #expect(plain["baseline"]?.text == "for lime-tabular the mean of table.csv")
    let options = try #require(plain["methods"]?.objects?.first?["options"]?.object)
    #expect(options["representation"]?.text == "standardised")
    // Of 5,000 evaluations one is of the background's mean.
    #expect(options["samples"]?.text == "4999")

    let other = try object(
      "\(line) --representation quartiles --samples 700 --kernel-width 2 --ridge 0.5 "
        + "--select highest:2 --seed 3", in: folder)
    let set = try TabularLIME(
      network, background: table, representation: .quartiles, samples: 700, kernelWidth: 2,
      ridge: 0.5, selection: .highestWeights(2), seed: 3)
    try expectEqual(values(other), expected(set))
    #expect(try values(other).count { $0 != 0 } == 2)
  }

  /// Of digits the data are known: the ones that the embedded model was trained on.
  @Test func digitsHaveTheirTrainingSet() throws {
    let folder = try Folder()
    let training = Digits.all.inputs.rows(at: try Split(of: Digits.all).training)
    try NPYWriter.write(
      training.elements, shape: [training.rows, 8, 8], to: "\(folder.path)/training.npy")
    let line = "explain --digit 17 --method lime-tabular --method lime --json"
    let byDefault = try object(line, in: folder)
    #expect(
      byDefault["baseline"]?.text == "zeros; for lime-tabular the mean of the training digits")
    let named = try object("\(line) --samples 5000 --background training.npy", in: folder)
    #expect(
      named["baseline"]?.text
        == "for lime 100 of the 1078 rows of training.npy, drawn by seed 0; "
        + "for lime-tabular the mean of training.npy")
    #expect(try values(byDefault) == values(named))
    // Masks show the baseline where no file is named.
    let masks = try object("explain --digit 17 --method lime --json", in: folder)
    #expect(try values(byDefault, method: 1) == values(masks))
    // Pixels that are never inked do not vary.
    #expect(try values(byDefault)[0] == 0)
  }

  /// A score at the baseline is told only where all methods start from it.
  @Test func baselinesAreTold() throws {
    let folder = try Folder()
    let digit = "explain --digit 17 --samples 300 --output out --method lime-tabular"
    let alone = try limn(digit, in: folder).output
    #expect(
      alone.contains(" at the baseline (for lime-tabular the mean of the training digits)\n"),
      "\(alone)")
    let both = try limn("\(digit) --method saliency", in: folder).output
    #expect(
      both.contains("; baselines: zeros; for lime-tabular the mean of the training digits\n"),
      "\(both)")
    #expect(!both.contains("at the baseline"))
    let saliency = try limn("explain --digit 17 --method saliency", in: folder).output
    #expect(saliency.contains(" at the baseline (zeros)\n"), "\(saliency)")
  }

  @Test func reportsAndEvaluatesAsOtherMethods() throws {
    let folder = try Folder()
    let line = "--digits 0-5 --method lime-tabular --samples 300"
    let report = try object("report \(line) --evaluate 2 --output out --json", in: folder)
    #expect(report["methods"]?.objects?.compactMap { $0["name"]?.text } == ["lime-tabular"])
    let names = folder.names(in: "out/attributions")
    #expect(names.contains("lime-tabular.npy") && names.contains("lime-tabular-error.npy"))
    let explained = try object(
      "explain --digit 5 --method lime-tabular --samples 300 --json", in: folder)
    let file = try NPYFile(path: "\(folder.path)/out/attributions/lime-tabular.npy").matrix()
    #expect(try file.rows(5..<6).elements == values(explained).map { Float($0) })
    // The same folder under another option is another run.
    try refused(
      "report \(line) --evaluate 2 --output out --representation quartiles", in: folder,
      status: 73, "out holds another run")
    let evaluated = try object("evaluate \(line) --json", in: folder)
    let methods = try #require(evaluated["table"]?.object?["methods"]?.objects)
    #expect(methods.compactMap { $0["method"]?.text } == ["lime-tabular"])
    #expect(methods[0]["randomization"]?.array?.isEmpty == false)
  }

  @Test func whatCannotBeIsSaid() throws {
    let folder = try Folder()
    try putTable(into: folder)
    try folder.put("one.csv", "1,2,3,4\n")
    try folder.put("same.csv", "1,2,3,4\n1,2,3,4\n")
    let line = "explain --model m.onnx --input table.csv --json --method"
    // Without a background the table itself is it, and a single row tells of no scale.
    #expect(
      try limn("\(line) lime-tabular", in: folder).output
        == limn("\(line) lime-tabular --background table.csv", in: folder).output)
    for name in ["one.csv", "same.csv"] {
      try refused(
        "\(line) lime-tabular --background \(name)", in: folder, status: 65,
        "no feature varies in \(name)")
    }
    try refused(
      "\(line) lime --representation quartiles", in: folder, status: 64,
      "--representation belongs to lime-tabular, which is not among the methods.")
    try refused(
      "\(line) lime-tabular --background table.csv --distance cosine", in: folder, status: 64,
      "--distance belongs to lime, which is not among the methods.")
    try refused(
      "\(line) saliency --background table.csv", in: folder, status: 64,
      "--background belongs to lime, lime-tabular, shap, smoothgrad, vargrad, occlusion, "
        + "feature-ablation, deeplift, expected-gradients, shap-interactions, rise, none of which is "
        + "among the methods.")
    try refused(
      "\(line) lime-tabular --background table.csv --representation bins", in: folder, status: 64,
      "'bins' is invalid for '--representation")
  }
}

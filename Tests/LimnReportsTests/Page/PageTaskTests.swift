import LimnCore
import LimnData
import LimnNetwork
import LimnReports
import LimnTraining
import Testing

/// Reports of answers that are no classes: their numbers, and their page in a browser.
@Suite struct PageTaskTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  /// Ten rows of three features, and a file of them.
  private func rows() throws -> (Matrix, InputFile) {
    var stream = RandomStream(seed: 4)
    let inputs = Matrix(rows: 10, columns: 3) { target in
      for i in target.indices { target[i] = Float(Int(stream.normal() * 100)) / 50 }
    }
    let lines = (0..<10).map { row in inputs[row: row].map { "\($0)" }.joined(separator: ",") }
    let path = "\(place.path)/rows.csv"
    try AtomicFile.write(Array(lines.joined(separator: "\n").utf8), to: path)
    return (inputs, try InputFile(path: path, shape: .vector(3)))
  }

  private func network(_ output: OutputSchema) throws -> Network {
    try NetworkArchitecture(inputShape: .vector(3), hidden: [4], output: output)
      .network(seed: 3).named(features: ["面积", "房龄", "楼层"])
  }

  private func report(
    _ network: Network, _ file: InputFile, _ targets: Targets, scale: Objective.Scale
  ) throws -> ReportSummary {
    let report = try BatchReport(
      model: ReportModel(network, name: "model.onnx"),
      inputs: ReportInputs(file, targets: targets), objective: ReportObjective(scale: scale),
      baseline: "zeros", methods: Batches.methods(network), evaluation: ReportEvaluation(rows: 4),
      page: PageContent(title: "A report", of: network), version: "test")
    _ = try report.run(to: "\(place.path)/run", work: Work(workers: 1))
    return try ReportSummary(file: "\(place.path)/run/report.json")
  }

  private func page() throws -> String {
    String(decoding: try FileBytes.read("\(place.path)/run/index.html"), as: UTF8.self)
  }

  private func table() throws -> [[String]] {
    String(decoding: try FileBytes.read("\(place.path)/run/predictions.csv"), as: UTF8.self)
      .split(separator: "\r\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
  }

  @Test(.enabled(if: Browser.path != nil, Browser.absence))
  func aRegressionHasNumbersAndNoClasses() throws {
    let (inputs, file) = try rows()
    let network = try network(
      OutputSchema(count: 1, link: .identity, names: ["价格"]))
    var stream = RandomStream(seed: 9)
    let predicted = network.scores(of: inputs)
    let right = predicted.map { $0 + Float(0.3 * stream.normal()) }
    let set = try LabeledSet(inputs: inputs, targets: .numbers(right))
    let summary = try report(network, file, .numbers(right), scale: .output)
    let fit = try RegressionFit.all(of: network, on: set)[0]
    let found = try #require(summary.fit?.first)
    #expect(found.name == "价格" && found.rows == 10)
    #expect(abs(try #require(found.rSquared) - (try #require(fit.rSquared))) < 1e-6)
    #expect(abs(try #require(found.meanSquaredError) - fit.meanSquaredError) < 1e-6)
    #expect(abs(try #require(found.meanAbsoluteError) - fit.meanAbsoluteError) < 1e-6)
    #expect(summary.accuracy == nil && summary.confusion == nil && summary.labels == nil)
    #expect(summary.run.model.classCount == nil && summary.run.model.output == network.output)
    let lines = try table()
    #expect(
      Array(lines[0].prefix(6)) == ["row", "status", "label_0", "output_0", "residual_0", "target"])
    for row in 0..<10 {
      #expect(
        lines[row + 1][2] == "\(right[row, 0])" && lines[row + 1][3] == "\(predicted[row, 0])")
    }
    let errors = (0..<10).map { abs(predicted[$0, 0] - right[$0, 0]) }
    let worst = errors.indices.max { errors[$0] < errors[$1] } ?? 0
    let hundredths = Int((100 * (try #require(fit.rSquared))).rounded())
    let script = Probe.regression.replacing(
      "{{rSquared}}", with: "0.\(String(hundredths + 100).dropFirst())"
    )
    .replacing("{{worst}}", with: "\(worst)")
    let results = try Browser.probe(page(), in: place, script)
    #expect(results.last == "errors []")
    for line in results.dropLast() { #expect(line.hasPrefix("ok "), "\(line)") }
    #expect(results.count == 13)
  }

  @Test(.enabled(if: Browser.path != nil, Browser.absence))
  func severalLabelsEachHaveTheirFigures() throws {
    let (inputs, file) = try rows()
    let network = try network(
      OutputSchema(count: 3, link: .sigmoid, names: ["rain", "wind", "snow"]))
    let scores = network.scores(of: inputs)
    // Every fourth answer is wrong.
    let flags = Matrix(rows: 10, columns: 3) { target in
      for i in target.indices { target[i] = (scores.elements[i] > 0) == (i % 4 != 0) ? 1 : 0 }
    }
    let summary = try report(network, file, .flags(flags), scale: .logit)
    let matrices = try ConfusionMatrix.ofLabels(
      of: network, on: LabeledSet(inputs: inputs, targets: .flags(flags)))
    let labels = try #require(summary.labels)
    #expect(labels.map(\.counts) == matrices.map(\.counts))
    #expect(labels.map(\.f1) == matrices.map { $0.f1(of: 1) })
    #expect(summary.fit == nil && summary.confusion == nil && summary.accuracy == nil)
    let lines = try table()
    func list(_ holds: (Int) -> Bool) -> String {
      (0..<3).filter(holds).map(String.init).joined(separator: " ")
    }
    for row in 0..<10 {
      #expect(lines[row + 1][2] == list { flags[row, $0] > 0.5 })
      #expect(lines[row + 1][3] == list { scores[row, $0] > 0 })
    }
    let right = matrices.reduce(0) { $0 + $1.correct }
    let tenths = (1000 * right + 15) / 30
    let names = ["rain", "wind", "snow"].enumerated().filter { scores[0, $0.offset] > 0 }.map(
      \.element)
    let first =
      names.isEmpty
      ? "none of 3 labels"
      : names.count == 1
        ? names[0] : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    let wrong = (0..<10).count { row in (0..<3).contains { (row * 3 + $0) % 4 == 0 } }
    let script = Probe.labelled.replacing("{{share}}", with: "\(tenths / 10).\(tenths % 10)")
      .replacing("{{wind}}", with: "\((0..<10).count { flags[$0, 1] > 0.5 })")
      .replacing("{{wrong}}", with: "\(wrong)").replacing("{{first}}", with: first)
    let results = try Browser.probe(page(), in: place, script)
    #expect(results.last == "errors []")
    for line in results.dropLast() { #expect(line.hasPrefix("ok "), "\(line)") }
    #expect(results.count == 8)
  }

  @Test func labelsOfAnotherKindAreRefused() throws {
    let (_, file) = try rows()
    let network = try network(OutputSchema(count: 1, link: .identity))
    #expect(
      throws: ReportError.labelsOfTask(found: .classification, expected: .regression)
    ) {
      try report(
        network, file, .classes([Int](repeating: 0, count: 10), count: 2), scale: .output)
    }
    #expect(throws: ReportError.badLabel(row: 3, column: 0)) {
      var numbers = Matrix(rows: 10, columns: 1)
      numbers[3, 0] = .infinity
      _ = try report(network, file, .numbers(numbers), scale: .output)
    }
  }
}

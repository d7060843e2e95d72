import LimnAttribution
import LimnCore
import LimnData
import LimnReports
import Testing

/// What a run writes, and what it refuses.
@Suite struct BatchReportTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private func array(_ name: String) throws -> (shape: [Int], values: Matrix) {
    let file = try NPYFile(path: "\(place.path)/run/\(name)")
    return (file.header.shape, try file.matrix())
  }

  @Test func arraysHoldWhatTheMethodsSay() throws {
    let report = try Batches.digits()
    _ = try report.run(to: "\(place.path)/run", work: Work(workers: 2))
    let network = try Batches.network()
    let methods = try Batches.methods(network)
    let inputs = Digits.all.inputs.rows(100..<400)
    let predicted = network.scores(of: inputs).argmaxOfRows()
    for method in methods {
      let name = method.attributor.name
      // All rows at once: other products than the chunks', the same values but for rounding.
      let expected = try method.attributor.attributions(
        of: inputs, objectives: predicted.map { .logit($0) }, work: Work(workers: 1))
      let (shape, values) = try array("attributions/\(name).npy")
      #expect(shape == [300, 8, 8])
      for (row, attribution) in expected.enumerated() {
        for (pixel, value) in attribution.values.enumerated() {
          #expect(abs(Double(values[row, pixel]) - value) < 1e-5)
        }
      }
      guard expected[0].standardErrors != nil else {
        #expect(!Folder.exists("\(place.path)/run/attributions/\(name)-error.npy"))
        continue
      }
      let errors = try array("attributions/\(name)-error.npy")
      #expect(errors.shape == [300, 8, 8])
      for (row, attribution) in expected.enumerated() {
        for (pixel, error) in (attribution.standardErrors ?? []).enumerated() {
          #expect(abs(Double(errors.values[row, pixel]) - error) < 1e-5)
        }
      }
    }
  }

  @Test func rivalIsTheLabelOrTheNextBest() throws {
    _ = try Batches.digits().run(to: "\(place.path)/run", work: Work(workers: 2))
    let network = try Batches.network()
    let inputs = Digits.all.inputs.rows(100..<400)
    let scores = network.scores(of: inputs)
    let method = try IntegratedGradients(network)
    let (_, values) = try array("attributions/integrated-gradients-against-rival.npy")
    for row in 0..<300 {
      let order = (0..<10).sorted { scores[row, $0] > scores[row, $1] }
      let label = Digits.all.labels[100 + row]
      let rival = label == order[0] ? order[1] : label
      let expected = try method.attribution(
        of: Array(inputs[row: row]), objective: .logit(order[0], against: rival))
      for (pixel, value) in expected.values.enumerated() {
        #expect(abs(Double(values[row, pixel]) - value) < 1e-5)
      }
    }
  }

  @Test func sameBytesForAnyNumberOfWorkers() throws {
    for workers in [1, 2, 8] {
      _ = try Batches.digits().run(to: "\(place.path)/\(workers)", work: Work(workers: workers))
    }
    let one = try place.files(in: "1")
    #expect(
      Set(one.keys) == [
        "index.html", "report.json", "predictions.csv", "attributions/integrated-gradients.npy",
        "attributions/integrated-gradients-against-rival.npy", "attributions/smoothgrad.npy",
        "attributions/smoothgrad-error.npy", "attributions/smoothgrad-against-rival.npy",
        "attributions/smoothgrad-against-rival-error.npy",
      ])
    #expect(try place.files(in: "2") == one)
    #expect(try place.files(in: "8") == one)
  }

  @Test func summaryCountsRight() throws {
    guard
      case .report(let summary) = try Batches.digits().run(
        to: "\(place.path)/run", work: Work(workers: 2))
    else {
      Issue.record("no report")
      return
    }
    #expect(try ReportSummary(file: "\(place.path)/run/report.json") == summary)
    let network = try Batches.network()
    let predicted = network.scores(of: Digits.all.inputs.rows(100..<400)).argmaxOfRows()
    let labels = Digits.all.labels[100..<400]
    let correct = zip(predicted, labels).count { $0 == $1 }
    #expect(summary.accuracy == Double(correct) / 300)
    #expect(summary.explained == 300)
    #expect(summary.badRowCount == 0)
    let confusion = try #require(summary.confusion)
    for (label, row) in confusion.enumerated() {
      for (prediction, count) in row.enumerated() {
        #expect(count == zip(predicted, labels).count { $0 == (prediction, label) })
      }
    }
    #expect(summary.methods.map(\.name) == ["integrated-gradients", "smoothgrad"])
    #expect(summary.methods[1].meanAbsoluteGap == nil, "a slope has no gap")
  }

  @Test func anotherRunIsRefused() throws {
    let folder = "\(place.path)/run"
    _ = try Batches.digits(seed: 1).run(to: folder, work: Work(workers: 2))
    let before = try place.files(in: "run")
    #expect(
      throws: ReportError.otherRun(
        folder: folder,
        differences: [
          RunPlan.Difference(
            aspect: "seed of smoothgrad", found: "1", expected: "2")
        ])
    ) { try Batches.digits(seed: 2).run(to: folder, work: Work(workers: 2)) }
    #expect(try place.files(in: "run") == before)
    _ = try Batches.digits(seed: 2).run(to: folder, replacement: .replace, work: Work(workers: 2))
    _ = try Batches.digits(seed: 2).run(to: "\(place.path)/other", work: Work(workers: 2))
    #expect(try place.files(in: "run") == place.files(in: "other"))
  }

  @Test func unfinishedWorkOfAnotherRunIsRefused() throws {
    let folder = "\(place.path)/run"
    let cancellation = Cancellation()
    #expect(throws: ReportError.stopped(done: 128, total: 300)) {
      try Batches.digits(seed: 1).run(
        to: folder,
        work: Work(workers: 1, cancellation: cancellation) {
          if $0.done >= 128 { cancellation.cancel() }
        })
    }
    #expect {
      try Batches.digits(seed: 2).run(to: folder, work: Work(workers: 1))
    } throws: { error in
      guard case ReportError.otherRun = error else { return false }
      return true
    }
    _ = try Batches.digits(seed: 2).run(to: folder, replacement: .replace, work: Work(workers: 1))
    _ = try Batches.digits(seed: 2).run(to: "\(place.path)/other", work: Work(workers: 1))
    #expect(try place.files(in: "run") == place.files(in: "other"))
  }

  /// Results of a method that the new run does not have must not stay behind.
  @Test func replacementLeavesNothingOld() throws {
    let folder = "\(place.path)/run"
    let network = try Batches.network()
    let old = try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(digits: 0..<3),
      baseline: "zeros", methods: [ReportMethod(Saliency(network), settings: [])],
      page: PageContent(title: "Old"), version: "test")
    _ = try old.run(to: folder, work: Work(workers: 1))
    try AtomicFile.write([1], to: "\(folder)/notes.txt")
    _ = try Batches.digits().run(to: folder, replacement: .replace, work: Work(workers: 2))
    let files = try place.files(in: "run")
    #expect(files["attributions/saliency.npy"] == nil)
    #expect(files["notes.txt"] == [1])
  }

  @Test(arguments: ["index.html", "predictions.csv"])
  func foreignFilesAreNotOverwritten(name: String) throws {
    try Folder.create("\(place.path)/run")
    try AtomicFile.write([7], to: "\(place.path)/run/\(name)")
    #expect(throws: ReportError.foreignFile("\(place.path)/run/\(name)")) {
      try Batches.digits(0..<3).run(to: "\(place.path)/run", work: Work(workers: 1))
    }
    #expect(try place.files(in: "run") == [name: [7]])
  }

  /// A changed summary must not make a replacement delete files elsewhere.
  @Test func changedSummaryLeadsNowhere() throws {
    let folder = "\(place.path)/run"
    _ = try Batches.digits(0..<3).run(to: folder, work: Work(workers: 1))
    try AtomicFile.write([1], to: "\(place.path)/precious")
    let text = String(decoding: try FileBytes.read("\(folder)/report.json"), as: UTF8.self)
    let changed = text.replacing("\"predictions.csv\"", with: "\"../precious\"")
    try #require(changed != text)
    try AtomicFile.write(Array(changed.utf8), to: "\(folder)/report.json")
    #expect(throws: ReportError.foreignFile("\(folder)/report.json")) {
      try Batches.digits(0..<4).run(
        to: folder, replacement: .replace, work: Work(workers: 1))
    }
    #expect(Folder.exists("\(place.path)/precious"))
  }

  @Test func twoRunsInOneFolder() throws {
    let folder = "\(place.path)/run"
    let lock = try RunFolder(output: folder, shard: nil)
    #expect(throws: ReportError.folderInUse("\(folder)/unfinished")) {
      try Batches.digits().run(to: folder, work: Work(workers: 1))
    }
    _ = consume lock
    _ = try Batches.digits().run(to: folder, work: Work(workers: 1))
  }

  @Test func rangesThatAreNotThere() throws {
    #expect(throws: ReportError.emptyRange) { try ReportInputs(digits: 5..<5) }
    #expect(throws: ReportError.rangeBeyondInputs(lower: 1790, upper: 1800, count: 1797)) {
      try ReportInputs(digits: 1790..<1800)
    }
    #expect(throws: ReportError.rangeBeyondInputs(lower: -1, upper: 3, count: 1797)) {
      try ReportInputs(digits: -1..<3)
    }
  }

  @Test func requestsThatMakeNoSense() throws {
    let network = try Batches.network()
    func report(_ methods: [ReportMethod], _ objective: ReportObjective = .init()) throws {
      _ = try BatchReport(
        model: ReportModel(network, name: "m"), inputs: ReportInputs(digits: 0..<3),
        objective: objective, baseline: "zeros", methods: methods, page: PageContent(title: ""),
        version: "test")
    }
    let saliency = ReportMethod(try Saliency(network), settings: [])
    #expect(throws: ReportError.noMethods) { try report([]) }
    #expect(throws: ReportError.duplicateMethod("saliency")) { try report([saliency, saliency]) }
    #expect(throws: ModelError.noSuchClass(10, outputCount: 10)) {
      try report([saliency], ReportObjective(target: .label(10)))
    }
    #expect(throws: ModelError.noSuchClass(-1, outputCount: 10)) {
      try report([saliency], ReportObjective(against: -1))
    }
    #expect(throws: ModelError.classAgainstItself(4)) {
      try report([saliency], ReportObjective(target: .label(4), against: 4))
    }
    try report([saliency], ReportObjective(against: 0))
  }
}

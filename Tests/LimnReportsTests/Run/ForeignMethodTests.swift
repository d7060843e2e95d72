import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import LimnReports
import Testing

/// Methods that are none of Limn's, in reports and evaluations.
@Suite struct ForeignMethodTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  /// A method of a library user's: each value of the input, scaled.
  private struct Scaled: Attributor {
    struct Configuration: MethodConfiguration {
      static let method = "scaled-input"
      var factor = 2.0
      func validate() throws { try SettingRange("factor", 0.5...8).check(factor) }
      func bound(to model: any Model) throws -> any Attributor {
        try validate()
        return Scaled(model: model, factor: factor, isConfigured: true)
      }
    }

    let model: any Model
    let factor: Double
    let isConfigured: Bool

    var name: String { Configuration.method }
    var configuration: (any MethodConfiguration)? {
      isConfigured ? Configuration(factor: factor) : nil
    }

    func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
      -> [Attribution]
    {
      (0..<inputs.rows).map { row in
        Attribution(
          method: name, objective: objectives[row], shape: model.inputShape,
          values: inputs[row: row].map { factor * Double($0) }, scoreAtInput: 1,
          scoreAtBaseline: 0, evaluations: 0)
      }
    }
  }

  private func report(_ methods: [ReportMethod], rows: Range<Int> = 0..<20) throws -> BatchReport {
    let network = try Batches.network()
    return try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(digits: rows),
      baseline: "zeros", methods: methods, evaluation: ReportEvaluation(rows: 4),
      page: PageContent(title: "Foreign"), version: "test")
  }

  @Test(arguments: [true, false]) func foreignMethod(isConfigured: Bool) throws {
    let network = try Batches.network()
    let foreign = Scaled(model: network, factor: 3, isConfigured: isConfigured)
    if !isConfigured {
      #expect(throws: ReportError.unnamedSettings(method: "scaled-input")) {
        try ReportMethod(foreign)
      }
    }
    let method =
      try isConfigured
      ? ReportMethod(foreign) : ReportMethod(foreign, settings: [.init("factor", "3.0")])
    let own = try ReportMethod(Saliency(network))
    let report = try report([method, own])
    #expect(report.plan.methods[0].settings == [.init("factor", "3.0")])
    guard case .report = try report.run(to: "\(place.path)/run", work: Work(workers: 2)) else {
      Issue.record("no report")
      return
    }
    let array = try #require(try place.files(in: "run")["attributions/scaled-input.npy"])
    let values = array.suffix(20 * 64 * 4)
    let first = values.withUnsafeBytes { bytes in
      (0..<64).map {
        Float(bitPattern: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
      }
    }
    #expect(first == Digits.all.inputs[row: 0].map { 3 * $0 })

    // Another factor is another run.
    let other = Scaled(model: network, factor: 4, isConfigured: true)
    #expect {
      try self.report([ReportMethod(other), own]).run(
        to: "\(place.path)/run", work: Work(workers: 1))
    } throws: { error in
      guard case ReportError.otherRun(_, let differences) = error else { return false }
      return differences == [.init(aspect: "factor of scaled-input", found: "3.0", expected: "4.0")]
    }
  }

  /// With a configuration a foreign method is bound to random networks as well.
  @Test func foreignMethodIsEvaluated() throws {
    let network = try Batches.network()
    let inputs = Digits.all.inputs.rows(0..<8)
    let batch = try ExplainedBatch(
      model: network, inputs: inputs,
      objectives: network.scores(of: inputs).argmaxOfRows().map { .logit($0) })
    for isConfigured in [true, false] {
      let method = EvaluatedMethod(Scaled(model: network, factor: 2, isConfigured: isConfigured))
      let table = try Evaluation(seed: 1).table(of: [method], on: batch, work: Work(workers: 1))
      #expect(table.methods[0].method == "scaled-input")
      // The input does not depend on the model, so random weights change nothing.
      let stages = table.methods[0].randomization
      #expect(stages.isEmpty == !isConfigured)
      for stage in stages { #expect(stage.spread?.median == 1) }
    }
  }

  @Test(arguments: [
    "", "../x", "a/b", ".hidden", "a\0b", "Lime", "-x", String(repeating: "a", count: 65),
  ])
  func namesThatAreNoFiles(name: String) throws {
    struct Named: Attributor {
      let name: String
      func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
        -> [Attribution]
      { [] }
    }
    #expect(throws: ReportError.methodName(name)) {
      try report([ReportMethod(Named(name: name), settings: [])])
    }
  }

  /// Two methods of different names whose files would have one.
  @Test func namesWhoseFilesMeet() throws {
    struct Named: Attributor {
      let name: String
      func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
        -> [Attribution]
      { [] }
    }
    #expect(throws: ReportError.duplicateMethod("a-error")) {
      try report(["a", "a-error"].map { ReportMethod(Named(name: $0), settings: []) })
    }
  }
}

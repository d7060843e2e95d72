import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import LimnReports
import Synchronization
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A run that puts its methods to the test keeps every promise of a run.
@Suite struct EvaluatedRunTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private func report(rows: Int = 8, seed: UInt64 = 3) throws -> BatchReport {
    try Batches.digits(evaluation: ReportEvaluation(rows: rows, seed: seed))
  }

  private func evaluation(in folder: String) throws -> SampleEvaluation {
    try JSONDecoder().decode(
      SampleEvaluation.self, from: Data(FileBytes.read("\(place.path)/\(folder)/evaluation.json")))
  }

  private func digest(_ outcome: BatchReport.Outcome) throws -> EvaluationDigest? {
    guard case .report(let summary) = outcome else {
      Issue.record("no report: \(outcome)")
      return nil
    }
    return summary.evaluation
  }

  /// Against the evaluation of the same digits made by hand.
  @Test func findsWhatAnEvaluationOfTheSampleFinds() throws {
    let outcome = try report().run(to: "\(place.path)/run", work: Work(workers: 2))
    let found = try evaluation(in: "run")
    #expect(found.rows.count == 8 && found.badRows == [])
    // One from each eighth of the digits 100 to 399.
    for (index, row) in found.rows.enumerated() {
      #expect((100 + index * 300 / 8..<100 + (index + 1) * 300 / 8).contains(row))
    }
    let network = try Batches.network()
    let inputs = Digits.all.inputs.rows(at: found.rows)
    let expected = try Evaluation(seed: 3).table(
      of: Batches.methods(network).map { EvaluatedMethod($0.attributor) },
      on: ExplainedBatch(
        model: network, inputs: inputs,
        objectives: network.scores(of: inputs).argmaxOfRows().map { .logit($0) },
        indices: found.rows), work: Work(workers: 1))
    #expect(found.table == expected)
    #expect(expected.methods.allSatisfy { $0[.parameterRandomization]?.spread != nil })

    let digest = try #require(try digest(outcome))
    #expect(digest.rows == found.rows)
    #expect(digest.methods.map(\.name) == ["integrated-gradients", "smoothgrad"])
    for (method, whole) in zip(digest.methods, expected.methods) {
      #expect(method.metrics.map(\.metric) == Metric.usual)
      #expect(method.metrics.map(\.spread) == whole.metrics.map(\.spread))
      #expect(method.metrics.map(\.controlSpread) == whole.metrics.map(\.controlSpread))
      #expect(method.metrics.map(\.verdict) == whole.metrics.map(\.verdict))
    }
    #expect(digest.agreements.map(\.measures) == expected.agreements.map(\.measures))
    #expect(Folder.exists("\(place.path)/run/\(digest.file)"))
  }

  @Test func sameBytesForAnyNumberOfWorkers() throws {
    for workers in [1, 2, 8] {
      _ = try report().run(to: "\(place.path)/\(workers)", work: Work(workers: workers))
    }
    let one = try place.files(in: "1")
    #expect(one["evaluation.json"] != nil)
    #expect(try place.files(in: "2") == one)
    #expect(try place.files(in: "8") == one)
  }

  @Test func partsAreTheWhole() throws {
    _ = try report().run(to: "\(place.path)/whole", work: Work(workers: 2))
    for number in [2, 1, 3] {
      let hasEvaluated = Mutex(false)
      _ = try report().run(
        to: "\(place.path)/parts", shard: Shard(number, of: 3),
        work: Work(workers: 2) { progress in
          if progress.activity == .evaluating { hasEvaluated.withLock { $0 = true } }
        })
      #expect(hasEvaluated.withLock { $0 } == (number == 1), "the first part does it for all")
    }
    _ = try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/merged")
    #expect(try place.files(in: "merged") == place.files(in: "whole"))

    let file = "\(place.path)/parts/part-1-of-3/evaluation"
    var bytes = try FileBytes.read(file)
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: file)
    #expect(throws: ReportError.damaged(file: file)) {
      try BatchReport.merge(["\(place.path)/parts"], into: "\(place.path)/again")
    }
    #expect(!Folder.exists("\(place.path)/again"))
  }

  @Test func stoppedInTheEvaluation() throws {
    _ = try report().run(to: "\(place.path)/whole", work: Work(workers: 2))
    let cancellation = Cancellation()
    #expect(throws: ReportError.stoppedInEvaluation) {
      try report().run(
        to: "\(place.path)/run",
        work: Work(workers: 2, cancellation: cancellation) {
          if $0.activity == .evaluating { cancellation.cancel() }
        })
    }
    #expect(try Folder.names(in: "\(place.path)/run") == ["unfinished"])
    _ = try report().run(to: "\(place.path)/run", work: Work(workers: 1))
    #expect(try place.files(in: "run") == place.files(in: "whole"))
  }

  /// A finished evaluation is kept, one that a crash has torn is made again.
  @Test(arguments: [false, true]) func stoppedAfterTheEvaluation(isTorn: Bool) throws {
    _ = try report().run(to: "\(place.path)/whole", work: Work(workers: 2))
    let cancellation = Cancellation()
    #expect(throws: ReportError.stopped(done: 300, total: 300)) {
      try report().run(
        to: "\(place.path)/run",
        work: Work(workers: 2, cancellation: cancellation) {
          if $0.activity == .writing { cancellation.cancel() }
        })
    }
    let file = "\(place.path)/run/unfinished/evaluation"
    if isTorn {
      try AtomicFile.write(Array(try FileBytes.read(file).dropLast(100)), to: file)
    }
    let hasEvaluated = Mutex(false)
    _ = try report().run(
      to: "\(place.path)/run",
      work: Work(workers: 1) { progress in
        if progress.activity == .evaluating { hasEvaluated.withLock { $0 = true } }
      })
    #expect(hasEvaluated.withLock { $0 } == isTorn)
    #expect(try place.files(in: "run") == place.files(in: "whole"))
  }

  @Test func rowsThatCannotBeExplainedAreLeftOut() throws {
    let path = "\(place.path)/rows.npy"
    var rows = Digits.all.inputs.rows(0..<140)
    func run(_ folder: String) throws -> SampleEvaluation {
      try NPYWriter.write(rows.elements, shape: [rows.rows, 8, 8], to: path)
      _ = try Batches.file(path, badRows: .skip, evaluation: ReportEvaluation(rows: 7)).run(
        to: "\(place.path)/\(folder)", work: Work(workers: 2))
      return try evaluation(in: folder)
    }
    let sample = try run("good").rows
    rows[sample[2], 0] = .nan
    let found = try run("bad")
    #expect(found.badRows == [sample[2]])
    #expect(found.rows == sample.filter { $0 != sample[2] })
    #expect(found.table?.count == 6)

    rows = Matrix(rows: 3, columns: 64, elements: [Float](repeating: .nan, count: 192))
    let none = try run("none")
    #expect(none.rows == [] && none.badRows == [0, 1, 2] && none.table == nil)
  }

  @Test func sampleIsNeverLargerThanTheRun() throws {
    let report = try Batches.digits(5..<8, evaluation: ReportEvaluation(rows: 100))
    let digest = try #require(
      try digest(report.run(to: "\(place.path)/run", work: Work(workers: 2))))
    #expect(digest.rows == [5, 6, 7])
    #expect(digest.methods[0].metrics[1].verdict == .tooFewToTell)
  }

  @Test func withoutEvaluationThereIsNone() throws {
    let outcome = try Batches.digits().run(to: "\(place.path)/run", work: Work(workers: 2))
    #expect(try digest(outcome) == nil)
    #expect(!Folder.exists("\(place.path)/run/evaluation.json"))
    #expect(throws: ReportError.evaluationWithoutRows(0)) { try report(rows: 0) }
  }

  @Test func anotherSampleIsAnotherRun() throws {
    let folder = "\(place.path)/run"
    _ = try report(rows: 6).run(to: folder, work: Work(workers: 2))
    #expect(
      throws: ReportError.otherRun(
        folder: folder,
        differences: [
          RunPlan.Difference(
            aspect: "evaluated rows", found: "6", expected: "7")
        ])
    ) { try report(rows: 7).run(to: folder, work: Work(workers: 2)) }
    _ = try Batches.digits().run(to: folder, replacement: .replace, work: Work(workers: 2))
    #expect(!Folder.exists("\(folder)/evaluation.json"), "an old result stays behind")
  }
}

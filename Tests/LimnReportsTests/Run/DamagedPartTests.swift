import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import TestSupport
import Testing

@testable import LimnReports

/// The files of a part with damage behind the right digest and checksum: each is refused by an error of
/// ours, or a report is written of it. `make fuzz` tries more of them.
@Suite struct DamagedPartTests {
  private let place: TemporaryFolder
  private let run: StampedPlan
  private let page: PageContent
  private let chunk: Chunk
  private let evaluation: SampleEvaluation

  init() throws {
    place = try TemporaryFolder()
    let network = try NetworkArchitecture(
      inputShape: .vector(3), inputFactor: 1, hidden: [4], activation: .tanh, dropout: 0,
      classCount: 3
    ).network(seed: 1)
    // The second row is none that can be explained.
    try AtomicFile.write(Array("1,2,3\nnan,1,1\n".utf8), to: "\(place.path)/rows.csv")
    let report = try BatchReport(
      model: ReportModel(network, name: "m"),
      inputs: ReportInputs(
        try InputFile(path: "\(place.path)/rows.csv", shape: network.inputShape),
        targets: .classes([0, 2], count: 3)),
      objective: ReportObjective(target: .label(0), against: 1), baseline: "zeros",
      methods: [
        ReportMethod(
          TabularLIME(network, background: Matrix(rows: 2, columns: 3, repeating: 0)),
          settings: [.init("samples", "5000")]),
        ReportMethod(
          SmoothGrad(network, noise: GradientNoise(samples: 2, seed: 1)),
          settings: [.init("samples", "2")]),
        ReportMethod(
          try ShapleyInteractions(network, settings: .init(estimator: .sampled, evaluations: 8)),
          settings: [.init("evaluations", "8")]),
      ], badRows: .skip, evaluation: ReportEvaluation(rows: 1),
      page: PageContent(title: "T", modelFacts: [.init("parameters", "1")]), version: "1")
    let outcome = try report.run(
      to: "\(place.path)/parts", shard: Shard(1, of: 1), work: Work(workers: 1))
    guard case .part(let part) = outcome else { throw ReportError.noParts(folder: place.path) }
    run = try StampedPlan(RunPlan(file: RunFolder.planFile(in: part)))
    page = try PageContent(
      file: RunFolder.pageFile(in: part), sha256: run.plan.pageSHA256)
    chunk = try ChunkFolder(path: "\(part)/\(WorkPlace.chunks)").chunk(0, of: run)
    evaluation = try EvaluationFile(path: RunFolder.evaluationFile(in: part)).read(of: run)
  }

  /// How many of the damaged files are read, every eighth of those to the end, and how many refused.
  private func trial(
    of whole: [UInt8], count: Int, seed: UInt64,
    _ read: ([UInt8]) throws -> (StampedPlan, PageContent, Chunk, SampleEvaluation?)
  ) throws -> (read: Int, refused: Int) {
    let place = WorkPlace(path: "\(place.path)/report")
    try place.claim()
    var (readings, refusals) = (0, 0)
    for bytes in Mutations(of: [whole], count: count, seed: seed) {
      do {
        let (run, page, chunk, evaluation) = try read(bytes)
        readings += 1
        guard readings.isMultiple(of: 8), run.plan.chunkCount == 1 else { continue }
        _ = try ReportAssembly(plan: run.plan, page: page, evaluation: evaluation, place: place) {
          _ in chunk
        }.write(work: Work(workers: 1))
        try place.clearStaged()
      } catch is ReportError {
        refusals += 1
      }
    }
    return (readings, refusals)
  }

  private func sealed(_ content: some Collection<UInt8>) -> [UInt8] {
    let content = Array(content)
    return content + withUnsafeBytes(of: Checksum.of(content[...]).littleEndian, Array.init)
  }

  @Test func plans() throws {
    let found = try trial(of: run.plan.json(), count: 3000, seed: 31) { bytes in
      let run = try StampedPlan(try RunPlan(json: bytes, file: "plan.json"))
      _ = run.plan.differences(from: self.run.plan)
      return (
        run, page, try Chunk(bytes: chunk.bytes(of: run), of: run, file: "chunk"),
        run.plan.evaluation == nil
          ? nil
          : try SampleEvaluation(bytes: evaluation.bytes(of: run), of: run, file: "evaluation")
      )
    }
    #expect(found.read > 20 && found.refused > 1000, "\(found)")
  }

  @Test func pages() throws {
    let found = try trial(of: page.json(), count: 2000, seed: 32) { bytes in
      (run, try PageContent(json: bytes, file: "page.json"), chunk, evaluation)
    }
    #expect(found.read > 20 && found.refused > 500, "\(found)")
  }

  @Test func chunks() throws {
    let whole = chunk.bytes(of: run)
    let head = 8 + "limn chunk 3".utf8.count + 8 + run.digest.utf8.count
    let content = Array(whole[head..<whole.count - 8])
    let found = try trial(of: content, count: 4000, seed: 33) { bytes in
      (
        run, page,
        try Chunk(bytes: sealed(whole[..<head] + bytes), of: run, file: "chunk"), evaluation
      )
    }
    #expect(found.read > 20 && found.refused > 1000, "\(found)")
  }

  @Test func evaluations() throws {
    let whole = try evaluation.bytes(of: run)
    let head = 8 + "limn evaluation 2".utf8.count + 8 + run.digest.utf8.count
    let found = try trial(of: evaluation.json(), count: 2000, seed: 34) { bytes in
      let count = withUnsafeBytes(of: Int64(bytes.count).littleEndian, Array.init)
      let evaluation = try SampleEvaluation(
        bytes: sealed(Array(whole[..<head]) + count + bytes), of: run, file: "evaluation")
      return (run, page, chunk, evaluation)
    }
    #expect(found.read > 20 && found.refused > 500, "\(found)")
  }

  /// Numbers of rows that are finite each and together are not.
  @Test func numbersThatDoNotAddUp() throws {
    let huge = MethodNumbers(
      Attribution(
        method: "lime-tabular", objective: .logit(0), shape: .vector(3), values: [1e308, 0, 0],
        scoreAtInput: 1, scoreAtBaseline: 0, evaluations: 1))
    guard case .explained(let first) = chunk.rows[0] else { throw ReportError.noMethods }
    let rows = chunk.rows.map { _ in
      RowResult.explained(
        Prediction(
          values: first.values, predicted: first.predicted, target: first.target,
          rival: first.rival, methods: first.methods.map { _ in huge },
          agreements: first.agreements))
    }
    let changed = Chunk(
      index: 0, rows: rows, targets: chunk.targets, inputs: [Float](repeating: 0, count: 6),
      series: chunk.series.map {
        $0.map { _ in Series(values: [Float](repeating: 0, count: 6), errors: nil) }
      }, pairs: chunk.pairs)
    #expect(throws: ReportError.damaged(file: "chunk")) {
      try Chunk(bytes: changed.bytes(of: run), of: run, file: "chunk")
    }
  }
}

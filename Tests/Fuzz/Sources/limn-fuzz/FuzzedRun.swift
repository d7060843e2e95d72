import Limn

@testable import LimnReports

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A finished part of a small run, the files of which are what the readers of parts get. Bytes of a
/// chunk or an evaluation are closed with the right digest and checksum, so that what is tried is what
/// lies behind those.
struct FuzzedRun: Sendable {
  private let plan: StampedPlan
  private let page: PageContent
  private let chunk: Chunk
  private let evaluation: SampleEvaluation

  /// The files as the run wrote them.
  let planBytes: [UInt8]
  let pageBytes: [UInt8]
  let chunkBytes: ArraySlice<UInt8>
  let evaluationBytes: [UInt8]

  /// What stands before the content: the kind of the file and the plan's digest, each behind its count.
  private let chunkHead: ArraySlice<UInt8>
  private let evaluationHead: ArraySlice<UInt8>

  /// Runs of different kinds: with a rival and labels; with rows that are bad, and a surrogate's fit.
  static let all: Result<[FuzzedRun], any Error> = Result {
    try [FuzzedRun(hasRival: true), FuzzedRun(hasRival: false)]
  }

  /// Gives an input to all runs; what the last of them throws is thrown.
  static func each(_ read: (FuzzedRun) throws -> Void) throws {
    for run in try all.get().dropLast() {
      do { try read(run) } catch is ReportError {}
    }
    if let last = try all.get().last { try read(last) }
  }

  private init(hasRival: Bool) throws {
    let network = try NetworkArchitecture(
      inputShape: .vector(3), inputFactor: 1, hidden: [4], activation: .tanh, dropout: 0,
      classCount: 3
    ).network(seed: 1)
    let table = hasRival ? "1,2,3\n-1,0,2\n" : "1,2,3\nnan,1,1\n"
    let file = try InputFile(
      path: try StandIn.path(holding: Array(table.utf8)), shape: network.inputShape)
    let noise = try SmoothGrad(network, noise: GradientNoise(samples: 2, seed: 1))
    let other: any Attributor =
      hasRival
      ? try IntegratedGradients(network)
      : try TabularLIME(network, background: Matrix(rows: 2, columns: 3, repeating: 0))
    let report = try BatchReport(
      model: ReportModel(network, name: "m"),
      inputs: ReportInputs(
        file, targets: hasRival ? .classes([0, 2], count: 3) : nil),
      objective: ReportObjective(against: hasRival ? 1 : nil), baseline: "zeros",
      methods: [
        ReportMethod(other, settings: [.init("rule", "exact")]),
        ReportMethod(noise, settings: [.init("samples", "2")]),
      ], badRows: .skip, evaluation: ReportEvaluation(rows: 1),
      page: PageContent(
        title: "T", modelFacts: [.init("parameters", "1")],
        pictures: [.init(title: "p", description: "d", svg: "<svg/>")],
        classNames: ["a", "b", "c"],
        featureNames: ["x", "y", "z"]), version: "1")
    let folder = "\(StandIn.folder)/limn-fuzz-run-\(getpid())"
    guard case .part(let part) = try report.run(to: folder, shard: Shard(1, of: 1), work: Work())
    else { throw ReportError.noParts(folder: folder) }
    let planFile = RunFolder.planFile(in: part)
    let chunks = ChunkFolder(path: "\(part)/\(WorkPlace.chunks)")
    planBytes = try FileBytes.read(planFile)
    pageBytes = try FileBytes.read(RunFolder.pageFile(in: part))
    plan = try StampedPlan(RunPlan(file: planFile))
    page = try PageContent(json: pageBytes, file: "page")
    chunk = try chunks.chunk(0, of: plan)
    let bytes = chunk.bytes(of: plan)
    chunkHead = bytes[..<("limn chunk 3".utf8.count + 80)]
    chunkBytes = bytes[chunkHead.endIndex..<bytes.count - 8]
    evaluation = try EvaluationFile(path: RunFolder.evaluationFile(in: part)).read(of: plan)
    evaluationHead = try evaluation.bytes(of: plan)[..<("limn evaluation 2".utf8.count + 80)]
    // Without the indentation, which is half of it.
    evaluationBytes = Array(
      try evaluation.json().split(separator: UInt8(ascii: "\n"))
        .map { $0.drop { $0 == UInt8(ascii: " ") } }.joined())
    let place = WorkPlace(path: part)
    try place.clear()
    try place.abandon()
    try Folder.removeIfEmpty(folder)
  }

  private static func sealed(_ content: ArraySlice<UInt8>) -> [UInt8] {
    content + withUnsafeBytes(of: Checksum.of(content).littleEndian, Array.init)
  }

  func readPlan(_ bytes: [UInt8]) throws {
    let other = try RunPlan(json: bytes, file: "plan.json")
    _ = other.differences(from: plan.plan)
    let stamped = try StampedPlan(other)
    try assemble(
      stamped, page,
      try Chunk(bytes: chunk.bytes(of: stamped), of: stamped, file: "chunk"),
      other.evaluation == nil
        ? nil
        : try SampleEvaluation(
          bytes: evaluation.bytes(of: stamped), of: stamped, file: "evaluation"),
      turn: bytes)
  }

  func readPage(_ bytes: [UInt8]) throws {
    try assemble(
      plan, try PageContent(json: bytes, file: "page.json"), chunk, evaluation, turn: bytes)
  }

  func readChunk(_ bytes: [UInt8]) throws {
    let chunk = try Chunk(bytes: Self.sealed(chunkHead + bytes), of: plan, file: "chunk")
    guard chunk.index == 0 else { return }
    try assemble(plan, page, chunk, evaluation, turn: bytes)
  }

  func readEvaluation(_ bytes: [UInt8]) throws {
    let count = withUnsafeBytes(of: Int64(bytes.count).littleEndian, Array.init)
    try assemble(
      plan, page, chunk,
      try SampleEvaluation(
        bytes: Self.sealed(evaluationHead + count + bytes), of: plan, file: "evaluation"),
      turn: bytes)
  }

  /// Writes the report of what was read, of some of the inputs: files are slow.
  private func assemble(
    _ plan: StampedPlan, _ page: PageContent, _ chunk: Chunk, _ evaluation: SampleEvaluation?,
    turn bytes: [UInt8]
  ) throws {
    let hash = bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFF_FFFF }
    guard hash.isMultiple(of: 37), plan.plan.chunkCount == 1 else { return }
    let place = WorkPlace(path: "\(StandIn.folder)/limn-fuzz-place-\(getpid())")
    try place.claim()
    defer {
      do {
        try place.clear()
        try place.abandon()
      } catch { fatalError("left behind: \(error)") }
    }
    _ = try ReportAssembly(plan: plan.plan, page: page, evaluation: evaluation, place: place) { _ in
      chunk
    }.write(work: Work(workers: 1))
  }
}

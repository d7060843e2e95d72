import LimnAttribution
import LimnCore
import LimnData
import LimnEvaluation
import Testing

@testable import LimnReports

/// How players act together, in a report: arrays, `report.json`, the page.
@Suite struct PairReportTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  /// Two chunks of digits; the 2×2 blocks play.
  private func report(rows: Range<Int> = 100..<300) throws -> BatchReport {
    let network = try Batches.network()
    return try BatchReport(
      model: ReportModel(network, name: "test model"), inputs: ReportInputs(digits: rows),
      baseline: "zeros", methods: [ReportMethod(try method()), Batches.methods(network)[0]],
      page: PageContent(title: "Pairs"), version: "test")
  }

  private func method() throws -> ShapleyInteractions {
    try ShapleyInteractions(
      Batches.network(),
      settings: .init(segmentation: .blocks(2), estimator: .sampled, evaluations: 100))
  }

  private func array(_ name: String) throws -> NPYFile {
    try NPYFile(path: "\(place.path)/run/attributions/\(name).npy")
  }

  @Test func arraysAndSummaryAreTheMethods() throws {
    guard
      case .report(let summary) = try report(rows: 100..<110).run(
        to: "\(place.path)/run", work: Work(workers: 2))
    else {
      Issue.record("no report")
      return
    }
    let network = try Batches.network()
    let digits = Digits.all.inputs.rows(100..<110)
    let expected = try method().attributions(
      of: digits,
      objectives: network.scores(of: digits).argmaxOfRows().map { Objective.logit($0) },
      work: Work(workers: 1)
    ).compactMap(\.interactions)
    let (pairs, errors) = (
      try array("shap-interactions-pairs"), try array("shap-interactions-pairs-error")
    )
    #expect(pairs.header.shape == [10, 16, 16] && errors.header.shape == [10, 16, 16])
    #expect(try pairs.matrix().elements == expected.flatMap { $0.pairs.map(Float.init) })
    #expect(
      try errors.matrix().elements
        == expected.flatMap { $0.standardErrors.map { $0.map(Float.init) } ?? [] })

    let told = summary.methods[0]
    #expect(told.players == 16 && told.pairs == "attributions/shap-interactions-pairs.npy")
    #expect(summary.files.contains("attributions/shap-interactions-pairs-error.npy"))
    #expect(summary.methods[1].players == nil && summary.methods[1].pairs == nil)
    let strongest = try #require(told.strongestPairs?.first)
    func meanSize(_ i: Int, _ j: Int) -> Double {
      expected.map { abs(Double(Float($0[i, j]))) }.reduce(0, +) / 10
    }
    #expect(abs(strongest.meanSize - meanSize(strongest.first, strongest.second)) < 1e-12)
    for i in 0..<16 {
      for j in 0..<i { #expect(meanSize(i, j) <= strongest.meanSize + 1e-12) }
    }
  }

  /// Parts put together are the run's own bytes.
  @Test func partsAreTheWhole() throws {
    for shard in 1...2 {
      _ = try report().run(
        to: "\(place.path)/part-\(shard)", shard: Shard(shard, of: 2), work: Work(workers: 1))
    }
    _ = try report().run(to: "\(place.path)/run", work: Work(workers: 1))
    _ = try BatchReport.merge(
      ["\(place.path)/part-1", "\(place.path)/part-2"], into: "\(place.path)/merged")
    for name in ["report.json", "index.html", "attributions/shap-interactions-pairs.npy"] {
      #expect(
        try FileBytes.read("\(place.path)/run/\(name)")
          == FileBytes.read("\(place.path)/merged/\(name)"), "\(name)")
    }
  }

  /// Rows that cannot be explained have no pairs.
  @Test func badRowsAreNaN() throws {
    var digits = Digits.all.inputs.rows(0..<4)
    digits[2, 7] = .nan
    let path = "\(place.path)/rows.npy"
    try NPYWriter.write(digits.elements, shape: [4, 8, 8], to: path)
    let network = try Batches.network()
    _ = try BatchReport(
      model: ReportModel(network, name: "m"),
      inputs: ReportInputs(try InputFile(path: path, shape: network.inputShape)),
      baseline: "zeros", methods: [ReportMethod(try method())], badRows: .skip,
      page: PageContent(title: "Bad"), version: "test"
    ).run(to: "\(place.path)/run", work: Work(workers: 1))
    let pairs = try array("shap-interactions-pairs").matrix()
    for row in 0..<4 {
      let isBad = row == 2
      #expect(pairs[row: row].allSatisfy { $0.isNaN == isBad }, "row \(row)")
    }
  }

  /// A second chunk of another number of players is none of this run.
  @Test func chunksOfOtherPlayersAreRefused() throws {
    func chunk(players: Int) -> Chunk {
      let size = players * players
      return Chunk(
        index: 1, rows: [], targets: nil, inputs: [], series: [[]],
        pairs: [
          PairSeries(
            players: players, values: [Float](repeating: 0, count: size), errors: nil, middles: [])
        ])
    }
    var digest = BatchDigest(methodCount: 1, output: .classes(2), width: 4)
    let prediction = Prediction(
      values: [0, 1], predicted: 1, target: 1, rival: nil,
      methods: [
        MethodNumbers(
          Attribution(
            method: "shap-interactions", objective: .logit(1), shape: .vector(4),
            values: [0, 0, 0, 0], scoreAtInput: 1, scoreAtBaseline: 1, evaluations: 1))
      ], agreements: [[]])
    let first = Chunk(
      index: 0, rows: [.explained(prediction)], targets: nil, inputs: [0, 0, 0, 0],
      series: [[Series(values: [0, 0, 0, 0], errors: nil)]], pairs: chunk(players: 3).pairs)
    #expect(digest.fits(first))
    digest.add(first, firstRow: 0)
    #expect(digest.fits(chunk(players: 3)))
    #expect(!digest.fits(chunk(players: 4)))
  }

  /// The strongest pairs stand on the page: over all rows, and with one prediction.
  @Test(.enabled(if: Browser.path != nil, Browser.absence))
  func thePageTellsThem() throws {
    _ = try report(rows: 100..<110).run(to: "\(place.path)/run", work: Work(workers: 2))
    let page = String(
      decoding: try FileBytes.read("\(place.path)/run/index.html"), as: UTF8.self)
    let found = try Browser.probe(page, in: place, Probe.pairs)
    let interactions = try #require(
      try method().attribution(
        of: Array(Digits.all.inputs[row: 103]),
        objective: .logit(
          Batches.network().scores(of: Digits.all.inputs.rows(103..<104)).argmaxOfRows()[0])
      ).interactions)
    let strongest = interactions.strongest(8)
    #expect(found.contains("lines \(strongest.count)"), "\(found)")
    #expect(
      found.contains(
        "pair segment \(strongest[0].first) with segment \(strongest[0].second)"), "\(found)")
    #expect(found.contains { $0.hasPrefix("value") && $0.contains(" ± ") }, "\(found)")
    #expect(found.contains("errors []"), "\(found)")
    #expect(!found.contains { $0.hasPrefix("FAIL") }, "\(found)")
  }
}

import LimnAttribution
import LimnCore
import LimnData
import LimnGraphics
import LimnReports
import Testing

/// Rows that cannot be explained are named, or recorded and left out.
@Suite struct BadRowTests {
  let place: TemporaryFolder
  let file: String

  /// 140 digits, of which rows 3 and 139 are broken.
  init() throws {
    place = try TemporaryFolder()
    file = "\(place.path)/rows.npy"
    var rows = Digits.all.inputs.rows(0..<140)
    rows[3, 5] = .nan
    rows[139, 63] = .infinity
    try NPYWriter.write(rows.elements, shape: [140, 8, 8], to: file)
  }

  @Test func refusedByName() throws {
    #expect(throws: ReportError.nonFiniteInput(file: file, row: 3, column: 5)) {
      try Batches.file(file, badRows: .refuse).run(to: "\(place.path)/run", work: Work(workers: 1))
    }
  }

  @Test func skippedAndRecorded() throws {
    guard
      case .report(let summary) = try Batches.file(file, badRows: .skip).run(
        to: "\(place.path)/run", work: Work(workers: 2))
    else {
      Issue.record("no report")
      return
    }
    #expect(summary.explained == 138)
    #expect(
      summary.badRows == [
        .init(row: 3, reason: "the value in column 5 is not finite"),
        .init(row: 139, reason: "the value in column 63 is not finite"),
      ])
    let values = try NPYFile(path: "\(place.path)/run/attributions/smoothgrad.npy").matrix()
    let errors = try NPYFile(path: "\(place.path)/run/attributions/smoothgrad-error.npy").matrix()
    for array in [values, errors] {
      for row in 0..<140 {
        let isBad = row == 3 || row == 139
        #expect(array[row: row].allSatisfy { $0.isNaN } == isBad, "row \(row)")
        #expect(array[row: row].allSatisfy { $0.isFinite } == !isBad, "row \(row)")
      }
    }
    let table = try FileBytes.read("\(place.path)/run/predictions.csv")
    let lines = String(decoding: table, as: UTF8.self).split(separator: "\r\n")
    #expect(lines.count == 141)
    #expect(lines[4].hasPrefix("3,the value in column 5 is not finite,"))
    let commas = Set(lines.map { $0.replacing(/"[^"]*"/, with: "").count { $0 == "," } })
    #expect(commas.count == 1, "lines of different lengths")
  }

  /// A picture that cannot be decoded, and one of another size, among two that can.
  @Test func picturesThatCannotBeTaken() throws {
    let paths = ["a.png", "b.png", "c.png", "d.png"].map { "\(place.path)/\($0)" }
    for (path, side) in zip(paths, [8, 8, 8, 9]) {
      let raster = Raster(
        width: side, height: side, layout: .grey, samples: (0..<side * side).map { UInt8($0 * 3) })
      try AtomicFile.write(try PNG.encode(raster), to: path)
    }
    try AtomicFile.write(Array(try FileBytes.read(paths[1]).prefix(40)), to: paths[1])
    let network = try Batches.network()
    func report(_ badRows: RunPlan.BadRows) throws -> BatchReport {
      try BatchReport(
        model: ReportModel(network, name: "m"),
        inputs: ReportInputs(
          InputFile(
            pictures: paths, shape: network.inputShape,
            preparation: PicturePreparation(fit: .refuse))),
        baseline: "zeros", methods: Batches.methods(network), badRows: badRows,
        page: PageContent(title: "Pictures", rowNames: ["a.png", "b.png", "c.png", "d.png"]),
        version: "test")
    }
    let error = #expect(throws: ReportError.self) {
      try report(.refuse).run(to: "\(place.path)/run", work: Work(workers: 1))
    }
    #expect("\(try #require(error))".contains("b.png"))
    guard
      case .report(let summary) = try report(.skip).run(
        to: "\(place.path)/skipped", work: Work(workers: 1))
    else {
      Issue.record("no report")
      return
    }
    #expect(summary.explained == 2 && summary.badRows.map(\.row) == [1, 3])
    #expect(summary.badRows.map(\.name) == ["b.png", "d.png"])
    #expect(summary.badRows.allSatisfy { $0.reason.hasPrefix("the picture cannot be used: ") })
    #expect(summary.badRows[1].reason.hasSuffix("it has 9×9 pixels, and the model takes 8×8"))
    let values = try NPYFile(path: "\(place.path)/skipped/attributions/smoothgrad.npy").matrix()
    for row in 0..<4 { #expect(values[row: row].allSatisfy { $0.isFinite } == (row % 2 == 0)) }
  }

  /// Paper without ink, among pictures that are set into the middle by theirs.
  @Test func blankPaperIsPassedOver() throws {
    let paths = ["a.png", "b.png"].map { "\(place.path)/\($0)" }
    for (path, ink) in zip(paths, [UInt8(255), 0]) {
      let samples = (0..<400).map { UInt8((100..<140).contains($0) ? ink : 0) }
      try AtomicFile.write(
        try PNG.encode(Raster(width: 20, height: 20, layout: .grey, samples: samples)), to: path)
    }
    let network = try Batches.network()
    guard
      case .report(let summary) = try BatchReport(
        model: ReportModel(network, name: "m"),
        inputs: ReportInputs(
          InputFile(
            pictures: paths, shape: network.inputShape,
            preparation: PicturePreparation(fit: .centre))),
        baseline: "zeros", methods: Batches.methods(network), badRows: .skip,
        page: PageContent(title: "Ink"), version: "test"
      ).run(to: "\(place.path)/run", work: Work(workers: 1))
    else {
      Issue.record("no report")
      return
    }
    #expect(summary.explained == 1)
    #expect(
      summary.badRows == [
        .init(row: 1, reason: "the picture cannot be used: it has no ink to centre")
      ])
  }

  /// Good rows beside a bad one are the good rows of a file without it.
  @Test func neighboursKeepTheirValues() throws {
    _ = try Batches.file(file, badRows: .skip).run(to: "\(place.path)/run", work: Work(workers: 2))
    let good = "\(place.path)/good.npy"
    try NPYWriter.write(
      Digits.all.inputs.rows(0..<140).elements, shape: [140, 8, 8], to: good)
    _ = try Batches.file(good, badRows: .skip).run(to: "\(place.path)/good", work: Work(workers: 2))
    let name = "attributions/integrated-gradients.npy"
    let found = try NPYFile(path: "\(place.path)/run/\(name)").matrix()
    let expected = try NPYFile(path: "\(place.path)/good/\(name)").matrix()
    for row in 0..<140 where row != 3 && row != 139 {
      for pixel in 0..<64 { #expect(abs(found[row, pixel] - expected[row, pixel]) < 1e-5) }
    }
  }

  @Test func everyRowBad() throws {
    let path = "\(place.path)/bad.npy"
    try NPYWriter.write([Float](repeating: .nan, count: 128), shape: [2, 64], to: path)
    guard
      case .report(let summary) = try Batches.file(path, badRows: .skip).run(
        to: "\(place.path)/run", work: Work(workers: 1))
    else {
      Issue.record("no report")
      return
    }
    #expect(summary.explained == 0)
    #expect(summary.badRowCount == 2)
    #expect(summary.meanAgreement == nil)
  }

  /// What the model answers for one row costs the others nothing.
  @Test func modelWithoutAnAnswer() throws {
    let network = try Batches.network()
    let model = FragileModel(network: network, poison: 99)
    var rows = Digits.all.inputs.rows(0..<5)
    rows[2, 0] = 99
    let path = "\(place.path)/fragile.npy"
    try NPYWriter.write(rows.elements, shape: [5, 64], to: path)
    func report(_ badRows: RunPlan.BadRows) throws -> BatchReport {
      try BatchReport(
        model: ReportModel(model, name: "fragile", sha256: ""),
        inputs: ReportInputs(try InputFile(path: path, shape: model.inputShape), rows: 1..<5),
        baseline: "zeros", methods: [ReportMethod(Saliency(model), settings: [])],
        badRows: badRows, page: PageContent(title: ""), version: "test")
    }
    #expect(throws: ReportError.nonFiniteScore(row: 2, output: 7)) {
      try report(.refuse).run(to: "\(place.path)/run", work: Work(workers: 1))
    }
    guard
      case .report(let summary) = try report(.skip).run(
        to: "\(place.path)/skip", work: Work(workers: 1))
    else {
      Issue.record("no report")
      return
    }
    #expect(
      summary.badRows == [.init(row: 2, reason: "the model's score for output 7 is not finite")])
    #expect(summary.explained == 3)
  }

  @Test func classAgainstItself() throws {
    let network = try Batches.network()
    let predicted = network.scores(of: Digits.all.inputs.rows(10..<20)).argmaxOfRows()
    let rival = predicted[4]
    func report(_ badRows: RunPlan.BadRows) throws -> BatchReport {
      try BatchReport(
        model: ReportModel(network, name: "m"), inputs: ReportInputs(digits: 10..<20),
        objective: ReportObjective(against: rival), baseline: "zeros",
        methods: [ReportMethod(Saliency(network), settings: [])], badRows: badRows,
        page: PageContent(title: ""), version: "test")
    }
    let first = try #require(predicted.firstIndex(of: rival))
    #expect(throws: ReportError.targetAgainstItself(row: 10 + first, label: rival)) {
      try report(.refuse).run(to: "\(place.path)/run", work: Work(workers: 1))
    }
    guard
      case .report(let summary) = try report(.skip).run(
        to: "\(place.path)/skip", work: Work(workers: 1))
    else {
      Issue.record("no report")
      return
    }
    #expect(summary.badRowCount == predicted.count { $0 == rival })
    #expect(!Folder.exists("\(place.path)/skip/attributions/saliency-against-rival.npy"))
  }

  @Test func rowsOfAnotherWidth() throws {
    let path = "\(place.path)/narrow.npy"
    try NPYWriter.write([Float](repeating: 0, count: 30), shape: [3, 10], to: path)
    #expect(
      throws: DataError.wrongWidth(
        file: path, shape: [3, 10], expected: .image(height: 8, width: 8))
    ) { try Batches.file(path, badRows: .skip) }
  }
}

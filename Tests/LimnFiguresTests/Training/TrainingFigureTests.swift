import LimnFigures
import LimnGraphics
import LimnTraining
import Testing

@Suite struct TrainingFigureTests {
  private func figure(_ history: TrainingHistory) throws -> TrainingFigure {
    try TrainingFigure([TrainingRun(name: "history.json", history: history)])
  }

  private func expectTidy(_ figure: TrainingFigure, _ what: String) throws {
    let texts = try figure.drawnTexts()
    for (a, b) in DrawnText.overlaps(among: texts) {
      Issue.record("\(what): \(a.text) overlaps \(b.text)")
    }
    let whole = Rect(origin: Point(0, 0), size: figure.size)
    for text in texts where !whole.contains(text.box) {
      Issue.record("\(what): \(text.text) leaves the figure")
    }
  }

  private func words(_ figure: TrainingFigure) throws -> String {
    try figure.drawnTexts().map(\.text).joined(separator: " ")
  }

  @Test(arguments: [1, 2, 3, 20, 100, 10_000])
  func textsNeverOverlapNorLeaveTheFigure(epochs: Int) throws {
    for hidden in epochs < 10_000 ? Array(0...11) : [0, 4, 11] {
      let history = try SampleHistory.history(epochs: epochs, hidden: hidden)
      try expectTidy(figure(history), "\(epochs) epochs, \(hidden) hidden layers")
    }
  }

  @Test(arguments: [2, 5, 12]) func severalRunsStayTidy(count: Int) throws {
    for epochs in [1, 20, 10_000] {
      let runs = try (0..<count).map { index in
        TrainingRun(
          name: "an optimizer with a long name, number \(index)",
          history: try SampleHistory.history(
            epochs: epochs, hidden: 2, speed: 1 / Double(index + 1)))
      }
      try expectTidy(TrainingFigure(runs), "\(count) runs of \(epochs) epochs")
    }
  }

  @Test func saysWhatAReaderNeeds() throws {
    let words = try words(figure(SampleHistory.history(epochs: 60, hidden: 1)))
    for text in [
      "history.json", "network 64-16-10, batches of 3, seed 0, 3 training and 3 validation",
      "adam, learning rate 0.01, weight decay", "60 epochs, completed, epoch 40 kept.", "Loss",
      "loss in nats (log scale)", "epoch 40 kept", "Accuracy", "training", "validation",
      "Gradient norm of each layer", "Dense 1", "Dense 2", "‖Δw‖/‖w‖ (log scale)",
      "Learning rate", "Dead units of each layer", "ReLU 1", "Overfitting since epoch",
    ] { #expect(words.contains(text), "\(text) in: \(words)") }
  }

  @Test func oneEpochIsDrawnAndNotJudged() throws {
    let words = try words(figure(SampleHistory.history(epochs: 1, hidden: 1)))
    #expect(words.contains("No rule finds a problem."))
    #expect(words.contains("overfitting (1 epoch, 6 needed)"))
  }

  @Test func aHistoryWithoutEpochsIsAnError() throws {
    let empty = try SampleHistory.history(epochs: 0, hidden: 1)
    #expect(throws: FigureError.noEpochs(runs: ["history.json"])) { try figure(empty) }
    #expect(throws: FigureError.noEpochs(runs: [])) { try TrainingFigure([]) }
    // Beside a run that has epochs it is named, and the other is drawn.
    let runs = [
      TrainingRun(name: "empty", history: empty),
      TrainingRun(name: "full", history: try SampleHistory.history(epochs: 9, hidden: 1)),
    ]
    let words = try words(TrainingFigure(runs))
    #expect(words.contains("Each: network 64-16-10"))
    #expect(
      words.contains("empty, adam, learning rate 0.01, weight decay 1 × 10⁻⁴. 0 epochs, completed.")
    )
  }

  @Test func moreRunsThanColoursAreAnError() throws {
    let run = TrainingRun(
      name: "run", history: try SampleHistory.history(epochs: 2, hidden: 1))
    #expect(throws: FigureError.tooManyRuns(13, most: 12)) {
      try TrainingFigure([TrainingRun](repeating: run, count: 13))
    }
  }

  /// The labels of the axes.
  private func numbers(in figure: TrainingFigure) throws -> [String] {
    try figure.drawnTexts().map(\.text).filter { $0.allSatisfy { $0.isNumber || $0 == "." } }
  }

  private func svg(_ figure: TrainingFigure) throws -> String {
    String(decoding: try figure.render(as: .svg), as: UTF8.self)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func valuesWithoutAPlaceLeaveGaps(value: Double) throws {
    let whole = try SampleHistory.history(epochs: 20, hidden: 1)
    let broken = SampleHistory.changing(whole) { $0.epoch == 7 ? $0.with(value) : $0 }
    let figure = try figure(broken)
    try expectTidy(figure, "\(value)")
    let words = try words(figure)
    #expect(words.contains("Loss: 2 values are not finite"))
    #expect(
      words.contains(
        "Gradient norm of each layer, mean over steps: 2 values are not finite or not above 0"))
    #expect(!words.contains("nan") && !words.contains("inf"))
    // The scales are those of the values that have a place: the axes' labels are the same.
    // As sets, for a finding more has a tag more, a number too.
    #expect(try Set(numbers(in: figure)) == Set(numbers(in: self.figure(whole))))
    #expect(try !svg(figure).contains("nan"))
  }

  /// Any number that a history may hold has a place, or leaves a gap; in a terminal as well.
  @Test(
    arguments: [
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-307, 1e-300, 1e-20, 1e15, 1e100, -1e100,
    ] as [Double])
  func numbersOfEverySizeAreDrawn(value: Double) throws {
    let whole = try SampleHistory.history(epochs: 20, hidden: 1)
    for history in [
      SampleHistory.changing(whole) { $0.epoch == 7 ? $0.with(value) : $0 },
      SampleHistory.changing(whole) { $0.with(value) },
      SampleHistory.changing(whole) { $0.with($0.epoch.isMultiple(of: 2) ? value : value * 1.5) },
    ] {
      let figure = try figure(history)
      try expectTidy(figure, "\(value)")
      #expect(try !svg(figure).contains("nan"))
      let runs = [TrainingRun(name: "a", history: history), TrainingRun(name: "b", history: whole)]
      #expect(try !svg(TrainingFigure(runs)).contains("nan"))
      for glyphs in [TerminalCurves.Glyphs.ascii, .braille] {
        #expect(TerminalCurves(history, glyphs: glyphs, palette: .plain).lines().count > 5)
      }
    }
  }

  @Test func nothingFiniteIsSaid() throws {
    let whole = try SampleHistory.history(epochs: 5, hidden: 1)
    let figure = try figure(SampleHistory.changing(whole) { $0.with(.nan) })
    try expectTidy(figure, "nothing but NaN")
    #expect(try words(figure).contains("no value that could be drawn"))
  }

  @Test func zeroHasNoPlaceOnALogarithm() throws {
    let whole = try SampleHistory.history(epochs: 5, hidden: 1)
    let figure = try figure(SampleHistory.changing(whole) { $0.with(0) })
    try expectTidy(figure, "nothing but 0")
    #expect(try words(figure).contains("Update-to-weight ratio of each layer, mean over steps: 10"))
  }

  /// A picture of 10,000 epochs and 13 layers does not grow with the epochs.
  @Test func longRunsMakeSmallFiles() throws {
    let history = try SampleHistory.history(epochs: 10_000, hidden: 11)
    #expect(try figure(history).render(as: .svg).count < 3_000_000)
  }

  @Test(arguments: FigureFormat.allCases)
  func sameHistorySameBytes(format: FigureFormat) throws {
    let history = try SampleHistory.history(epochs: 12, hidden: 2)
    #expect(try figure(history).render(as: format) == figure(history).render(as: format))
  }
}

import LimnCore
import LimnFigures
import LimnGraphics
import LimnTraining
import Testing

@Suite struct TrainingFigureTests {
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

  @Test(arguments: [1, 2, 3, 20, 100, 10_000])
  func textsNeverOverlapNorLeaveTheFigure(epochs: Int) throws {
    for hidden in 0...11 {
      let history = try SampleHistory.history(epochs: epochs, hidden: hidden)
      try expectTidy(
        TrainingFigure([TrainingRun(name: "run", history: history)]),
        "\(epochs) epochs, \(hidden) hidden layers")
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

  @Test func writesPicturesToLookAt() throws {
    for (epochs, hidden) in [(1, 1), (2, 2), (20, 1), (100, 11), (10_000, 3)] {
      let history = try SampleHistory.history(epochs: epochs, hidden: hidden)
      let figure = try TrainingFigure([TrainingRun(name: "history.json", history: history)])
      try AtomicFileWriter.write(figure.render(as: .png), "/tmp/w/curves-\(epochs)-\(hidden).png")
      try AtomicFileWriter.write(figure.render(as: .svg), "/tmp/w/curves-\(epochs)-\(hidden).svg")
    }
    let runs = try ["sgd", "momentum", "adagrad", "rmsprop", "adam"].enumerated().map { i, n in
      TrainingRun(
        name: n, history: try SampleHistory.history(epochs: 30, hidden: 2, speed: 1 / Double(i + 1))
      )
    }
    try AtomicFileWriter.write(TrainingFigure(runs).render(as: .png), "/tmp/w/curves-several.png")
  }
}
enum AtomicFileWriter {
  static func write(_ b: [UInt8], _ p: String) throws { try AtomicFile.write(b, to: p) }
}

import LimnFigures
import LimnTraining
import Testing

@Suite struct TerminalCurvesTests {
  private func lines(
    _ history: TrainingHistory, _ glyphs: TerminalCurves.Glyphs, width: Int = 80
  ) -> [String] {
    TerminalCurves(history, glyphs: glyphs, palette: .plain, width: width).lines()
  }

  @Test(arguments: [1, 2, 20, 100, 10_000], [40, 60, 80, 200])
  func everyLineFits(epochs: Int, width: Int) throws {
    let history = try SampleHistory.history(epochs: epochs, hidden: 1)
    for glyphs in [TerminalCurves.Glyphs.braille, .ascii] {
      let lines = lines(history, glyphs, width: width)
      #expect(lines.count == 11)
      #expect(lines.allSatisfy { $0.count < width }, "\(lines)")
    }
  }

  @Test func asciiIsASCII() throws {
    for epochs in [1, 30, 300] {
      let history = try SampleHistory.history(epochs: epochs, hidden: 1)
      let text = lines(history, .ascii).joined()
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(text)")
    }
  }

  /// A loss that falls draws a line from the top left to the bottom right.
  @Test func aFallingLossFalls() throws {
    let history = try SampleHistory.history(epochs: 40, hidden: 1, validates: false)
    let rows = lines(history, .ascii).dropFirst().prefix(8).map { Array($0)[7..<38] }
    #expect(rows.first?.first == "*")
    #expect(rows.last?.last == "*")
    #expect(rows.last?.first == " ")
    #expect(rows.first?.last == " ")
    // No column is left out, and training alone is drawn.
    for column in 0..<31 {
      let marks = rows.map { $0[$0.startIndex + column] }.filter { $0 != " " }
      #expect(!marks.isEmpty && marks.allSatisfy { $0 == "*" }, "column \(column)")
    }
  }

  @Test func saysTheNumbers() throws {
    let history = try SampleHistory.history(epochs: 20, hidden: 1)
    let last = try #require(lines(history, .braille, width: 120).last)
    #expect(last.hasPrefix("epoch 20 of 100   loss 0.0"))
    #expect(last.contains("(validation 0.1"))
    #expect(last.contains("(97.0%)"))
  }

  @Test func gapsAndNothing() throws {
    let history = try SampleHistory.history(epochs: 20, hidden: 1)
    let broken = SampleHistory.changing(history) { $0.epoch > 5 ? $0.with(.nan) : $0 }
    #expect(lines(broken, .braille).count == 11)
    #expect(lines(SampleHistory.changing(history) { $0.with(.infinity) }, .ascii).count == 11)
    let empty = try SampleHistory.history(epochs: 0, hidden: 1)
    #expect(lines(empty, .ascii).last == "no epoch yet")
    #expect(lines(history, .ascii, width: 20).count == 1)
  }
}

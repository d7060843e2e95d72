import LimnAttribution
import LimnCore
import LimnFigures
import LimnGraphics
import Testing

@Suite struct TerminalPreviewTests {
  private static let explanation = Result {
    try Explanation(
      name: "x", model: "m", input: [0, 16, 8, 0], prediction: try Sample.prediction(),
      baseline: "zeros",
      attributions: [
        Attribution(
          method: "shap", objective: .logit(0), shape: .image(height: 2, width: 2),
          values: [9, -4.4, 0.1, -3], standardErrors: [1, 1, 1, 2], scoreAtInput: 1,
          scoreAtBaseline: 0, evaluations: 1)
      ])
  }

  @Test func signsAndMagnitudesWithoutColour() throws {
    let lines = try TerminalPreview(Self.explanation.get(), palette: .plain).lines()
    #expect(
      lines == [
        "Input   SHAP", "  @@    +9-4", "++      ~.~3", "",
        "+9 is 9.00, -9 is −9.00   contribution to the logit of 0 (logit)",
        "~   sign not certain at 95%",
      ])
  }

  @Test func coloursAreThoseOfTheScale() throws {
    let lines = try TerminalPreview(Self.explanation.get(), palette: .trueColor).lines()
    let (red, green, blue) = ColorMap.diverging.color(at: 1).bytes
    #expect(lines[1].contains("\u{1B}[48;2;\(red);\(green);\(blue);38;2;255;255;255m  \u{1B}[0m"))
    #expect(lines[2].contains("m//\u{1B}[0m"))
  }

  /// Every colour that is switched on is switched off in the same line.
  @Test(arguments: TerminalPalette.allCases)
  func linesEndWithoutColour(palette: TerminalPalette) throws {
    for line in try TerminalPreview(Self.explanation.get(), palette: palette).lines() {
      let pieces = line.split(separator: "\u{1B}", omittingEmptySubsequences: false).dropFirst()
      for (index, piece) in pieces.enumerated() {
        #expect(piece.hasPrefix("[0m") == !index.isMultiple(of: 2))
      }
      #expect(palette != .plain || pieces.isEmpty)
      #expect(pieces.count.isMultiple(of: 2))
    }
  }

  @Test(arguments: [20, 40, 60, 80, 200])
  func picturesKeepToTheWidth(width: Int) throws {
    let explanation = try Sample.explanation(methods: 3, shape: .image(height: 8, width: 8))
    let lines = try TerminalPreview(explanation, palette: .plain, width: width).lines()
    // The last lines, behind the last empty one, are the legend, which is not cut.
    let end = try #require(lines.lastIndex(of: ""))
    for line in lines[..<end] { #expect(line.count <= max(width, 20), "\(line)") }
    #expect(lines.count { $0.hasPrefix("Input") } == 1)
  }

  /// Three rows in two lines: the lower half of the last is paper.
  @Test func wideImagesTakeHalfTheRoom() throws {
    let shape = InputShape.image(height: 3, width: 30)
    let explanation = try Sample.explanation([
      Sample.attribution("shap", shape: shape, isSampled: true)
    ])
    let lines = try TerminalPreview(explanation, palette: .trueColor, width: 80).lines()
    #expect(lines.firstIndex(of: "") == 3)
    let values = explanation.attributions[0].values
    let scale = try ColorScale.symmetric(around: values)
    func code(_ color: Color) -> String {
      let (red, green, blue) = color.bytes
      return "2;\(red);\(green);\(blue)"
    }
    let (upper, lower) = (try scale.color(of: values[29]), try scale.color(of: values[59]))
    #expect(lines[1].hasSuffix("\u{1B}[48;\(code(lower));38;\(code(upper))m▀\u{1B}[0m"))
    let last = try scale.color(of: values[89])
    #expect(lines[2].hasSuffix("\u{1B}[48;2;255;255;255;38;\(code(last))m▀\u{1B}[0m"))
    #expect(lines.last == "Signs not certain at 95% are not marked at this size.")
  }

  /// The xterm cube and greys by their own definition.
  @Test func paletteColoursFindThemselves() {
    #expect(TerminalPalette.nearestIndex(to: .black) == 16)
    #expect(TerminalPalette.nearestIndex(to: .white) == 231)
    #expect(TerminalPalette.nearestIndex(to: Color(hex: 0xAF0000)) == 124)
    #expect(TerminalPalette.nearestIndex(to: Color(hex: 0x5F87D7)) == 68)
    #expect(TerminalPalette.nearestIndex(to: Color(hex: 0x080808)) == 232)
    #expect(TerminalPalette.nearestIndex(to: Color(hex: 0xEEEEEE)) == 255)
  }
}

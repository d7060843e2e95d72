import LimnText
import Testing

@testable import LimnGraphics

/// Text of scripts that DejaVu Sans lacks, or whose letters join.
@Suite struct ScriptTests {
  private static let style = TextStyle(size: 12)

  /// The name of an age, a height and so on in nine scripts.
  private static let names = [
    "Latin": "ñandú", "Greek": "γ-ΔΩ", "Cyrillic": "возраст", "Arabic": "العمر",
    "Chinese": "年龄", "Japanese": "しんちょう", "Korean": "나이", "Thai": "ชื่อ", "Devanagari": "आयु",
  ]

  /// Scripts of `names` for which a font is installed; the others are said to be missing one.
  private static let drawable = names.filter { script, name in
    if case .success(let missing) = Result(catching: { try style.withoutFont([name]) }) {
      if missing.isEmpty { return true }
    }
    print("No font for \(script) is installed: its text is not tested.")
    return false
  }

  private struct Line: Figure {
    let text: String
    let size = Size(120, 30)

    func draw(on canvas: Canvas) {
      canvas.text(text, at: Point(8, 20), ScriptTests.style)
    }
  }

  /// A box for a character that a font lacks looks the same for any such character.
  @Test func installedFontsAreFound() throws {
    for (script, name) in Self.drawable {
      let raster = try Line(text: name).raster(scale: 2)
      let boxes = try Line(text: String(repeating: "\u{10FFFD}", count: name.count)).raster(
        scale: 2)
      #expect(raster != boxes, "\(script)")
      let ink = raster.samples.count { $0 < 128 }
      #expect(ink > 100, "\(script): \(ink)")
    }
  }

  @Test func inkLiesWhereItIsMeasured() throws {
    for (script, name) in Self.drawable {
      let line = Line(text: name)
      let box = try #require(try line.drawnTexts().first?.box)
      let raster = try line.raster(scale: 1)
      for row in 0..<raster.height {
        for column in 0..<raster.width where raster[row, column].allSatisfy({ $0 < 128 }) {
          let place = Point(Double(column) + 0.5, Double(row) + 0.5)
          #expect(
            (box.minX - 1...box.maxX + 1).contains(place.x)
              && (box.minY - 1...box.maxY + 1).contains(place.y), "\(script): \(place) of \(box)")
        }
      }
    }
  }

  /// Arabic letters join: the word is narrower than its letters one by one.
  @Test func lettersJoin() throws {
    guard let name = Self.drawable["Arabic"] else { return }
    let apart = name.unicodeScalars.reduce(0) { $0 + Self.style.width(of: String($1)) }
    #expect(Self.style.width(of: name) < 0.95 * apart)
  }

  /// A Thai vowel and a tone stand above their consonant, and take no width.
  @Test func marksStandAboveTheirLetters() throws {
    guard let name = Self.drawable["Thai"] else { return }
    let bare = String(
      String.UnicodeScalarView(
        name.unicodeScalars.filter {
          $0.properties.generalCategory != .nonspacingMark
        }))
    #expect(bare.unicodeScalars.count == 2)
    #expect(abs(Self.style.width(of: name) - Self.style.width(of: bare)) < 0.01)
    #expect(Self.style.metrics(of: name).ink.minY < Self.style.metrics(of: bare).ink.minY - 1)
  }

  @Test(arguments: FigureFormat.allCases)
  func threadsDoNotDisturbEachOther(format: FigureFormat) async throws {
    for (script, name) in Self.drawable {
      let alone = try Line(text: name).render(as: format)
      try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<8 { group.addTask { try Line(text: name).render(as: format) } }
        for try await bytes in group { #expect(bytes == alone, "\(script)") }
      }
    }
  }

  @Test func charactersWithoutAFontAreTold() throws {
    let unassigned = "\u{378}"
    guard !Self.drawable.isEmpty else { return }
    #expect(try Self.style.withoutFont(["plain", unassigned]) == [unassigned])
  }

  /// An emoji of a colour font has no outlines: whatever font draws it, its ink fills its box.
  @Test func picturesAreDrawnWhole() throws {
    guard !Self.drawable.isEmpty else { return }
    let line = Line(text: "😀")
    let box = try #require(try line.drawnTexts().first?.box)
    let raster = try line.raster(scale: 1)
    var columns: Set<Int> = []
    for row in 0..<raster.height {
      for column in 0..<raster.width where raster[row, column].contains(where: { $0 < 200 }) {
        columns.insert(column)
      }
    }
    #expect(Double(columns.count) > 0.8 * box.width)
  }

  @Test func whatActsIsWrittenOut() throws {
    let text = try #require(try Line(text: "a\u{1B}[31m\n").drawnTexts().first?.text)
    #expect(text == "a\\u{1B}[31m\\n")
  }

  @Test func namesInAListStayApart() {
    let names = (2019...2022).map { "average_monthly_income_\($0)" }
    let short = Self.style.truncatedApart(names, width: 70)
    #expect(Set(short).count == 4, "\(short)")
    for name in short { #expect(Self.style.width(of: name) <= 70) }
  }

  /// A name as long as a file is cut at once, not letter by letter.
  @Test func endlessNamesAreCut() {
    let name = String(repeating: "name", count: 1_000_000)
    #expect(Self.style.width(of: Self.style.truncated(name, width: 100)) <= 100)
  }
}

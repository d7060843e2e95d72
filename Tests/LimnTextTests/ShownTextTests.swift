import Testing

@testable import LimnText

@Suite struct ShownTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("naïve 年龄 عمر 😀", "naïve 年龄 عمر 😀"),
    ("a\u{1B}[31mb", "a\\u{1B}[31mb"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{7F}", "\\u{7F}"),
    // The one-character form of an escape's "[", which some terminals obey as well.
    ("\u{9B}31m", "\\u{9B}31m"),
    // What turns the direction of the text after it, and what separates lines.
    ("a\u{202E}b\u{2066}c\u{2028}d\u{2029}", "a\\u{202E}b\\u{2066}c\\u{2028}d\\u{2029}"),
    // Invisible tags, a mark of the byte order, a space without width.
    ("\u{E0041}\u{FEFF}\u{200B}", "\\u{E0041}\\u{FEFF}\\u{200B}"),
    // Joiners are part of words and pictures.
    ("क्\u{200D}ष", "क्\u{200D}ष"), ("می\u{200C}خواهم", "می\u{200C}خواهم"),
  ])
  func whatActsIsWrittenOut(_ text: String, _ escaped: String) {
    #expect(text.escaped == escaped)
    #expect(escaped.escaped == escaped)
  }

  @Test func everyControlCharacterIsWrittenOut() {
    for value in Array(0..<0x20) + Array(0x7F..<0xA0) {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      let text = String(scalar).escaped
      #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(value)")
      #expect(text.count >= 2, "\(value)")
    }
  }

  @Test func proseKeepsItsLines() {
    #expect("a\n\n b\u{7}\n".escapedLines == "a\n\n b\\u{7}\n")
  }

  @Test func jsonStaysTheSameDocument() {
    #expect("{\"a\": \"b\"}\n".escapedJSON == "{\"a\": \"b\"}\n")
    #expect(
      "\"\u{7F}\u{9B}\u{202E}\u{E0041}\"".escapedJSON == "\"\\u007f\\u009b\\u202e\\udb40\\udc41\"")
  }

  @Test(arguments: [8, 20, 79, 80, 81])
  func longTextHasAnEnd(_ columns: Int) {
    for text in [
      String(repeating: "x", count: 5_000_000), String(repeating: "年", count: 1000),
      "e" + String(repeating: "\u{301}", count: 100_000), String(repeating: "\n", count: 1000),
    ] {
      let shown = text.shown(columns: columns)
      #expect(shown.columns <= columns, "\(shown)")
      #expect(shown.unicodeScalars.count <= 4 * columns)
      #expect(shown.contains("…"))
    }
    #expect("short".shown(columns: columns) == "short")
  }

  @Test func namesFromTheRightKeepWhatFollowsInPlace() {
    #expect("plain".keptApart == "plain")
    #expect("العمر".keptApart == "العمر\u{200E}")
    #expect("גיל".keptApart.escaped == "גיל\u{200E}")
  }

  @Test func quotedNamesAreBounded() {
    #expect("a\nb".quoted == "\"a\\nb\"")
    #expect(String(repeating: "n", count: 1000).quoted.count == 82)
  }
}

@Suite struct ShorteningTests {
  /// Keeps both ends, at most as many characters as asked for, and as many as fit.
  @Test func cutsInTheMiddle() {
    let name = "average_monthly_income_2019"
    for most in 1..<name.count {
      let short = name.shortened { $0.count <= most }
      #expect(short.count == most)
      let ends = short.split(separator: "…", omittingEmptySubsequences: false)
      #expect(ends.count == 2 && name.hasPrefix(ends[0]) && name.hasSuffix(ends[1]))
      #expect((0...1).contains(ends[0].count - ends[1].count))
    }
    #expect(name.shortened { $0.count <= 27 } == name)
    #expect("ab".shortened { _ in false } == "…")
    #expect("".shortened { _ in false } == "…")
  }

  @Test func namesThatWouldLookTheSameAreNumbered() {
    let names = (2019...2022).map { "average_monthly_income_\($0)" }
    let short = names.shortenedApart { $0.count <= 12 }
    #expect(Set(short).count == 4)
    #expect(short[0].hasSuffix("2019"), "\(short)")
    // Differing in the middle alone, they would all be "average…income".
    let alike = ["a", "b", "c"].map { "average_\($0)_income" }.shortenedApart { $0.count <= 15 }
    #expect(Set(alike).count == 3 && alike.allSatisfy { $0.count <= 15 }, "\(alike)")
    #expect(alike.map { $0.suffix(3) } == ["(1)", "(2)", "(3)"])
    #expect(["x", "y", "x"].shortenedApart { $0.count <= 9 } == ["x (1)", "y", "x (2)"])
  }
}

@Suite struct ColumnsTests {
  /// As UAX #11 and common terminals have it.
  @Test(arguments: [
    ("abc", 3), ("", 0), ("ñandú", 5), ("n\u{303}", 1), ("年龄", 4), ("収入（円）", 10),
    ("ㄱ", 2), ("키", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("ชื่อ", 2), ("γ-глобулин", 10),
    ("😀 mood", 7), ("❤\u{FE0F}", 2), ("👩\u{200D}🔬", 2), ("ｆｕｌｌ", 8), ("℃", 1), ("عمر", 3),
    ("𠮷", 2), ("…", 1), ("─", 1),
  ])
  func columns(_ text: String, _ columns: Int) {
    #expect(text.columns == columns)
  }

  @Test func paddingGoesByColumns() {
    #expect("年".padded(to: 4) + "|" == "年  |")
    #expect("年".paddedBefore(to: 4) == "  年")
    #expect("long".padded(to: 2) == "long")
  }

  @Test func wideRangesAreInOrder() {
    for (range, next) in zip(wideCharacters, wideCharacters.dropFirst()) {
      #expect(range.upperBound < next.lowerBound)
    }
  }
}

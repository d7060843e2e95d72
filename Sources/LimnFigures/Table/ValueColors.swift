import LimnGraphics

/// The colours of a feature's values, from light for the lowest to dark for the highest. They
/// follow the rank, so that an outlier does not change the other colours.
struct ValueColors {
  private let sorted: [Float]
  /// For categories, the number with their own colour.
  private let words: Int?

  init(_ values: [Float]) {
    sorted = values.sorted()
    words = nil
  }

  /// The colours of a feature's values. Categories have no order: each has its own colour if the
  /// picture has a key for them (`areNamed`), otherwise all are grey.
  init(_ table: AttributedRows, feature: Int, areNamed: Bool = false) {
    let values = (0..<table.rows.count).map { table.inputs[$0, feature] }
    sorted = values.sorted()
    words = table.categories[feature].map { areNamed ? $0.words.count : 0 }
  }

  /// Whether all values are the same.
  var isConstant: Bool { sorted.first == sorted.last }

  func color(of value: Float) -> Color {
    if let words {
      let place = Int(value)
      let colors = Color.categorical
      return place < min(words, colors.count) ? colors[place] : .fadedInk
    }
    guard !isConstant else { return .fadedInk }
    return Self.color(at: rank(of: value))
  }

  /// The share of values below `value`, with half of those equal to it; 0 for the lowest and 1 for
  /// the highest.
  private func rank(of value: Float) -> Double {
    let (below, notAbove) = (count { $0 < value }, count { $0 <= value })
    let (lowest, highest) = (
      Double(count { $0 <= sorted[0] }) / 2,
      Double(count { $0 < sorted[sorted.count - 1] } + sorted.count) / 2
    )
    let middle = Double(below + notAbove) / 2
    return min(1, max(0, (middle - lowest) / (highest - lowest)))
  }

  private func count(_ isBefore: (Float) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The palest colours would be invisible on white.
  static func color(at rank: Double) -> Color {
    ColorMap.sequential.color(at: 0.16 + 0.84 * rank)
  }
}

/// A key for the colours of categories: a dot and a word for each.
struct CategoryKey: FigurePart {
  let size: Size
  private let label: String
  private let entries: [(word: String, color: Color)]

  private static let style = FeatureLabels.style

  init(label: String, words: [String]) {
    self.label = label
    let colors = Color.categorical
    let named = zip(words, colors).map { word, color in
      (Self.style.truncated(word.keptApart, width: 90), color)
    }
    entries = named + (words.count > colors.count ? [("others", .fadedInk)] : [])
    size = Size(
      entries.reduce(Self.style.width(of: label)) { $0 + 20 + Self.style.width(of: $1.word) },
      Self.style.lineHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    let y = origin.y + size.height / 2
    canvas.text(label, at: Point(origin.x, y), Self.style, anchor: .leading)
    var x = origin.x + Self.style.width(of: label) + 10
    for (word, color) in entries {
      canvas.fill(.circle(center: Point(x + 2, y), radius: 3), color)
      canvas.text(word, at: Point(x + 8, y), Self.style, anchor: .leading)
      x += 20 + Self.style.width(of: word)
    }
  }
}

/// A key for the colours of values: a strip from low to high.
struct ValueColorKey: FigurePart {
  let size: Size
  private let low: String
  private let high: String
  private let label: String

  private static let style = FeatureLabels.style
  private static let length = 90.0

  init(label: String, low: String = "low", high: String = "high") {
    (self.label, self.low, self.high) = (label, low, high)
    size = Size(
      [label, low, high].reduce(Self.length + 18) { $0 + Self.style.width(of: $1) },
      Self.style.lineHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    let y = origin.y + size.height / 2
    var x = origin.x
    func write(_ text: String) {
      canvas.text(text, at: Point(x, y), Self.style, anchor: .leading)
      x += Self.style.width(of: text) + 6
    }
    write(label)
    write(low)
    let colors = (0..<128).map { ValueColors.color(at: Double($0) / 127) }
    canvas.draw(
      Raster(width: 128, height: 1, colors: colors),
      in: Rect(x: x, y: y - 4, width: Self.length, height: 8))
    x += Self.length + 6
    write(high)
  }
}

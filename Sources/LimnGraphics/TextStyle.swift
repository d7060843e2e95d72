import CCairo

/// How text is set: DejaVu Sans at a size.
public struct TextStyle: Sendable, Hashable {
  public enum Weight: Sendable, Hashable { case regular, bold }

  /// In points.
  public var size: Double
  public var weight: Weight
  public var color: Color

  public init(size: Double, weight: Weight = .regular, color: Color = .ink) {
    self.size = size
    self.weight = weight
    self.color = color
  }

  /// The same in another colour.
  public func colored(_ color: Color) -> TextStyle {
    TextStyle(size: size, weight: weight, color: color)
  }

  /// The measures of one line of text, before anything is drawn.
  public func metrics(of text: String) -> TextMetrics {
    let face = toyFace
    let options = Self.makeFontOptions()
    var scale = cairo_matrix_t()
    var identity = cairo_matrix_t()
    cairo_matrix_init_scale(&scale, size, size)
    cairo_matrix_init_identity(&identity)
    let font = cairo_scaled_font_create(face, &scale, &identity, options)
    var extents = cairo_text_extents_t()
    var vertical = cairo_font_extents_t()
    cairo_scaled_font_text_extents(font, text, &extents)
    cairo_scaled_font_extents(font, &vertical)
    cairo_scaled_font_destroy(font)
    cairo_font_options_destroy(options)
    cairo_font_face_destroy(face)
    return TextMetrics(
      width: extents.x_advance, ascent: vertical.ascent, descent: vertical.descent,
      ink: Rect(
        x: extents.x_bearing, y: extents.y_bearing, width: extents.width, height: extents.height))
  }

  /// Loads the fonts, which the first text of a process otherwise waits for.
  public static func loadFonts() {
    for weight in [Weight.regular, .bold] {
      _ = TextStyle(size: 10, weight: weight).metrics(of: "0")
    }
  }

  /// The width of one line of text.
  public func width(of text: String) -> Double {
    metrics(of: text).width
  }

  /// The distance from one baseline to the next.
  public var lineHeight: Double { 1.35 * size }

  /// `text` in lines no wider than `width`, broken at spaces; a word too long for a line of its own
  /// is broken within.
  public func lines(of text: String, width: Double) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ") {
        let longer = line.isEmpty ? String(word) : "\(line) \(word)"
        if self.width(of: longer) <= width {
          line = longer
          continue
        }
        if !line.isEmpty { lines.append(line) }
        line = ""
        for character in word {
          if !line.isEmpty, self.width(of: line + String(character)) > width {
            lines.append(line)
            line = ""
          }
          line.append(character)
        }
      }
      lines.append(line)
    }
    return lines
  }

  /// `text`, or as much of its beginning as fits into `width` with an ellipsis.
  public func truncated(_ text: String, width: Double) -> String {
    if self.width(of: text) <= width { return text }
    var beginning = text
    while !beginning.isEmpty, self.width(of: beginning + "…") > width { beginning.removeLast() }
    return beginning + "…"
  }

  /// The font face; the caller destroys it.
  var toyFace: OpaquePointer? {
    cairo_toy_font_face_create(
      "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
      weight == .bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
  }

  /// No hinting, so that text is equally wide at any scale and in any format. The caller destroys
  /// the options.
  static func makeFontOptions() -> OpaquePointer? {
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    return options
  }
}

/// The measures of one line of text, in points.
public struct TextMetrics: Sendable, Hashable {
  /// From its start to where the next text would start.
  public let width: Double
  /// The font's height above and below the baseline, the same for all texts.
  public let ascent: Double
  public let descent: Double
  /// What is black, relative to the start of the baseline.
  public let ink: Rect

  public var height: Double { ascent + descent }
}

/// Which part of a text lies on the point it is set at.
public struct Anchor: Sendable, Hashable {
  public enum Horizontal: Sendable, Hashable { case leading, center, trailing }
  public enum Vertical: Sendable, Hashable { case top, middle, baseline, bottom }

  public let horizontal: Horizontal
  public let vertical: Vertical

  public init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  public static let topLeading = Anchor(.leading, .top)
  public static let top = Anchor(.center, .top)
  public static let topTrailing = Anchor(.trailing, .top)
  public static let leading = Anchor(.leading, .middle)
  public static let center = Anchor(.center, .middle)
  public static let trailing = Anchor(.trailing, .middle)
  public static let baseline = Anchor(.leading, .baseline)
  public static let bottomLeading = Anchor(.leading, .bottom)
  public static let bottom = Anchor(.center, .bottom)
  public static let bottomTrailing = Anchor(.trailing, .bottom)

  /// From the anchor to the start of the baseline. The middle is that of the capitals and digits,
  /// so that "12" looks centred.
  func offset(of metrics: TextMetrics, size: Double) -> Point {
    let x =
      switch horizontal {
      case .leading: 0.0
      case .center: -metrics.width / 2
      case .trailing: -metrics.width
      }
    let y =
      switch vertical {
      case .top: metrics.ascent
      case .middle: Self.capHeight * size / 2
      case .baseline: 0.0
      case .bottom: -metrics.descent
      }
    return Point(x, y)
  }

  /// The height of DejaVu Sans' capitals and digits, in ems.
  private static let capHeight = 0.729
}

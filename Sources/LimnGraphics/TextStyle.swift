import CCairo
import LimnText

/// How text is set: DejaVu Sans at a size, and other fonts for what it lacks.
public struct TextStyle: Sendable, Hashable {
  /// How heavy the strokes are.
  public enum Weight: Sendable, Hashable {
    /// Of text.
    case regular
    /// Of headings and what stands out.
    case bold
  }

  /// In points.
  public var size: Double
  /// Regular or bold.
  public var weight: Weight
  /// The colour.
  public var color: Color

  /// A style of a size in points.
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
    TypesetLine(text, self).metrics
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

  /// `text`, or as much of its beginning and its end as fits into `width` around an ellipsis.
  public func truncated(_ text: String, width: Double) -> String {
    text.shown(columns: Self.mostColumns).shortened { self.width(of: $0) <= width }
  }

  /// Names that stand in one list, each as ``truncated(_:width:)`` makes it, and numbered where several
  /// would look the same.
  public func truncatedApart(_ names: [String], width: Double) -> [String] {
    names.map { $0.shown(columns: Self.mostColumns) }
      .shortenedApart { self.width(of: $0) <= width }
  }

  /// More than any line of a picture holds.
  private static let mostColumns = 1000

  /// The font face; the caller destroys it.
  var toyFace: OpaquePointer? {
    cairo_toy_font_face_create(
      Self.family, CAIRO_FONT_SLANT_NORMAL,
      weight == .bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
  }

  /// The measures of a text set by Cairo alone, and of its font.
  func plainExtents(of text: String) -> (cairo_text_extents_t, cairo_font_extents_t) {
    var extents = cairo_text_extents_t()
    var vertical = cairo_font_extents_t()
    withScaledFont { font in
      cairo_scaled_font_text_extents(font, text, &extents)
      cairo_scaled_font_extents(font, &vertical)
    }
    return (extents, vertical)
  }

  /// Whether the font has no glyph for a character of `text`.
  func lacksGlyph(for text: String) -> Bool {
    withScaledFont { font in
      var (glyphs, count) = (UnsafeMutablePointer<cairo_glyph_t>?.none, Int32(0))
      cairo_scaled_font_text_to_glyphs(font, 0, 0, text, -1, &glyphs, &count, nil, nil, nil)
      defer { cairo_glyph_free(glyphs) }
      return UnsafeBufferPointer(start: glyphs, count: Int(count)).contains { $0.index == 0 }
    }
  }

  private func withScaledFont<Result>(_ body: (OpaquePointer?) -> Result) -> Result {
    let face = toyFace
    let options = Self.makeFontOptions()
    var scale = cairo_matrix_t()
    var identity = cairo_matrix_t()
    cairo_matrix_init_scale(&scale, size, size)
    cairo_matrix_init_identity(&identity)
    let font = cairo_scaled_font_create(face, &scale, &identity, options)
    defer {
      cairo_scaled_font_destroy(font)
      cairo_font_options_destroy(options)
      cairo_font_face_destroy(face)
    }
    return body(font)
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

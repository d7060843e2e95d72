import CCairo
import LimnText

/// The style of text: DejaVu Sans in a size, weight and colour. Characters missing from it are set
/// in other fonts.
public struct TextStyle: Sendable, Hashable {
  /// The weight of the strokes.
  public enum Weight: Sendable, Hashable {
    /// For running text.
    case regular
    /// For headings and emphasis.
    case bold
  }

  /// The font size, in points.
  public var size: Double
  /// The weight.
  public var weight: Weight
  /// The colour.
  public var color: Color

  /// Creates a style with a size in points.
  public init(size: Double, weight: Weight = .regular, color: Color = .ink) {
    self.size = size
    self.weight = weight
    self.color = color
  }

  /// The same style in another colour.
  public func colored(_ color: Color) -> TextStyle {
    TextStyle(size: size, weight: weight, color: color)
  }

  /// Measures one line of text without drawing it.
  public func metrics(of text: String) -> TextMetrics {
    FontLock.alone { TypesetLine(text, self).metrics }
  }

  /// Loads the fonts, so that the first text of the process does not have to wait for them.
  public static func loadFonts() {
    for weight in [Weight.regular, .bold] {
      _ = TextStyle(size: 10, weight: weight).metrics(of: "0")
    }
  }

  /// The width of one line of text, in points.
  public func width(of text: String) -> Double {
    metrics(of: text).width
  }

  /// The distance between baselines, in points.
  public var lineHeight: Double { 1.35 * size }

  /// Breaks `text` into lines of at most `width` points, at spaces; a word too long for a line is
  /// broken within the word.
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

  /// `text`, cut in the middle with an ellipsis if it is wider than `width` points.
  public func truncated(_ text: String, width: Double) -> String {
    text.shown(columns: Self.mostColumns).shortened { self.width(of: $0) <= width }
  }

  /// The names of a list, each as ``truncated(_:width:)`` makes it, with numbers appended where
  /// several would otherwise look the same.
  public func truncatedApart(_ names: [String], width: Double) -> [String] {
    names.map { $0.shown(columns: Self.mostColumns) }
      .shortenedApart { self.width(of: $0) <= width }
  }

  /// The number of columns to which a text is cut before it is measured; no line of a picture holds
  /// more.
  private static let mostColumns = 1000

  /// The font face, which the caller destroys.
  var toyFace: OpaquePointer? {
    cairo_toy_font_face_create(
      Self.family, CAIRO_FONT_SLANT_NORMAL,
      weight == .bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
  }

  /// The measurements of a text set by Cairo alone, and those of its font.
  func plainExtents(of text: String) -> (cairo_text_extents_t, cairo_font_extents_t) {
    var extents = cairo_text_extents_t()
    var vertical = cairo_font_extents_t()
    withScaledFont { font in
      cairo_scaled_font_text_extents(font, text, &extents)
      cairo_scaled_font_extents(font, &vertical)
    }
    return (extents, vertical)
  }

  /// Whether the font lacks a glyph for a character of `text`.
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

  /// Font options without hinting, so that text has the same width at any scale and in any format.
  /// The caller destroys them.
  static func makeFontOptions() -> OpaquePointer? {
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    return options
  }
}

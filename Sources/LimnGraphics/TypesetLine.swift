import CCairo
import CShaping
import LimnText

/// One line of text, ready to be measured and drawn; it exists only within ``FontLock``.
///
/// Cairo alone sets text for which DejaVu Sans has glyphs and whose letters stand side by side:
/// Latin, Greek, Cyrillic, symbols. Pango sets everything else, in installed fonts that have the
/// glyphs. Characters that act on the output instead of being shown are escaped.
struct TypesetLine: ~Copyable {
  let text: String
  private let style: TextStyle
  private let shaped: OpaquePointer?

  init(_ text: String, _ style: TextStyle) {
    let text = text.escaped
    self.text = text
    self.style = style
    shaped =
      style.needsShaping(text)
      ? limn_shape(
        text, Self.language(of: text), TextStyle.family, style.size, style.weight == .bold) : nil
  }

  deinit { limn_shaped_line_destroy(shaped) }

  /// The reason why the text cannot be set; `nil` if it can be.
  var failure: GraphicsError? {
    guard shaped == nil, style.needsShaping(text), let reason = limn_shaping_failure() else {
      return nil
    }
    return .cannotShape(text: text, reason: String(cString: reason))
  }

  var hasUnknownCharacters: Bool {
    shaped.map { limn_shaped_line_unknown($0) > 0 } ?? false
  }

  var metrics: TextMetrics {
    let (plain, vertical) = style.plainExtents(of: shaped == nil ? text : "")
    guard let shaped else {
      return TextMetrics(
        width: plain.x_advance, ascent: vertical.ascent, descent: vertical.descent,
        ink: Rect(
          x: plain.x_bearing, y: plain.y_bearing, width: plain.width, height: plain.height))
    }
    let measured = limn_shaped_line_metrics(shaped)
    return TextMetrics(
      width: measured.advance, ascent: vertical.ascent, descent: vertical.descent,
      ink: Rect(
        x: measured.ink_x, y: measured.ink_y, width: measured.ink_width,
        height: measured.ink_height))
  }

  /// Draws the line from the current point of a context, in its colour.
  ///
  /// - Parameter asOutlines: fill the outlines of glyphs. Used for pixels, because glyph images
  ///   would snap to whole pixels and space the letters unevenly.
  func draw(on context: OpaquePointer, asOutlines: Bool) {
    if let shaped {
      // Glyphs of colour fonts are images without outlines.
      if asOutlines, !text.unicodeScalars.contains(where: \.isPicture) {
        limn_shaped_line_trace(shaped, context)
        cairo_fill(context)
      } else {
        limn_shaped_line_show(shaped, context)
      }
      return
    }
    let face = style.toyFace
    cairo_set_font_face(context, face)
    cairo_font_face_destroy(face)
    cairo_set_font_size(context, style.size)
    if asOutlines {
      cairo_text_path(context, text)
      cairo_fill(context)
    } else {
      cairo_show_text(context, text)
    }
  }

  /// The language of a text with Chinese characters, whose shapes differ in Japanese and Korean;
  /// Kana and Hangul identify those languages.
  private static func language(of text: String) -> String {
    if text.unicodeScalars.contains(where: { (0x3040...0x30FF).contains($0.value) }) { return "ja" }
    if text.unicodeScalars.contains(where: { (0xAC00...0xD7A3).contains($0.value) }) { return "ko" }
    return "zh-cn"
  }
}

extension TextStyle {
  /// Returns the texts that contain a character that no installed font has. Pictures show a
  /// numbered box in place of such a character.
  ///
  /// - Throws: ``GraphicsError/cannotShape(text:reason:)``.
  public func withoutFont(_ texts: [String]) throws(GraphicsError) -> [String] {
    var failure: GraphicsError?
    let found = FontLock.alone {
      texts.filter { text in
        guard failure == nil, needsShaping(text) else { return false }
        let line = TypesetLine(text, self)
        failure = line.failure
        return line.hasUnknownCharacters
      }
    }
    if let failure { throw failure }
    return found
  }

  static let family = "DejaVu Sans"

  /// Whether Cairo alone would join, place or find the text's characters incorrectly.
  fileprivate func needsShaping(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return false }
    return !text.unicodeScalars.allSatisfy(\.standsAlone) || lacksGlyph(for: text)
  }
}

extension Unicode.Scalar {
  /// Whether the character may be drawn in colour: an emoji, or the variation selector that turns
  /// the character before it into one.
  fileprivate var isPicture: Bool { properties.isEmojiPresentation || value == 0xFE0F }

  /// Whether the character is a symbol or a letter of a script whose letters stand side by side
  /// unchanged.
  fileprivate var standsAlone: Bool {
    switch value {
    case 0..<0x300: true
    case 0x370..<0x590, 0x1E00..<0x2000, 0x2010..<0x2C00, 0xFFFD:
      properties.generalCategory != .nonspacingMark && properties.generalCategory != .enclosingMark
    default: false
    }
  }
}

import CCairo
import CShaping
import LimnText

/// One line of text, ready to be measured and drawn.
///
/// Cairo sets what DejaVu Sans has and where each letter stands by itself: Latin, Greek, Cyrillic,
/// signs. Everything else, and what DejaVu Sans lacks, Pango sets in the installed fonts that have it.
/// What would act in place of showing is escaped.
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

  /// Why the text cannot be set; `nil` where it can.
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

  /// Draws the line from the current point of a context in its colour.
  ///
  /// - Parameter asOutlines: for pixels: glyph images would snap to whole pixels and space the letters
  ///   unevenly.
  func draw(on context: OpaquePointer, asOutlines: Bool) {
    if let shaped {
      // The pictures of a colour font have no outlines.
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

  /// Chinese characters have other shapes in Japanese and in Korean text, which its own letters tell.
  private static func language(of text: String) -> String {
    if text.unicodeScalars.contains(where: { (0x3040...0x30FF).contains($0.value) }) { return "ja" }
    if text.unicodeScalars.contains(where: { (0xAC00...0xD7A3).contains($0.value) }) { return "ko" }
    return "zh-cn"
  }
}

extension TextStyle {
  /// Those of `texts` in which a character is that no installed font has; pictures show boxes with
  /// numbers in its place.
  ///
  /// - Throws: ``GraphicsError/cannotShape(text:reason:)``.
  public func withoutFont(_ texts: [String]) throws(GraphicsError) -> [String] {
    var found: [String] = []
    for text in texts where needsShaping(text) {
      let line = TypesetLine(text, self)
      if let failure = line.failure { throw failure }
      if line.hasUnknownCharacters { found.append(text) }
    }
    return found
  }

  static let family = "DejaVu Sans"

  /// Whether Cairo alone would join, place or find the text's characters wrongly.
  fileprivate func needsShaping(_ text: String) -> Bool {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return false }
    return !text.unicodeScalars.allSatisfy(\.standsAlone) || lacksGlyph(for: text)
  }
}

extension Unicode.Scalar {
  /// Whether it may be drawn in colours: an emoji, or what makes one of the character before.
  fileprivate var isPicture: Bool { properties.isEmojiPresentation || value == 0xFE0F }

  /// Whether it is a letter of a script whose letters stand side by side as they are, or a sign.
  fileprivate var standsAlone: Bool {
    switch value {
    case 0..<0x300: true
    case 0x370..<0x590, 0x1E00..<0x2000, 0x2010..<0x2C00, 0xFFFD:
      properties.generalCategory != .nonspacingMark && properties.generalCategory != .enclosingMark
    default: false
    }
  }
}

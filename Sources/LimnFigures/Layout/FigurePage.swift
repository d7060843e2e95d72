import LimnGraphics

/// A figure of parts below a title and a subtitle of a sentence or two.
struct FigurePage: Figure {
  let size: Size
  private let content: FigureStack

  static let titleStyle = TextStyle(size: 15, weight: .bold)
  static let subtitleStyle = TextStyle(size: 10.5)
  static let headingStyle = TextStyle(size: 12, weight: .bold)
  static let noteStyle = TextStyle(size: 9, color: .fadedInk)
  private static let margin = 20.0
  private static let gap = 16.0

  /// - Parameter minimumWidth: the room for the subtitle even above narrow parts.
  init(
    title: String, subtitle: String, parts: [any FigurePart], minimumWidth: Double = 440
  ) {
    let width = parts.reduce(minimumWidth) { max($0, $1.size.width) }
    let head = FigureStack(
      [
        FigureText(title, width: width, style: Self.titleStyle),
        FigureText(subtitle, width: width, style: Self.subtitleStyle),
      ].filter { $0.size.height > 0 }, gap: 3)
    content = FigureStack([head] + parts, gap: Self.gap)
    size = Size(width + 2 * Self.margin, content.size.height + 2 * Self.margin)
  }

  func draw(on canvas: Canvas) throws {
    try content.draw(on: canvas, at: Point(Self.margin, Self.margin))
  }
}

/// A part with a heading and a sentence on how to read it.
struct FigureSection: FigurePart {
  let size: Size
  private let content: FigureStack

  init(_ heading: String, note: String, _ parts: [any FigurePart], width: Double) {
    let wide = parts.reduce(width) { max($0, $1.size.width) }
    let head = FigureStack(
      [
        FigureText(heading, width: wide, style: FigurePage.headingStyle),
        FigureText(note, width: wide),
      ].filter { $0.size.height > 0 }, gap: 2)
    content = FigureStack([head] + parts, gap: 8)
    size = content.size
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    try content.draw(on: canvas, at: origin)
  }
}

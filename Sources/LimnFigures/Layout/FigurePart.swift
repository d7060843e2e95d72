import LimnGraphics

/// A piece of a figure that is measured before it is placed.
protocol FigurePart: Sendable {
  var size: Size { get }
  /// Draws within ``size`` from `origin`, its top left corner.
  func draw(on canvas: Canvas, at origin: Point) throws
}

/// Parts stacked from top to bottom.
struct FigureStack: FigurePart {
  let size: Size
  private let parts: [any FigurePart]
  private let gap: Double

  init(_ parts: [any FigurePart], gap: Double) {
    self.parts = parts
    self.gap = gap
    let heights = parts.reduce(0) { $0 + $1.size.height }
    size = Size(
      parts.reduce(0) { max($0, $1.size.width) }, heights + gap * Double(max(0, parts.count - 1)))
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    var y = origin.y
    for part in parts {
      try part.draw(on: canvas, at: Point(origin.x, y))
      y += part.size.height + gap
    }
  }
}

/// Parts in columns of equal width, row by row.
struct FigureGrid: FigurePart {
  let size: Size
  private let parts: [any FigurePart]
  private let columns: Int
  private let columnWidth: Double
  private let rowHeights: [Double]
  private let gap: Size

  /// - Parameter width: the width available for all columns together; a single column may exceed
  ///   it.
  init(_ parts: [any FigurePart], width: Double, gap: Size) {
    let widest = parts.reduce(0) { max($0, $1.size.width) }
    let fitting = max(1, Int((width + gap.width) / (widest + gap.width)))
    let columns = max(1, min(fitting, parts.count))
    let heights = stride(from: 0, to: parts.count, by: columns).map { start in
      parts[start..<min(start + columns, parts.count)].reduce(0) { max($0, $1.size.height) }
    }
    self.parts = parts
    self.columns = columns
    self.gap = gap
    columnWidth = widest
    rowHeights = heights
    size = Size(
      Double(columns) * widest + Double(columns - 1) * gap.width,
      heights.reduce(0, +) + Double(max(0, heights.count - 1)) * gap.height)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    var y = origin.y
    for (row, height) in rowHeights.enumerated() {
      for column in 0..<columns where row * columns + column < parts.count {
        let x = origin.x + Double(column) * (columnWidth + gap.width)
        try parts[row * columns + column].draw(on: canvas, at: Point(x, y))
      }
      y += height + gap.height
    }
  }
}

/// Text broken into lines of a given width.
struct FigureText: FigurePart {
  let size: Size
  private let lines: [String]
  private let style: TextStyle

  init(_ text: String, width: Double, style: TextStyle = FigurePage.noteStyle) {
    lines = text.isEmpty ? [] : style.lines(of: text, width: width)
    self.style = style
    size = Size(width, Double(lines.count) * style.lineHeight)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.lines(lines, at: origin, style)
  }
}

/// A colour bar of a given length.
struct FigureColorBar: FigurePart {
  let size: Size
  private let bar: ColorBar
  private let length: Double

  init(_ bar: ColorBar, length: Double) {
    self.bar = bar
    self.length = length
    // The labels of the outermost ticks extend beyond a horizontal bar.
    let thickness = bar.thickness(length: length)
    size =
      bar.orientation == .horizontal
      ? Size(length + 2 * Self.overhang, thickness) : Size(thickness, length)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    let inset = bar.orientation == .horizontal ? Self.overhang : 0
    try bar.draw(on: canvas, at: Point(origin.x + inset, origin.y), length: length)
  }

  private static let overhang = 14.0
}

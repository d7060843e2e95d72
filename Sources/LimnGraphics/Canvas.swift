import CCairo

/// A drawing surface based on Cairo. Figures receive one in ``Figure/draw(on:)``.
///
/// Later drawing covers earlier drawing. Clips, shifts and opacity apply to what the closure draws.
public final class Canvas {
  /// The size, in points.
  public let size: Size
  /// Every text drawn so far, with the bounding box of its ink; tests check that no two overlap.
  package internal(set) var drawnTexts: [DrawnText] = []

  /// The first error that occurred while drawing.
  var failure: GraphicsError?

  let context: OpaquePointer
  /// Whether the canvas draws pixels; otherwise it draws vector graphics.
  let isRaster: Bool
  /// Device units per point.
  private let scale: Double

  init(context: OpaquePointer, size: Size, scale: Double, isRaster: Bool) {
    self.context = context
    self.size = size
    self.scale = scale
    self.isRaster = isRaster
    let options = TextStyle.makeFontOptions()
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  /// Runs `body` with drawing restricted to the inside of a path.
  ///
  /// - Throws: whatever `body` throws.
  public func clipped(to path: Path, _ body: () throws -> Void) rethrows {
    cairo_save(context)
    defer { cairo_restore(context) }
    trace(path)
    cairo_clip(context)
    try body()
  }

  /// Runs `body` with the origin moved to `point`.
  ///
  /// - Throws: whatever `body` throws.
  public func shifted(to point: Point, _ body: () throws -> Void) rethrows {
    cairo_save(context)
    defer { cairo_restore(context) }
    cairo_translate(context, point.x, point.y)
    try body()
  }

  /// Runs `body` with the origin moved to `point` and the axes rotated clockwise by `angle`
  /// radians.
  ///
  /// - Throws: whatever `body` throws.
  public func turned(by angle: Double, around point: Point, _ body: () throws -> Void) rethrows {
    try shifted(to: point) {
      cairo_rotate(context, angle)
      try body()
    }
  }

  /// Draws what `body` draws as one group with the given opacity, in `0...1`.
  ///
  /// - Throws: whatever `body` throws.
  public func withOpacity(_ opacity: Double, _ body: () throws -> Void) rethrows {
    cairo_push_group(context)
    defer {
      // Of vector graphics this draws the group's text.
      FontLock.alone {
        cairo_pop_group_to_source(context)
        cairo_paint_with_alpha(context, opacity)
      }
    }
    try body()
  }

  /// The position, on the whole figure, of a point given in the current axes.
  func positionOnFigure(_ point: Point) -> Point {
    var (x, y) = (point.x, point.y)
    cairo_user_to_device(context, &x, &y)
    return Point(x / scale, y / scale)
  }

  func setSource(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  func trace(_ path: Path) {
    cairo_new_path(context)
    for element in path.elements {
      switch element {
      case .move(let point):
        cairo_move_to(context, point.x, point.y)
      case .line(let point):
        cairo_line_to(context, point.x, point.y)
      case .curve(let end, let control1, let control2):
        cairo_curve_to(context, control1.x, control1.y, control2.x, control2.y, end.x, end.y)
      case .arc(let center, let radius, let from, let to):
        cairo_arc(context, center.x, center.y, radius, from, to)
      case .close:
        cairo_close_path(context)
      }
    }
  }
}

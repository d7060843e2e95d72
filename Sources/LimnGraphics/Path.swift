/// An outline of lines, curves and arcs.
public struct Path: Sendable, Hashable {
  /// One stroke of the pen.
  public enum Element: Sendable, Hashable {
    /// Starts a new line at a point.
    case move(Point)
    /// A straight line to a point.
    case line(Point)
    /// A cubic Bézier curve to a point.
    case curve(Point, control1: Point, control2: Point)
    /// Angles in radians, clockwise from the right.
    case arc(center: Point, radius: Double, from: Double, to: Double)
    /// A straight line back to where the line began.
    case close
  }

  /// The elements, in drawing order.
  public var elements: [Element]

  /// A path of elements; without them an empty one.
  public init(_ elements: [Element] = []) {
    self.elements = elements
  }

  /// Straight lines through `points`.
  public static func polyline(_ points: [Point]) -> Path {
    Path(points.enumerated().map { $0 == 0 ? .move($1) : .line($1) })
  }

  /// A closed polygon with corners at `points`.
  public static func polygon(_ points: [Point]) -> Path {
    Path(polyline(points).elements + [.close])
  }

  /// The outline of a rectangle.
  public static func rectangle(_ rect: Rect) -> Path {
    polygon(rect.corners)
  }

  /// A rectangle with rounded corners.
  public static func rectangle(_ rect: Rect, cornerRadius: Double) -> Path {
    let radius = min(cornerRadius, rect.width / 2, rect.height / 2)
    let inner = rect.inset(by: radius).corners
    // The corners run clockwise from the top left, where the arc starts pointing left.
    let arcs = inner.enumerated().map { corner, center -> Element in
      let start = Double.pi * (1 + Double(corner) / 2)
      return .arc(center: center, radius: radius, from: start, to: start + Double.pi / 2)
    }
    return Path(arcs + [.close])
  }

  /// A circle, as four Bézier curves.
  public static func circle(center: Point, radius: Double) -> Path {
    Path([.arc(center: center, radius: radius, from: 0, to: 2 * Double.pi), .close])
  }

  /// A rectangle that holds the whole path; curves count with their control points. `nil` for an
  /// empty path.
  public var bounds: Rect? {
    let points = elements.flatMap { element -> [Point] in
      switch element {
      case .move(let point), .line(let point): [point]
      case .curve(let end, let control1, let control2): [end, control1, control2]
      case .arc(let center, let radius, _, _):
        [Point(center.x - radius, center.y - radius), Point(center.x + radius, center.y + radius)]
      case .close: []
      }
    }
    return points.isEmpty ? nil : Rect(around: points)
  }
}

/// How a line is drawn.
public struct Stroke: Sendable, Hashable {
  /// The form of a line's ends.
  public enum Cap: Sendable, Hashable {
    /// Cut off at the end.
    case butt
    /// A half circle beyond the end.
    case round
    /// Half a square beyond the end.
    case square
  }
  /// The form of a line's corners.
  public enum Join: Sendable, Hashable {
    /// A pointed corner.
    case miter
    /// A rounded corner.
    case round
    /// A corner cut off.
    case bevel
  }

  /// The colour.
  public var color: Color
  /// In points.
  public var width: Double
  /// Lengths of dashes and gaps in turn; empty for a solid line.
  public var dash: [Double]
  /// How ends are drawn.
  public var cap: Cap
  /// How corners are drawn.
  public var join: Join

  /// A line of a colour and width (points); `dash` gives lengths of strokes and gaps in turn.
  public init(
    _ color: Color, width: Double = 1, dash: [Double] = [], cap: Cap = .butt, join: Join = .miter
  ) {
    self.color = color
    self.width = width
    self.dash = dash
    self.cap = cap
    self.join = join
  }
}

/// Parallel slanted lines, for areas that must be distinguished without colour.
public struct Hatch: Sendable, Hashable {
  /// The lines.
  public var stroke: Stroke
  /// The distance between neighbouring lines, in points.
  public var spacing: Double

  /// Parallel lines, so many points apart.
  public init(_ stroke: Stroke, spacing: Double) {
    self.stroke = stroke
    self.spacing = spacing
  }
}

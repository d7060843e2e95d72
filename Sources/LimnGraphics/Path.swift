/// A path of lines, curves and arcs.
public struct Path: Sendable, Hashable {
  /// One element of a path.
  public enum Element: Sendable, Hashable {
    /// Begins a new subpath at a point.
    case move(Point)
    /// Adds a straight line to a point.
    case line(Point)
    /// Adds a cubic Bézier curve to a point.
    case curve(Point, control1: Point, control2: Point)
    /// Adds an arc; angles are in radians, clockwise from the right.
    case arc(center: Point, radius: Double, from: Double, to: Double)
    /// Closes the subpath with a straight line to its beginning.
    case close
  }

  /// The elements, in drawing order.
  public var elements: [Element]

  /// Creates a path from elements; empty by default.
  public init(_ elements: [Element] = []) {
    self.elements = elements
  }

  /// A path of straight lines through `points`.
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

  /// The outline of a rectangle with rounded corners.
  public static func rectangle(_ rect: Rect, cornerRadius: Double) -> Path {
    let radius = min(cornerRadius, rect.width / 2, rect.height / 2)
    let inner = rect.inset(by: radius).corners
    // The corners run clockwise from the top left, where the arc begins at its left end.
    let arcs = inner.enumerated().map { corner, center -> Element in
      let start = Double.pi * (1 + Double(corner) / 2)
      return .arc(center: center, radius: radius, from: start, to: start + Double.pi / 2)
    }
    return Path(arcs + [.close])
  }

  /// A full circle.
  public static func circle(center: Point, radius: Double) -> Path {
    Path([.arc(center: center, radius: radius, from: 0, to: 2 * Double.pi), .close])
  }

  /// A rectangle that contains the whole path, computed from whole circles and from the control
  /// points of curves; `nil` for an empty path.
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
  /// The shape of a line's ends.
  public enum Cap: Sendable, Hashable {
    /// Ends exactly at the endpoint.
    case butt
    /// A semicircle around the endpoint.
    case round
    /// Half a square beyond the endpoint.
    case square
  }
  /// The shape of a line's corners.
  public enum Join: Sendable, Hashable {
    /// A pointed corner.
    case miter
    /// A rounded corner.
    case round
    /// A bevelled corner.
    case bevel
  }

  /// The colour.
  public var color: Color
  /// The width, in points.
  public var width: Double
  /// The lengths of dashes and gaps, alternating, in points; empty for a solid line.
  public var dash: [Double]
  /// The shape of the ends.
  public var cap: Cap
  /// The shape of the corners.
  public var join: Join

  /// Creates a stroke with a colour and a width in points.
  ///
  /// - Parameters:
  ///   - color: the colour.
  ///   - width: the width, in points.
  ///   - dash: the lengths of dashes and gaps, alternating, in points; empty for a solid line.
  ///   - cap: the shape of the ends.
  ///   - join: the shape of the corners.
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
  /// The distance between neighbouring lines, in points. Its sign is ignored; 0 draws no lines.
  public var spacing: Double

  /// Creates a hatch whose lines are `spacing` points apart.
  public init(_ stroke: Stroke, spacing: Double) {
    self.stroke = stroke
    self.spacing = spacing
  }
}

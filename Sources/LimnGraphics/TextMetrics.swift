/// The measures of one line of text, in points.
public struct TextMetrics: Sendable, Hashable {
  /// From its start to where the next text would start.
  public let width: Double
  /// The font's height above and below the baseline, the same for all texts.
  public let ascent: Double
  /// The font's depth below the baseline, the same for all texts.
  public let descent: Double
  /// What is black, relative to the start of the baseline.
  public let ink: Rect

  /// The font's height above and below the baseline together.
  public var height: Double { ascent + descent }
}

/// Which part of a text lies on the point it is set at.
public struct Anchor: Sendable, Hashable {
  /// Of the three along the line: its start, its middle, its end.
  public enum Horizontal: Sendable, Hashable {
    /// The start of the text.
    case leading
    /// Its middle.
    case center
    /// Its end.
    case trailing
  }
  /// Of the four across the line.
  public enum Vertical: Sendable, Hashable {
    /// The upper edge of the tallest letters.
    case top
    /// Half the height of capital letters.
    case middle
    /// The line that letters stand on.
    case baseline
    /// The lower edge of the deepest letters.
    case bottom
  }

  /// Where the text stands from left to right.
  public let horizontal: Horizontal
  /// Where the text stands from top to bottom.
  public let vertical: Vertical

  /// A place of the text that comes to lie on the point it is drawn at.
  public init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// The upper left corner.
  public static let topLeading = Anchor(.leading, .top)
  /// The middle of the upper edge.
  public static let top = Anchor(.center, .top)
  /// The upper right corner.
  public static let topTrailing = Anchor(.trailing, .top)
  /// The middle of the left edge.
  public static let leading = Anchor(.leading, .middle)
  /// The middle.
  public static let center = Anchor(.center, .middle)
  /// The middle of the right edge.
  public static let trailing = Anchor(.trailing, .middle)
  /// The left end of the baseline.
  public static let baseline = Anchor(.leading, .baseline)
  /// The lower left corner.
  public static let bottomLeading = Anchor(.leading, .bottom)
  /// The middle of the lower edge.
  public static let bottom = Anchor(.center, .bottom)
  /// The lower right corner.
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

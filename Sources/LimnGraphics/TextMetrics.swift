/// The measures of one line of text, in points.
public struct TextMetrics: Sendable, Hashable {
  /// From its start to where the next text would start.
  public let width: Double
  /// The font's height above and below the baseline, the same for all texts.
  public let ascent: Double
  public let descent: Double
  /// What is black, relative to the start of the baseline.
  public let ink: Rect

  public var height: Double { ascent + descent }
}

/// Which part of a text lies on the point it is set at.
public struct Anchor: Sendable, Hashable {
  /// Of the three along the line: its start, its middle, its end.
  public enum Horizontal: Sendable, Hashable { case leading, center, trailing }
  /// Of the four across the line.
  public enum Vertical: Sendable, Hashable { case top, middle, baseline, bottom }

  public let horizontal: Horizontal
  public let vertical: Vertical

  public init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  public static let topLeading = Anchor(.leading, .top)
  public static let top = Anchor(.center, .top)
  public static let topTrailing = Anchor(.trailing, .top)
  public static let leading = Anchor(.leading, .middle)
  public static let center = Anchor(.center, .middle)
  public static let trailing = Anchor(.trailing, .middle)
  public static let baseline = Anchor(.leading, .baseline)
  public static let bottomLeading = Anchor(.leading, .bottom)
  public static let bottom = Anchor(.center, .bottom)
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

/// The measurements of one line of text, in points.
public struct TextMetrics: Sendable, Hashable {
  /// The advance width: the distance to where the next text would begin.
  public let width: Double
  /// The font's ascent above the baseline, the same for all texts.
  public let ascent: Double
  /// The font's descent below the baseline, the same for all texts.
  public let descent: Double
  /// The bounding box of the ink, relative to the start of the baseline.
  public let ink: Rect

  /// The ascent and the descent together.
  public var height: Double { ascent + descent }
}

/// The point of a text that is placed at its position.
public struct Anchor: Sendable, Hashable {
  /// The horizontal part of an anchor.
  public enum Horizontal: Sendable, Hashable {
    /// The start of the text.
    case leading
    /// The middle of the text.
    case center
    /// The end of the text.
    case trailing
  }
  /// The vertical part of an anchor.
  public enum Vertical: Sendable, Hashable {
    /// The font's ascent line.
    case top
    /// Half the height of the capital letters.
    case middle
    /// The baseline.
    case baseline
    /// The font's descent line.
    case bottom
  }

  /// The horizontal part.
  public let horizontal: Horizontal
  /// The vertical part.
  public let vertical: Vertical

  /// Creates an anchor from its two parts.
  public init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// The top left corner.
  public static let topLeading = Anchor(.leading, .top)
  /// The middle of the top edge.
  public static let top = Anchor(.center, .top)
  /// The top right corner.
  public static let topTrailing = Anchor(.trailing, .top)
  /// The middle of the left edge.
  public static let leading = Anchor(.leading, .middle)
  /// The middle.
  public static let center = Anchor(.center, .middle)
  /// The middle of the right edge.
  public static let trailing = Anchor(.trailing, .middle)
  /// The left end of the baseline.
  public static let baseline = Anchor(.leading, .baseline)
  /// The bottom left corner.
  public static let bottomLeading = Anchor(.leading, .bottom)
  /// The middle of the bottom edge.
  public static let bottom = Anchor(.center, .bottom)
  /// The bottom right corner.
  public static let bottomTrailing = Anchor(.trailing, .bottom)

  /// The offset from the anchor to the start of the baseline. The vertical middle is that of
  /// capitals and digits, so that "12" looks centred.
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

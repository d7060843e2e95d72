import LimnAttribution
import LimnCore
import LimnGraphics
import LimnText

/// An explanation as lines of text: the input and each method's heatmap side by side, in roughly
/// square pixels. It only returns the lines and prints nothing.
///
/// A pixel is two characters wide. If two such pictures do not fit side by side and there are
/// colours, each character shows two pixels, one above the other.
///
/// Without colour, a pixel is a sign and a digit: the magnitude in ninths of the scale's limit.
/// Pixels whose sign is not certain at 95% are marked with "//", or with "~" instead of the sign.
/// Two pixels in one character cannot be marked, and the legend says so.
public struct TerminalPreview: Sendable {
  private let explanation: Explanation
  private let scales: SharedScales
  private let palette: TerminalPalette
  private let width: Int
  private let isCompact: Bool

  /// A text preview of an explanation.
  ///
  /// - Parameters:
  ///   - explanation: the explanation to show.
  ///   - scales: the colour scales; if `nil`, those that just cover the explanation's own
  ///     attributions.
  ///   - palette: the colours of the terminal.
  ///   - width: the number of characters in a line; pictures that do not fit go below the others.
  /// - Throws: ``FigureError/unsuitableShape(_:)`` for a plain vector, ``FigureError``.
  public init(
    _ explanation: Explanation, scales: SharedScales? = nil, palette: TerminalPalette,
    width: Int = 80
  ) throws {
    guard case .image(_, _, let columns) = explanation.shape else {
      throw FigureError.unsuitableShape(explanation.shape)
    }
    isCompact = palette != .plain && 4 * columns + Self.gap > width
    self.explanation = explanation
    self.scales = try scales ?? SharedScales(of: explanation.attributions)
    self.palette = palette
    self.width = width
  }

  /// The lines, without line ends.
  ///
  /// - Throws: `GraphicsError.valueBeyondScale`, ``FigureError/noScale(method:)``.
  public func lines() throws -> [String] {
    let blocks = [try inputBlock()] + (try explanation.attributions.map(block))
    let blockWidth = blocks.reduce(0) { max($0, $1.width) }
    let inRow = max(1, (width + Self.gap) / (blockWidth + Self.gap))
    var lines: [String] = []
    for start in stride(from: 0, to: blocks.count, by: inRow) {
      let row = blocks[start..<min(start + inRow, blocks.count)]
      for line in 0..<(row.map(\.lines.count).max() ?? 0) {
        lines.append(
          row.enumerated().map { place, block in
            // The last block needs no padding, because nothing follows it.
            block.line(line, padding: place == row.count - 1 ? 0 : blockWidth + Self.gap)
          }.joined())
      }
      lines.append("")
    }
    return lines + (try scaleLines())
  }

  private static let gap = 3
}

/// A rectangle of text, with the visible length of each line.
private struct TextBlock {
  let width: Int
  /// A heading and rows, each with its number of visible characters, without colour codes.
  let lines: [(text: String, length: Int)]

  func line(_ index: Int, padding length: Int) -> String {
    let (text, shown) = index < lines.count ? lines[index] : ("", 0)
    return text + String(repeating: " ", count: max(0, length - shown))
  }
}

extension TerminalPreview {
  private func inputBlock() throws -> TextBlock {
    let values = explanation.shape.brightness(of: explanation.input).map(Double.init)
    let range = values.reduce(0, min)...values.reduce(0, max)
    let scale = try ColorScale.sequential(range, map: .ink)
    return try textBlock(title: "Input", values: values, scale: scale) { value, _ in
      guard palette == .plain else { return "  " }
      let span = range.upperBound - range.lowerBound
      let darkness = span > 0 ? (value - range.lowerBound) / span : 0
      let shades = [" ", ".", ":", "+", "*", "#", "@"]
      let shade = shades[Int((darkness * Double(shades.count - 1)).rounded())]
      return shade + shade
    }
  }

  private func block(of attribution: Attribution) throws -> TextBlock {
    let scale = try scales.scale(of: attribution)
    return try textBlock(
      title: attribution.title, values: scales.channels.pixels(of: attribution),
      scale: scale
    ) { value, index in
      let isUncertain = scales.channels == .sum && attribution.pixelSignIsUncertain(at: index)
      guard palette == .plain else { return isUncertain ? "//" : "  " }
      return Self.figures(value, limit: scale.limit, isUncertain: isUncertain)
    }
  }

  /// "+9", "-3", "~1", and " ." for a value that rounds to 0.
  private static func figures(_ value: Double, limit: Double, isUncertain: Bool) -> String {
    let ninths = limit > 0 ? Int((9 * abs(value) / limit).rounded()) : 0
    if ninths == 0 { return isUncertain ? "~." : " ." }
    return (isUncertain ? "~" : value < 0 ? "-" : "+") + String(ninths)
  }

  private func textBlock(
    title: String, values: [Double], scale: ColorScale, cell: (Double, Int) -> String
  ) throws -> TextBlock {
    guard case .image(_, let height, let width) = explanation.shape else {
      throw FigureError.unsuitableShape(explanation.shape)
    }
    let colors = try scale.colors(of: values)
    let length = isCompact ? width : 2 * width
    let rows = stride(from: 0, to: height, by: isCompact ? 2 : 1).map { row in
      let text = (row * width..<(row + 1) * width).map { index in
        isCompact
          ? pair(colors[index], above: row + 1 < height ? colors[index + width] : nil)
          : palette.painted(cell(values[index], index), on: colors[index])
      }.joined()
      return (text: text, length: length)
    }
    let heading = title.shown()
    return TextBlock(
      width: max(length, heading.columns), lines: [(heading, heading.columns)] + rows)
  }

  /// Two pixels in one character, its upper and its lower half; white below the last row.
  private func pair(_ upper: Color, above lower: Color?) -> String {
    palette.painted("▀", in: upper, on: lower ?? .white)
  }

  /// The meaning of the colours or digits, one line for each scale.
  private func scaleLines() throws -> [String] {
    var lines = try explanation.measures.map { try scaleLine(of: $0.example, label: $0.label) }
    if explanation.attributions.contains(where: { $0.uncertainSigns > 0 }) {
      let mark = palette == .plain ? "~ " : "//"
      lines.append(
        isCompact
          ? "Signs not certain at 95% are not marked at this size."
          : "\(mark)  sign not certain at 95%")
    }
    return lines
  }

  private func scaleLine(of attribution: Attribution, label: String) throws -> String {
    let scale = try scales.scale(of: attribution)
    let (lower, upper) = (scale.range.lowerBound, scale.range.upperBound)
    let label = label.shown(columns: 200)
    let ends = [lower, upper].map { NumberText.significant($0, digits: 3) }
    if palette == .plain {
      let nines =
        attribution.quantity.isSigned ? "+9 is \(ends[1]), -9 is \(ends[0])" : "+9 is \(ends[1])"
      return "\(nines)   \(label)"
    }
    let steps = 16
    let bar = try (0..<steps).map { step in
      let t = Double(step) / Double(steps - 1)
      return palette.painted(" ", on: try scale.color(of: (1 - t) * lower + t * upper))
    }.joined()
    return "\(ends[0]) \(bar) \(ends[1])   \(label)"
  }
}

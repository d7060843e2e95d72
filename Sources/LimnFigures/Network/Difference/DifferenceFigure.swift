import LimnGraphics
import LimnNetwork

/// Two networks side by side: each operation next to its counterpart, with its status as a colour
/// and a word, and on the right the relative change of its weights.
public struct DifferenceFigure: Figure {
  private let page: FigurePage

  /// The differences of two networks, side by side.
  ///
  /// - Parameters:
  ///   - difference: the difference of the networks.
  ///   - before: the name of the first network.
  ///   - after: the name of the second.
  public init(_ difference: NetworkDifference, before: String, after: String) {
    let whole = difference.changes.map { "\($0.what): \($0.words)" }
    page = FigurePage(
      title: "\(before) → \(after)",
      subtitle: ([difference.totals] + whole).joined(separator: "\n"),
      parts: [DifferenceRows(difference, before: before, after: after)])
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }
}

private struct DifferenceRows: FigurePart {
  let size: Size
  private let lines: [Line]
  private let before: String
  private let after: String
  private let limit: Double

  /// One line of the picture.
  private enum Line: Sendable {
    case row(NetworkDifference.Row, before: NetworkSummary.Row?, after: NetworkSummary.Row?)
    /// A number of consecutive identical operations.
    case folded(Int)

    var height: Double { if case .folded = self { 20 } else { 40 } }
  }

  private static let statusWidth = 58.0
  private static let boxWidth = 190.0
  private static let gap = 26.0
  private static let barWidth = 130.0
  private static let wordsWidth = 300.0
  private static let head = 22.0
  private static let mostFolded = 2
  private static let headStyle = TextStyle(size: 10, weight: .bold)
  private static let nameStyle = TextStyle(size: 10, weight: .bold)
  private static let factStyle = TextStyle(size: 8.5, color: .fadedInk)
  private static let statusStyle = TextStyle(size: 9)
  private static let wordStyle = TextStyle(size: 8.5)

  private static let barLeft = statusWidth + 2 * boxWidth + 2 * gap

  init(_ difference: NetworkDifference, before: String, after: String) {
    self.before = before
    self.after = after
    lines = Self.lines(of: difference)
    limit = difference.rows.compactMap(\.relativeChange).reduce(0, max)
    size = Size(
      Self.barLeft + Self.barWidth + 12 + Self.wordsWidth,
      lines.reduce(Self.head) { $0 + $1.height })
  }

  /// The lines of the picture, with long identical stretches folded.
  private static func lines(of difference: NetworkDifference) -> [Line] {
    var lines: [Line] = []
    var same: [Line] = []
    func close() {
      lines += same.count > mostFolded ? [.folded(same.count)] : same
      same = []
    }
    for row in difference.rows {
      let line = Line.row(
        row, before: row.before.map { difference.before.rows[$0] },
        after: row.after.map { difference.after.rows[$0] })
      if row.status == .same {
        same.append(line)
      } else {
        close()
        lines.append(line)
      }
    }
    close()
    return lines
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      for (name, place) in [(before, 0.0), (after, 1)] {
        canvas.text(
          Self.headStyle.truncated(name, width: Self.boxWidth),
          at: Point(Self.statusWidth + place * (Self.boxWidth + Self.gap), 0), Self.headStyle,
          anchor: .topLeading)
      }
      if limit > 0 {
        canvas.text(
          "change of its numbers, relative", at: Point(Self.barLeft, 0), Self.headStyle,
          anchor: .topLeading)
      }
      var y = Self.head
      for line in lines {
        draw(line, at: y, on: canvas)
        y += line.height
      }
    }
  }

  private func draw(_ line: Line, at y: Double, on canvas: Canvas) {
    switch line {
    case .folded(let count):
      canvas.text(
        "\(NumberText.grouped(count)) operations, the same in both",
        at: Point(Self.statusWidth, y + line.height / 2), Self.factStyle, anchor: .leading)
    case .row(let row, let old, let new):
      let middle = y + line.height / 2 - 2
      canvas.text(
        row.status.rawValue, at: Point(0, middle), Self.statusStyle.colored(row.status.color),
        anchor: .leading)
      let boxes = [0.0, 1].map { place in
        Rect(
          x: Self.statusWidth + place * (Self.boxWidth + Self.gap), y: y, width: Self.boxWidth,
          height: line.height - 6)
      }
      for (box, operation) in zip(boxes, [old, new]) {
        if let operation { draw(operation, row.status, in: box, on: canvas) }
      }
      if old != nil, new != nil {
        canvas.line(
          from: Point(boxes[0].maxX, boxes[0].midY), to: Point(boxes[1].minX, boxes[1].midY),
          Stroke(row.status.color, width: 1.2))
      }
      drawChange(of: row, at: middle, on: canvas)
    }
  }

  private func draw(
    _ operation: NetworkSummary.Row, _ status: NetworkDifference.Status, in box: Rect,
    on canvas: Canvas
  ) {
    canvas.fill(box, .white)
    canvas.fill(Rect(x: box.minX, y: box.minY, width: 4, height: box.height), status.color)
    canvas.stroke(box, Stroke(.fadedInk, width: 0.8))
    let inner = box.inset(left: 11, top: 3, right: 6, bottom: 3)
    canvas.text(
      Self.nameStyle.truncated(operation.name, width: inner.width), at: inner.origin,
      Self.nameStyle, anchor: .topLeading)
    let facts = [operation.setting, "gives \(operation.outputShape)"].compactMap { $0 }
    canvas.text(
      Self.factStyle.truncated(facts.joined(separator: ", "), width: inner.width),
      at: Point(inner.minX, inner.minY + Self.nameStyle.lineHeight), Self.factStyle,
      anchor: .topLeading)
  }

  private func drawChange(of row: NetworkDifference.Row, at middle: Double, on canvas: Canvas) {
    guard row.status != .same else { return }
    if let change = row.relativeChange, change > 0, limit > 0 {
      canvas.fill(
        Rect(
          x: Self.barLeft, y: middle - 6, width: max(1, Self.barWidth * change / limit), height: 12
        ), row.status.color)
    }
    let lines = Self.wordStyle.lines(of: row.words, width: Self.wordsWidth).prefix(3)
    let top = middle - Double(lines.count) * Self.wordStyle.lineHeight / 2
    canvas.lines(
      Array(lines), at: Point(Self.barLeft + Self.barWidth + 12, top), Self.wordStyle)
  }
}

extension NetworkDifference.Status {
  fileprivate var color: Color {
    switch self {
    case .same: Color(grey: 0.55)
    case .weights: Color.categorical[0]
    case .changed: Color.categorical[4]
    case .removed: Color.categorical[1]
    case .added: Color.categorical[2]
    }
  }
}

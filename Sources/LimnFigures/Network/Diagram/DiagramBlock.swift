import LimnCore
import LimnGraphics
import LimnNetwork

/// One box of a layer diagram: the input, a layer, or a dense layer together with the activation
/// that follows it.
struct DiagramBlock: Sendable, Hashable {
  /// The meaning of the accent colour.
  enum Category: Sendable, Hashable { case input, weighted, output, other }

  let category: Category
  /// "Dense + ReLU".
  let title: String
  /// The layers' names and settings: "dense 1, relu 1".
  let names: String
  /// The label and value of each line below.
  let facts: [Fact]

  struct Fact: Sendable, Hashable {
    let label: String
    let value: String
  }

  /// The blocks of a network in order, starting with the input.
  static func blocks(of summary: NetworkSummary) -> [DiagramBlock] {
    graph(of: summary).map(\.block)
  }

  /// The blocks, each with the indices of the blocks whose outputs it takes.
  static func graph(of summary: NetworkSummary) -> [(block: DiagramBlock, inputs: [Int])] {
    var blocks = [(block: input(summary.inputShape), inputs: [Int]())]
    // For each row (−1 for the input), the block that shows its output.
    var places = [-1: 0]
    var index = 0
    while index < summary.rows.count {
      let first = summary.rows[index]
      var merged = [first]
      // An activation joins the layer before it if nothing else takes that layer's output.
      if first.parameterCount > 0, index + 1 < summary.rows.count,
        case let next = summary.rows[index + 1], next.isActivation, next.inputs == [index],
        summary.rows.count(where: { $0.inputs.contains(index) }) == 1
      {
        merged.append(next)
      }
      let last = index + merged.count - 1
      let isLast = last == summary.rows.count - 1
      places[last] = blocks.count
      blocks.append(
        (
          DiagramBlock(merging: merged, isLast: isLast),
          first.inputs.compactMap { places[$0] }
        ))
      index = last + 1
    }
    return blocks
  }

  private static func input(_ shape: InputShape) -> DiagramBlock {
    var facts = [Fact(label: "output", value: NumberText.grouped(shape.count))]
    if shape.isImage { facts.insert(Fact(label: "image", value: "\(shape)"), at: 0) }
    return DiagramBlock(category: .input, title: "Input", names: "", facts: facts)
  }

  private init(merging rows: [NetworkSummary.Row], isLast: Bool) {
    category = isLast ? .output : rows[0].parameterCount > 0 ? .weighted : .other
    title = rows.map(\.kind).joined(separator: " + ")
    names = rows.map { row in row.name + (row.setting.map { " (\($0))" } ?? "") }
      .joined(separator: ", ")
    let last = rows[rows.count - 1]
    facts = [
      Fact(
        label: "output",
        value: last.outputShape.rank > 1
          ? "\(last.outputShape)" : NumberText.grouped(last.outputWidth)),
      Fact(
        label: "parameters",
        value: NumberText.grouped(rows.reduce(0) { $0 + $1.parameterCount })),
    ]
  }

  private init(category: Category, title: String, names: String, facts: [Fact]) {
    self.category = category
    self.title = title
    self.names = names
    self.facts = facts
  }
}

extension DiagramBlock {
  private static let titleStyle = TextStyle(size: 11.5, weight: .bold)
  private static let nameStyle = TextStyle(size: 8.5, color: .fadedInk)
  private static let labelStyle = TextStyle(size: 9.5, color: .fadedInk)
  private static let valueStyle = TextStyle(size: 9.5)
  private static let padding = 9.0
  private static let accent = 5.0
  private static let widest = 250.0
  static let height =
    2 * padding + titleStyle.lineHeight + nameStyle.lineHeight + 8
    + 2 * valueStyle.lineHeight

  /// The width that its texts need, within limits.
  var wantedWidth: Double {
    let texts = [Self.titleStyle.width(of: title), Self.nameStyle.width(of: names)]
    let lines = facts.map {
      Self.labelStyle.width(of: $0.label) + 14 + Self.valueStyle.width(of: $0.value)
    }
    return min(Self.widest, (texts + lines).reduce(110, max) + 2 * Self.padding + Self.accent)
  }

  func draw(on canvas: Canvas, in rect: Rect) {
    canvas.fill(rect, .white)
    canvas.fill(
      Rect(x: rect.minX, y: rect.minY, width: Self.accent, height: rect.height), color)
    canvas.stroke(rect, Stroke(.fadedInk, width: 0.8))
    let inner = rect.inset(
      left: Self.accent + Self.padding, top: Self.padding, right: Self.padding,
      bottom: Self.padding)
    canvas.text(
      Self.titleStyle.truncated(title, width: inner.width), at: inner.origin, Self.titleStyle,
      anchor: .topLeading)
    var y = inner.minY + Self.titleStyle.lineHeight
    canvas.text(
      Self.nameStyle.truncated(names, width: inner.width), at: Point(inner.minX, y),
      Self.nameStyle, anchor: .topLeading)
    y += Self.nameStyle.lineHeight + 4
    canvas.line(
      from: Point(inner.minX, y), to: Point(inner.maxX, y), Stroke(.hairline, width: 0.6))
    y += 4
    for fact in facts {
      canvas.text(fact.label, at: Point(inner.minX, y), Self.labelStyle, anchor: .topLeading)
      canvas.text(fact.value, at: Point(inner.maxX, y), Self.valueStyle, anchor: .topTrailing)
      y += Self.valueStyle.lineHeight
    }
  }

  private var color: Color {
    switch category {
    case .input: Color(grey: 0.55)
    case .weighted: Color.categorical[0]
    case .output: Color.categorical[1]
    case .other: Color(grey: 0.8)
    }
  }
}

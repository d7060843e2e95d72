import LimnAttribution
import LimnCore
import LimnGraphics

/// The interactions of pairs of players as a matrix with names: red cells are positive, blue cells
/// negative, the strongest players first.
public struct InteractionFigure: Figure {
  private let page: FigurePage

  /// The maximum number of players shown.
  private static let most = 24
  private static let width = 440.0

  /// A matrix of the players that interact most.
  ///
  /// - Parameters:
  ///   - attribution: an attribution with ``Attribution/interactions``.
  ///   - names: one for each player; `nil` for their numbers.
  ///   - outputs: the names of the model's outputs; their numbers are used if `nil`.
  /// - Throws: ``FigureError/nothingToShow`` for an attribution without pairs,
  ///   ``FigureError/nonFinite(in:index:)``, ``FigureError/valueCount(of:found:expected:)`` for names that
  ///   are not one for each player.
  public init(_ attribution: Attribution, names: [String]?, outputs: OutputSchema? = nil) throws {
    guard let interactions = attribution.interactions, interactions.players > 0 else {
      throw FigureError.nothingToShow
    }
    if let index = interactions.pairs.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: attribution.method, index: index)
    }
    try FigureError.check(names: names, of: interactions)
    let n = interactions.players
    let strengths = (0..<n).map { player in
      interactions.pairs[player * n..<(player + 1) * n].reduce(0) { $0 + abs($1) }
    }
    let order = (0..<n).sorted { (strengths[$0], $1) > (strengths[$1], $0) }
    let shown = Array(order.prefix(Self.most)).sorted()
    let scale = try ColorScale.symmetric(around: interactions.pairs)
    let what = attribution.objective.description(for: outputs)
    let unit = attribution.objective.scale.rawValue
    func name(_ player: Int) -> String { names?[player] ?? "\(player)" }
    let strongest = interactions.strongest(5).map { pair in
      "\(name(pair.first)) with \(name(pair.second)) \(NumberText.significant(pair.value, digits: 3))"
    }
    var notes: [String] = []
    if !strongest.isEmpty { notes.append("Strongest: " + strongest.joined(separator: ", ") + ".") }
    if shown.count < n { notes.append("The \(shown.count) of \(n) players that interact most.") }
    if let errors = interactions.standardErrors {
      let uncertain = (0..<n).reduce(0) { sum, i in
        sum
          + (i + 1..<max(n, i + 1)).count {
            errors[i * n + $0] > 0 && abs(interactions[i, $0]) < 1.96 * errors[i * n + $0]
          }
      }
      notes.append("\(uncertain) pairs have no certain sign.")
    }
    let matrix = InteractionCells(
      interactions, shown: shown, names: shown.map(name), scale: scale)
    page = FigurePage(
      title: "Interactions", subtitle: "what two do together for the \(what)",
      parts: [
        matrix,
        FigureColorBar(
          ColorBar(
            scale, label: "interaction (\(unit))",
            ends: ColorBar.Ends(lower: "less together", upper: "more together")),
          length: min(Self.width, max(260, matrix.size.width))),
        FigureText(notes.joined(separator: " "), width: Self.width),
      ], minimumWidth: Self.width)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

/// The cells, with names on the left and above.
private struct InteractionCells: FigurePart {
  let size: Size
  private let interactions: Interactions
  private let shown: [Int]
  private let names: [String]
  private let scale: ColorScale
  private let cell: Double
  private let left: Double

  private static let style = TextStyle(size: 9)
  private static let longest = 150.0

  init(_ interactions: Interactions, shown: [Int], names: [String], scale: ColorScale) {
    self.interactions = interactions
    self.shown = shown
    self.names = names
    self.scale = scale
    cell = min(30, max(13, 420 / Double(max(1, shown.count))))
    let widest = names.reduce(0) { max($0, Self.style.width(of: $1)) }
    left = min(Self.longest, widest) + 8
    size = Size(left + Double(shown.count) * cell, left + Double(shown.count) * cell)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    try canvas.shifted(to: origin) {
      for (row, i) in shown.enumerated() {
        let middle = left + (Double(row) + 0.5) * cell
        canvas.text(names[row], at: Point(left - 6, middle), Self.style, anchor: .trailing)
        canvas.text(
          names[row], at: Point(middle, left - 6), Self.style, anchor: .leading, angle: -.pi / 2)
        for (column, j) in shown.enumerated() {
          let rect = Rect(
            x: left + Double(column) * cell, y: left + Double(row) * cell, width: cell,
            height: cell)
          canvas.fill(
            rect, i == j ? Color(grey: 0.92) : try scale.color(of: interactions[i, j]))
          canvas.stroke(rect, Stroke(.hairline, width: 0.4))
        }
      }
    }
  }
}

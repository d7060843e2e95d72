import LimnCore
import LimnGraphics
import LimnNetwork

/// The units and lines of a neuron diagram, with a heading for each column.
struct NeuronDrawing: FigurePart {
  let size: Size
  /// The largest magnitude of all weights, at which the scale of line widths ends.
  let limit: Double
  /// A sentence about the units and connections left out.
  let note: String

  private let columns: [NeuronColumn]
  private let headings: [[String]]
  private let edges: [WeightedEdges]
  private let orientation: LayerDiagram.Orientation
  /// The distance between neighbouring columns, or rows of a vertical diagram.
  private let pitch: Double

  private static let headingStyle = TextStyle(size: 9.5, weight: .bold)
  private static let textStyle = TextStyle(size: 8.5, color: .fadedInk)
  private static let unitStyle = TextStyle(size: 7)
  private static let columnPitch = 118.0
  private static let widestPitch = 260.0
  private static let wantedLength = 560.0
  private static let rowPitch = 92.0
  private static let headingRoom = 92.0
  private static let headingHeight = 58.0

  init(_ stages: [NetworkStage], strongest: Int?, orientation: LayerDiagram.Orientation) {
    self.orientation = orientation
    let shown = stages.map { min($0.width, NeuronDiagram.mostUnits) }
    let breadth = min(600, 26 * Double(shown.reduce(1, max)))
    let columns = stages.indices.map { index in
      NeuronColumn(
        strengths: Self.strengths(of: index, in: stages), most: NeuronDiagram.mostUnits,
        height: breadth)
    }
    self.columns = columns
    let dense = stages.compactMap(\.dense)
    limit = dense.reduce(0) { max($0, $1.largestWeight) }
    let areFew = zip(shown, shown.dropFirst()).allSatisfy { $0 * $1 <= NeuronDiagram.mostEdges }
    edges = dense.enumerated().map { index, dense in
      let source = columns[index].units
      return WeightedEdges(
        dense.weights, from: source, to: columns[index + 1].units,
        strongest: strongest ?? (areFew ? source.count : NeuronDiagram.strongestOfMany))
    }
    headings = zip(stages, columns).map { stage, column in
      let units = stage.width == 1 ? "1 unit" : "\(NumberText.grouped(stage.width)) units"
      let part = column.units.count < stage.width ? ["\(column.units.count) drawn"] : []
      return ["\(stage)", units] + part + stage.activations
    }
    note = Self.note(
      drawn: edges.reduce(0) { $0 + $1.edges.count },
      all: dense.reduce(0) { $0 + $1.weights.elements.count },
      hasHiddenUnits: zip(stages, columns).contains { $0.width > $1.units.count })
    // A few columns are placed far apart, so that lines are less steep.
    let steps = Double(stages.count - 1)
    pitch =
      orientation == .horizontal
      ? min(Self.widestPitch, max(Self.columnPitch, Self.wantedLength / max(1, steps)))
      : Self.rowPitch
    let length = steps * pitch
    size =
      orientation == .horizontal
      ? Size(length + Self.headingRoom, Self.headingHeight + breadth)
      : Size(Self.headingRoom + breadth, length + Self.headingHeight)
  }

  private static func note(drawn: Int, all: Int, hasHiddenUnits: Bool) -> String {
    var sentences = [
      "A line is a weight: red raises the unit it leads to, blue lowers it; wider and darker lines are larger."
    ]
    if drawn < all {
      sentences.append(
        "Drawn are the strongest \(NumberText.grouped(drawn)) of \(NumberText.grouped(all)), "
          + "chosen for each unit among its incoming ones.")
    }
    if hasHiddenUnits {
      sentences.append(
        "Dots stand for units left out; those drawn have the largest outgoing weights "
          + "(root of the sum of squares).")
    }
    return sentences.joined(separator: " ")
  }

  /// The Euclidean norm of each unit's outgoing weights; for the outputs, of the incoming ones.
  private static func strengths(of index: Int, in stages: [NetworkStage]) -> [Double] {
    if index + 1 < stages.count, let next = stages[index + 1].dense?.weights,
      next.rows == stages[index].width
    {
      return (0..<next.rows).map { next[row: $0].length }
    }
    guard let own = stages[index].dense?.weights else {
      return [Double](repeating: 0, count: stages[index].width)
    }
    return (0..<own.columns).map { column in
      (0..<own.rows).map { own[$0, column] }.length
    }
  }

  /// The stroke for a weight.
  func stroke(for weight: Double) -> Stroke {
    let share = limit > 0 ? abs(weight) / limit : 0
    let color = ColorMap.diverging.color(at: weight < 0 ? -1 : 1)
    return Stroke(color.opacity(0.12 + 0.8 * share), width: 0.35 + 2.4 * share, cap: .round)
  }
}

extension Collection<Float> {
  /// The Euclidean norm.
  var length: Double { reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
}

extension NeuronDrawing {
  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      drawEdges(on: canvas)
      for index in columns.indices {
        drawHeading(of: index, on: canvas)
        drawUnits(of: index, on: canvas)
      }
    }
  }

  /// The point at a given height of a column.
  private func place(_ column: Int, _ height: Double) -> Point {
    switch orientation {
    case .horizontal:
      Point(
        Self.headingRoom / 2 + Double(column) * pitch, Self.headingHeight + height)
    case .vertical:
      Point(Self.headingRoom + height, Self.headingHeight / 2 + Double(column) * pitch)
    }
  }

  /// Draws the weakest lines first, so that the strongest stay visible.
  private func drawEdges(on canvas: Canvas) {
    let all = edges.enumerated().flatMap { column, edges in
      edges.edges.map { (column: column, edge: $0) }
    }.sorted { abs($0.edge.weight) < abs($1.edge.weight) }
    for (column, edge) in all {
      canvas.line(
        from: place(column, columns[column].heights[edge.source]),
        to: place(column + 1, columns[column + 1].heights[edge.target]), stroke(for: edge.weight))
    }
  }

  private func drawUnits(of index: Int, on canvas: Canvas) {
    let column = columns[index]
    for (unit, height) in zip(column.units, column.heights) {
      let center = place(index, height)
      let circle = Path.circle(center: center, radius: column.radius)
      canvas.fill(circle, .white)
      canvas.stroke(circle, Stroke(.ink, width: 0.8))
      if column.hasRoomForNumbers(in: Self.unitStyle) {
        canvas.text(String(unit), at: center, Self.unitStyle, anchor: .center)
      }
    }
    for gap in column.gaps {
      for offset in [-5.0, 0, 5] {
        let center = place(index, gap.height + offset)
        canvas.fill(.circle(center: center, radius: 1.3), .ink)
      }
    }
  }

  private func drawHeading(of index: Int, on canvas: Canvas) {
    for (line, text) in headings[index].enumerated() {
      let style = line == 0 ? Self.headingStyle : Self.textStyle
      let cut = style.truncated(text, width: Self.headingRoom - 4)
      switch orientation {
      case .horizontal:
        let top = Double(line) * Self.headingStyle.lineHeight
        canvas.text(cut, at: Point(place(index, 0).x, top), style, anchor: .top)
      case .vertical:
        let middle = place(index, 0).y
        let offset =
          (Double(line) - Double(headings[index].count - 1) / 2) * Self.headingStyle.lineHeight
        canvas.text(cut, at: Point(0, middle + offset), style, anchor: .leading)
      }
    }
  }
}

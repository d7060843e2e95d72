import LimnCore
import LimnGraphics
import LimnNetwork

/// One dense layer's weights as a heatmap, with the receiving units down the side, the sending
/// units along the bottom, and the biases as an extra column.
struct MatrixPanel: FigurePart {
  let size: Size
  private let title: String
  private let weights: Raster
  private let biases: Raster
  private let horizontal: Axis
  private let vertical: Axis
  private let area: Rect
  private let biasArea: Rect

  private static let titleStyle = TextStyle(size: 10, weight: .bold)
  private static let style = TextStyle(size: 8.5)
  private static let tick = 3.0
  private static let left = 46.0
  private static let gap = 6.0
  private static let biasWidth = 12.0
  private static let widest = 292.0
  private static let narrowest = 150.0
  private static let lowest = 60.0

  init(_ stage: NetworkStage, dense: Dense, after source: NetworkStage, scale: ColorScale) throws {
    let (inputs, outputs) = (dense.weights.rows, dense.weights.columns)
    title = "\(source) → \(stage)"
    // Rows are receiving units, so that a row shows all inputs of a unit.
    weights = Raster(
      width: inputs, height: outputs,
      colors: try scale.colors(of: dense.weights.transposed.elements.map(Double.init)))
    biases = Raster(
      width: 1, height: outputs, colors: try scale.colors(of: dense.bias.elements.map(Double.init)))
    horizontal = try Axis(
      source.role == .input ? "input value" : "unit of \(source)",
      range: -0.5...Double(inputs) - 0.5, scale: .whole)
    vertical = try Axis(
      "unit of \(stage)", range: -0.5...Double(outputs) - 0.5, scale: .whole)
    // Square cells, unless the panel would exceed its limits.
    let width = min(Self.widest, max(Self.narrowest, 10 * Double(inputs)))
    let height = min(Self.widest, max(Self.lowest, Double(outputs) * width / Double(inputs)))
    area = Rect(x: Self.left, y: Self.titleStyle.lineHeight + 4, width: width, height: height)
    biasArea = Rect(
      x: area.maxX + Self.gap, y: area.minY, width: Self.biasWidth, height: height)
    size = Size(
      biasArea.maxX + 14, area.maxY + Self.tick + 2 * Self.style.lineHeight + 2)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      canvas.text(
        Self.titleStyle.truncated(title, width: size.width), at: Point(0, 0), Self.titleStyle,
        anchor: .topLeading)
      canvas.draw(weights, in: area)
      canvas.draw(biases, in: biasArea)
      for rect in [area, biasArea] { canvas.stroke(rect, Stroke(.fadedInk, width: 0.6)) }
      drawAxes(on: canvas)
    }
  }

  private func drawAxes(on canvas: Canvas) {
    let line = Stroke(.fadedInk, width: 0.8)
    let below = horizontal.ticks(fitting: area.width, style: Self.style)
    for (value, label) in zip(below.values, below.labels) {
      let x = area.minX + horizontal.fraction(of: value) * area.width
      canvas.line(from: Point(x, area.maxY), to: Point(x, area.maxY + Self.tick), line)
      canvas.text(label, at: Point(x, area.maxY + Self.tick), Self.style, anchor: .top)
    }
    let beside = vertical.ticks(atMost: max(1, Int(area.height / (1.6 * Self.style.lineHeight))))
    for (value, label) in zip(beside.values, beside.labels) {
      // Units are numbered from the top.
      let y = area.minY + vertical.fraction(of: value) * area.height
      canvas.line(from: Point(area.minX, y), to: Point(area.minX - Self.tick, y), line)
      canvas.text(
        label, at: Point(area.minX - Self.tick - 2, y), Self.style, anchor: .trailing)
    }
    canvas.text(
      "b", at: Point(biasArea.midX, area.maxY + Self.tick), Self.style, anchor: .top)
    canvas.text(
      horizontal.label, at: Point(area.midX, area.maxY + Self.tick + Self.style.lineHeight),
      Self.style, anchor: .top)
    canvas.text(
      Self.style.truncated(vertical.label, width: area.height + Self.titleStyle.lineHeight),
      at: Point(0, area.midY), Self.style, anchor: .top, angle: -.pi / 2)
  }
}

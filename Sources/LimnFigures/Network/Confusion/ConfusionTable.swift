import LimnData
import LimnGraphics

/// The counts as a coloured table, with precision, recall and F1 of each class next to it.
struct ConfusionTable: FigurePart {
  let size: Size
  private let matrix: ConfusionMatrix
  private let cell: Double
  private let showsCounts: Bool
  private let step: Int
  /// The names of the classes.
  private let names: [String]
  private let axes: (predicted: String, right: String)
  private let left: Double
  private let top: Double
  /// Whether the names above the columns are rotated to run upwards.
  private let namesAreUpright: Bool

  private static let style = TextStyle(size: 9)
  private static let headStyle = TextStyle(size: 9, weight: .bold)
  private static let leastLeft = 44.0
  private static let leastTop = 36.0
  private static let mostNameWidth = 110.0
  private static let gap = 26.0
  private static let measureWidth = 62.0
  private static let measures = ["examples", "precision", "recall", "F1"]
  private static let side = 320.0

  /// - Parameters:
  ///   - names: the names of the classes, if they have names.
  ///   - areClasses: whether rows and columns are classes, as opposed to the yes and no of a label.
  init(_ matrix: ConfusionMatrix, names: [String]? = nil, areClasses: Bool = true) {
    axes = areClasses ? ("predicted class", "true class") : ("predicted", "true")
    self.matrix = matrix
    let shown = Self.style.truncatedApart(
      names ?? (0..<matrix.classCount).map(String.init), width: Self.mostNameWidth)
    self.names = shown
    let widest = shown.reduce(0) { max($0, Self.style.width(of: $1)) }
    left = names == nil ? Self.leastLeft : max(Self.leastLeft, widest + 24)
    let count = Double(matrix.classCount)
    cell = min(44, max(3, Self.side / count))
    let largest = matrix.counts.reduce(0) { max($0, $1.reduce(0, max)) }
    showsCounts = Self.style.width(of: String(largest)) + 4 <= cell && cell >= 12
    namesAreUpright = names != nil && widest + 4 > cell
    top = namesAreUpright ? widest + 22 : Self.leastTop
    let label =
      names == nil
      ? max(Self.style.lineHeight, Self.style.width(of: String(matrix.classCount)) + 4)
      : Self.style.lineHeight
    step = max(1, Int((label / cell).rounded(.up)))
    size = Size(
      left + count * cell + Self.gap + Double(Self.measures.count) * Self.measureWidth,
      top + count * cell)
  }

  func draw(on canvas: Canvas, at origin: Point) {
    canvas.shifted(to: origin) {
      let side = Double(matrix.classCount) * cell
      let area = Rect(x: left, y: top, width: side, height: side)
      for (label, row) in matrix.counts.enumerated() {
        for (prediction, count) in row.enumerated() {
          draw(count, label: label, prediction: prediction, in: area, on: canvas)
        }
      }
      canvas.stroke(area, Stroke(.fadedInk, width: 0.8))
      canvas.text(
        axes.predicted, at: Point(area.midX, 0), Self.headStyle, anchor: .top)
      canvas.text(
        axes.right, at: Point(0, area.midY), Self.headStyle, anchor: .top, angle: -.pi / 2)
      for label in stride(from: 0, to: matrix.classCount, by: step) {
        let middle = (Double(label) + 0.5) * cell
        canvas.text(
          names[label], at: Point(area.minX - 6, area.minY + middle), Self.style,
          anchor: .trailing)
        let above = Point(area.minX + middle, area.minY - 4)
        if namesAreUpright {
          canvas.text(names[label], at: above, Self.style, anchor: .leading, angle: -.pi / 2)
        } else {
          canvas.text(names[label], at: above, Self.style, anchor: .bottom)
        }
      }
      drawMeasures(on: canvas, beside: area)
    }
  }

  private func draw(
    _ count: Int, label: Int, prediction: Int, in area: Rect, on canvas: Canvas
  ) {
    let rect = Rect(
      x: area.minX + Double(prediction) * cell, y: area.minY + Double(label) * cell, width: cell,
      height: cell)
    let total = matrix.labelled(label)
    let share = total > 0 ? Double(count) / Double(total) : 0
    // The square root makes a few mistakes among many examples visible.
    let color =
      count == 0
      ? Color.white
      : label == prediction
        ? ColorMap.diverging.color(at: -0.85 * share.squareRoot())
        : ColorMap.diverging.color(at: 0.15 + 0.85 * share.squareRoot())
    canvas.fill(rect, color)
    canvas.stroke(rect, Stroke(.hairline, width: 0.4))
    guard showsCounts, count > 0 else { return }
    let isDark = share.squareRoot() > 0.6
    canvas.text(
      String(count), at: rect.center, Self.style.colored(isDark ? .white : .ink),
      anchor: .center)
  }

  private func drawMeasures(on canvas: Canvas, beside area: Rect) {
    let left = area.maxX + Self.gap
    for (column, name) in Self.measures.enumerated() {
      let right = left + Double(column + 1) * Self.measureWidth - 6
      canvas.text(name, at: Point(right, area.minY - 4), Self.headStyle, anchor: .bottomTrailing)
      for label in stride(from: 0, to: matrix.classCount, by: step) {
        canvas.text(
          value(column, of: label),
          at: Point(right, area.minY + (Double(label) + 0.5) * cell), Self.style,
          anchor: .trailing)
      }
    }
  }

  private func value(_ column: Int, of label: Int) -> String {
    let value: Double? =
      switch column {
      case 0: nil
      case 1: matrix.precision(of: label)
      case 2: matrix.recall(of: label)
      default: matrix.f1(of: label)
      }
    if column == 0 { return NumberText.grouped(matrix.labelled(label)) }
    return value.map { NumberText.fixed($0, decimals: 3) } ?? "–"
  }
}

import LimnAttribution
import LimnCore
import LimnGraphics

/// The annotated side-by-side figure of an explanation: the input, each method's values, the
/// scales, and the numbers and warnings that belong to them.
///
/// Images are shown as heatmaps over the input, the feature maps of a layer as a picture for each
/// channel, plain vectors as bars. All attributions with the same unit share one colour scale.
public struct Panel: Figure {
  public let size: Size
  private let header: PanelHeader
  private let footer: PanelFooter
  private let cells: [any PanelCell]
  private let grid: PanelGrid

  /// The input and all attributions side by side.
  ///
  /// - Parameters:
  ///   - explanation: the explanation to show.
  ///   - scales: the colour scales; if `nil`, those that just cover the explanation's own
  ///     attributions.
  /// - Throws: ``FigureError``.
  public init(_ explanation: Explanation, scales: SharedScales? = nil) throws {
    let scales = try scales ?? SharedScales(of: explanation.attributions)
    switch explanation.shape {
    case .image(_, let height, let width):
      let pixel = PanelGrid.width(of: explanation.shape) / Double(max(height, width))
      cells =
        [try InputCell(explanation, pixelSize: pixel)]
        + (try explanation.attributions.map {
          try HeatmapCell($0, of: explanation, scales: scales, pixelSize: pixel)
        })
    case .vector where explanation.featureMaps != nil:
      cells = try explanation.attributions.map {
        try FeatureMapsCell($0, of: explanation, scales: scales)
      }
    case .vector:
      cells = try explanation.attributions.map { attribution in
        // Charts with the same unit share an axis, as heatmaps share a scale.
        let measure = explanation.measure(of: attribution)
        let alike = explanation.attributions.filter { explanation.measure(of: $0) == measure }
        let reach = alike.reduce(try scales.scale(of: attribution).limit) {
          max($0, $1.reach(of: $1.strongestFeatures(BarsCell.strongest)))
        }
        return try BarsCell(attribution, of: explanation, reach: reach)
      }
    }
    grid = PanelGrid(cells)
    let width = max(grid.size.width, Self.minimumWidth)
    header = PanelHeader(explanation, width: width)
    footer = try PanelFooter(explanation, scales: scales, width: width)
    size = Size(
      width + 2 * Self.margin,
      header.height + Self.gap + grid.size.height + Self.gap + footer.height + 2 * Self.margin)
  }

  public func draw(on canvas: Canvas) throws {
    let top = Point(Self.margin, Self.margin)
    header.draw(on: canvas, at: top)
    let middle = Point(top.x, top.y + header.height + Self.gap)
    grid.draw(cells, on: canvas, at: middle)
    try footer.draw(
      on: canvas, at: Point(top.x, middle.y + grid.size.height + Self.gap))
  }

  private static let margin = 20.0
  private static let gap = 14.0
  /// Room for a colour bar and a heading even where there is one narrow cell.
  private static let minimumWidth = 360.0
}

/// The part of a panel that shows one method, or the input.
protocol PanelCell: Sendable {
  var size: Size { get }
  func draw(on canvas: Canvas, at origin: Point)
}

/// Cells arranged in rows of as equal length as possible.
struct PanelGrid: Sendable, Hashable {
  let size: Size
  private let columns: Int
  private let rowHeights: [Double]
  private let columnWidth: Double

  private static let cellWidth = 176.0
  private static let wideCell = 256.0
  /// The longest side, in pixels, of an image that a cell of the usual width shows with more than
  /// one point per pixel.
  private static let mostPixels = 128

  /// The width of an image's cell: larger images get more room.
  static func width(of shape: InputShape) -> Double {
    guard case .image(_, let height, let width) = shape, max(height, width) > mostPixels else {
      return cellWidth
    }
    return wideCell
  }

  private static let gap = 24.0
  /// Room for five images, or three bar charts.
  private static let mostWidth = 1140.0

  init(_ cells: [any PanelCell]) {
    let width = cells.reduce(0) { max($0, $1.size.width) }
    // Fewer wide cells, such as bar charts, fit in a row.
    let most = max(1, Int((Self.mostWidth + Self.gap) / (width + Self.gap)))
    let rows = (cells.count + most - 1) / most
    let columns = (cells.count + rows - 1) / rows
    let heights = (0..<rows).map { row in
      cells[row * columns..<min(cells.count, (row + 1) * columns)].reduce(0) {
        max($0, $1.size.height)
      }
    }
    self.columns = columns
    rowHeights = heights
    columnWidth = width
    size = Size(
      Double(columns) * width + Double(columns - 1) * Self.gap,
      heights.reduce(0, +) + Double(rows - 1) * Self.gap)
  }

  func draw(_ cells: [any PanelCell], on canvas: Canvas, at origin: Point) {
    var y = origin.y
    for (row, height) in rowHeights.enumerated() {
      for column in 0..<columns where row * columns + column < cells.count {
        let x = origin.x + Double(column) * (columnWidth + Self.gap)
        cells[row * columns + column].draw(on: canvas, at: Point(x, y))
      }
      y += height + Self.gap
    }
  }
}

import LimnCore
import LimnData
import LimnGraphics
import LimnNetwork

/// A row for each of some units: the inputs that excite it most, with their activations and
/// targets.
struct ExcitingInputs: FigurePart {
  let size: Size
  private let rows: [Row]
  private let tile: Size

  struct Unit: Sendable, Hashable {
    let index: Int
    /// The reason for showing the unit: "most for class 3".
    let reason: String
  }

  private struct Row: Sendable {
    let unit: Unit
    /// The unit's incoming weights, if they form an image.
    let weights: Raster?
    let examples: [Example]
  }

  private struct Example: Sendable {
    /// `nil` if the inputs are not images.
    let image: Raster?
    let caption: [String]
  }

  private static let labelStyle = TextStyle(size: 9.5, weight: .bold)
  private static let style = TextStyle(size: 7.5, color: .fadedInk)
  private static let labelWidth = 110.0
  private static let side = 56.0
  private static let gap = 10.0
  private static let captionHeight = 2 * style.lineHeight + 2

  /// - Parameter weights: the dense layer whose weights are also shown, if they are images.
  init(
    _ units: [Unit], activity: NetworkActivity.Stage, set: LabeledSet, network: Network,
    weights: Dense?
  ) throws {
    let shape = network.inputShape
    var tile = Size(Self.side, 0)
    if case .image(_, let height, let width) = shape {
      let pixel = Self.side / Double(max(height, width))
      tile = Size(Double(width) * pixel, Double(height) * pixel)
    }
    let scale = try weights.map { try ColorScale.symmetric(limit: $0.largestWeight) }
    rows = try units.map { unit in
      Row(
        unit: unit,
        weights: try weights.flatMap { dense in
          try scale.flatMap { try Self.image(of: dense, unit: unit.index, shape: shape, scale: $0) }
        },
        examples: try activity.strongest[unit.index].map { excitation in
          Example(
            image: try Self.image(of: set.inputs[row: excitation.example], shape: shape),
            caption: [
              Self.words(set.targets, at: excitation.example, for: network.output),
              NumberText.significant(excitation.activation, digits: 3),
            ])
        })
    }
    self.tile = tile
    let most = rows.reduce(0) { max($0, $1.examples.count + ($1.weights == nil ? 0 : 1)) }
    size = Size(
      Self.labelWidth + Double(most) * (Self.side + Self.gap) + Self.gap,
      Double(rows.count) * (tile.height + Self.captionHeight + Self.gap) - Self.gap)
  }

  /// An example's target in a few words.
  private static func words(
    _ targets: Targets, at example: Int, for output: OutputSchema
  ) -> String {
    switch targets {
    case .classes(let labels, _):
      return output.names == nil
        ? "class \(labels[example])" : output.className(labels[example])
    case .flags(let flags):
      let names = flags[row: example].enumerated().filter { $0.element > 0.5 }
        .map { output.name(of: $0.offset) }
      return names.isEmpty ? "no label" : names.joined(separator: ", ")
    case .numbers(let numbers):
      return numbers[row: example].map { NumberText.trimmed(Double($0), digits: 4) }
        .joined(separator: ", ")
    }
  }

  private static func image(
    of dense: Dense, unit: Int, shape: InputShape, scale: ColorScale
  ) throws -> Raster? {
    guard case .image(_, let height, let width) = shape else { return nil }
    let values = shape.pixelSums(
      (0..<dense.weights.rows).map { Double(dense.weights[$0, unit]) })
    return Raster(width: width, height: height, colors: try scale.colors(of: values))
  }

  private static func image(of input: ArraySlice<Float>, shape: InputShape) throws -> Raster? {
    guard shape.isImage else { return nil }
    return try Heatmap(input: Array(input), shape: shape).raster
  }

  func draw(on canvas: Canvas, at origin: Point) {
    var y = origin.y
    for row in rows {
      canvas.text(
        "unit \(row.unit.index)", at: Point(origin.x, y), Self.labelStyle, anchor: .topLeading)
      canvas.lines(
        Self.style.lines(of: row.unit.reason, width: Self.labelWidth - 8),
        at: Point(origin.x, y + Self.labelStyle.lineHeight), Self.style)
      var x = origin.x + Self.labelWidth
      if let weights = row.weights {
        draw(weights, caption: ["weights"], on: canvas, at: Point(x, y))
        x += Self.side + 2 * Self.gap
      }
      for example in row.examples {
        draw(example.image, caption: example.caption, on: canvas, at: Point(x, y))
        x += Self.side + Self.gap
      }
      y += tile.height + Self.captionHeight + Self.gap
    }
  }

  private func draw(
    _ image: Raster?, caption: [String], on canvas: Canvas, at origin: Point
  ) {
    let frame = Rect(
      x: origin.x + (Self.side - tile.width) / 2, y: origin.y, width: tile.width,
      height: tile.height)
    if let image {
      canvas.draw(image, in: frame)
      canvas.stroke(frame, Stroke(.hairline, width: 0.6))
    }
    for (line, text) in caption.enumerated() {
      canvas.text(
        Self.style.truncated(text, width: Self.side + Self.gap - 2),
        at: Point(frame.midX, frame.maxY + 2 + Double(line) * Self.style.lineHeight), Self.style,
        anchor: .top)
    }
  }
}

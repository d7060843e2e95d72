import LimnGraphics

/// One feature's values against what they do, a dot for each row, coloured by the feature that it acts
/// together with most. A plot for each output that rows are explained for.
public struct DependenceFigure: Figure {
  private let page: FigurePage

  private static let mostPlots = 8
  private static let mostRows = 3000

  /// - Parameters:
  ///   - feature: its column.
  ///   - colour: the column that dots are coloured by; `nil` for the strongest interaction in all rows.
  ///   - title: over the figure.
  /// - Throws: what an axis throws.
  public init(
    _ table: AttributedRows, feature: Int, colour: Int? = nil, title: String
  ) throws {
    let shown = ShownGroups(table, most: Self.mostPlots, mostRows: Self.mostRows)
    let partner = colour ?? table.strongestPartner(of: feature)
    let colors = partner.map { partner in
      ValueColors((0..<table.rows.count).map { table.inputs[$0, partner] })
    }
    let clouds = try shown.groups.map { group in
      try Cloud(
        table, group: group, shown: shown, feature: feature, partner: partner, colors: colors)
    }
    let name = table.featureNames[feature].keptApart
    var parts: [any FigurePart] = []
    if let partner {
      let values = (0..<table.rows.count).map { Double(table.inputs[$0, partner]) }
      parts.append(
        ValueColorKey(
          label: FeatureLabels.style.truncated(
            table.featureNames[partner].keptApart, width: 200) + ":",
          low: NumberText.trimmed(values.min() ?? 0, digits: 3),
          high: NumberText.trimmed(values.max() ?? 0, digits: 3)))
    }
    let grid = FigureGrid(clouds, width: 960, gap: Size(24, 18))
    parts.append(grid)
    var notes = ["A dot for each row."]
    if partner != nil {
      notes.append(
        colour == nil
          ? "Coloured, by rank, by the feature that \(name) acts together with most."
          : "Coloured by rank.")
    } else {
      notes.append("No other feature changes what it does.")
    }
    notes += shown.omissions
    page = FigurePage(
      title: title, subtitle: "What \(name) does at each of its values, by \(table.title).",
      parts: parts + [FigureText(notes.joined(separator: " "), width: max(380, grid.size.width))],
      minimumWidth: 380)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

extension AttributedRows {
  /// The other feature that explains most of what varies in a feature's values where the feature itself
  /// hardly does: within tenths of the rows by its value, the variance of its attributions that a straight
  /// line over the other feature takes away, summed. `nil` where none takes any.
  ///
  /// Cost: rows × features.
  public func strongestPartner(of feature: Int) -> Int? {
    var gains = [Double](repeating: 0, count: featureNames.count)
    for group in groups {
      let order = group.rows.sorted { (inputs[$0, feature], $0) < (inputs[$1, feature], $1) }
      let pieces = max(1, min(10, order.count / 8))
      for piece in 0..<pieces {
        let part = order[
          piece * order.count / pieces..<(piece + 1) * order.count / pieces]
        let own = part.map { Double(values[$0, feature]) }
        for other in featureNames.indices where other != feature {
          gains[other] += Self.varianceTakenAway(
            from: own, by: part.map { Double(inputs[$0, other]) })
        }
      }
    }
    guard let best = gains.indices.max(by: { (gains[$0], $1) < (gains[$1], $0) }), gains[best] > 0
    else { return nil }
    return best
  }

  /// The sum of squares around the mean that the least-squares line explains.
  private static func varianceTakenAway(from ys: [Double], by xs: [Double]) -> Double {
    let n = Double(xs.count)
    guard n > 2 else { return 0 }
    let (meanX, meanY) = (xs.reduce(0, +) / n, ys.reduce(0, +) / n)
    var (sxx, sxy) = (0.0, 0.0)
    for (x, y) in zip(xs, ys) {
      sxx += (x - meanX) * (x - meanX)
      sxy += (x - meanX) * (y - meanY)
    }
    return sxx > 0 ? sxy * sxy / sxx : 0
  }
}

/// The dots of the rows with one target.
private struct Cloud: FigurePart {
  let size = Size(300, 240)
  private let table: AttributedRows
  private let rows: [Int]
  private let feature: Int
  private let partner: Int?
  private let colors: ValueColors?
  private let title: String
  private let x: Axis
  private let y: Axis

  init(
    _ table: AttributedRows, group: AttributedRows.Group, shown groups: ShownGroups, feature: Int,
    partner: Int?, colors: ValueColors?
  ) throws {
    self.table = table
    self.feature = feature
    self.partner = partner
    self.colors = colors
    rows = groups.sample(group.rows)
    title = groups.areSeveral ? group.name : ""
    x = try Axis(
      table.featureNames[feature].keptApart,
      holding: rows.map { Double(table.inputs[$0, feature]) })
    y = try Axis(
      table.measure(group), holding: rows.map { Double(table.values[$0, feature]) },
      including: [0])
  }

  func draw(on canvas: Canvas, at origin: Point) {
    let frame = PlotFrame(in: Rect(origin: origin, size: size), title: title, x: x, y: y)
    frame.draw(on: canvas)
    let radius = rows.count > 400 ? 1.6 : 2.3
    let zero = frame.point(x.range.lowerBound, 0)
    canvas.line(
      from: zero, to: Point(frame.area.maxX, zero.y), Stroke(.fadedInk, width: 0.8))
    for row in rows {
      canvas.fill(
        .circle(
          center: frame.point(
            Double(table.inputs[row, feature]), Double(table.values[row, feature])),
          radius: radius),
        partner.flatMap { colors?.color(of: table.inputs[row, $0]) } ?? Color.categorical[0])
    }
  }
}

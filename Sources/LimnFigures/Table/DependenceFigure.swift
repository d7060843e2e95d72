import LimnGraphics

/// One feature's values against their attributions, a dot for each row, coloured by the feature
/// with which it interacts most. There is a plot for each output for which rows are explained.
public struct DependenceFigure: Figure {
  private let page: FigurePage

  private static let mostPlots = 8
  private static let mostRows = 3000

  /// A feature's values against their attributions.
  ///
  /// - Parameters:
  ///   - table: the rows with their values.
  ///   - feature: the feature's column.
  ///   - colour: the column by which dots are coloured; `nil` for the strongest interaction in all
  ///     rows.
  ///   - title: the title of the figure.
  /// - Throws: ``FigureError/outOfRange(_:found:range:)`` for a column that the table does not
  ///   have; the errors of an axis, such as `GraphicsError.badRange`.
  public init(
    _ table: AttributedRows, feature: Int, colour: Int? = nil, title: String
  ) throws {
    for number in [feature, colour].compactMap(\.self) {
      try FigureError.check("a feature's number", number, in: 0...table.featureNames.count - 1)
    }
    let shown = ShownGroups(table, most: Self.mostPlots, mostRows: Self.mostRows)
    let partner = colour ?? table.strongestPartner(of: feature)
    let colors = partner.map { partner in
      ValueColors(table, feature: partner, areNamed: true)
    }
    let clouds = try shown.groups.map { group in
      try Cloud(
        table, group: group, shown: shown, feature: feature, partner: partner, colors: colors)
    }
    let name = table.featureNames[feature].keptApart
    var parts: [any FigurePart] = []
    if let partner, let categories = table.categories[partner] {
      parts.append(
        CategoryKey(
          label: FeatureLabels.style.truncated(
            table.featureNames[partner].keptApart, width: 200) + ":", words: categories.words))
    } else if let partner {
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
    var notes = [
      table.hasFewValues(of: feature)
        ? "A dot for each row; equal values are spread sideways." : "A dot for each row."
    ]
    if partner != nil {
      notes.append(
        table.categories[partner ?? 0] != nil
          ? (colour == nil
            ? "Coloured by the feature that \(name) interacts with most."
            : "Coloured by category.")
          : colour == nil
            ? "Coloured, by rank, by the feature that \(name) interacts with most."
            : "Coloured by rank.")
    } else {
      notes.append("No other feature changes its effect.")
    }
    notes += shown.omissions
    page = FigurePage(
      title: title, subtitle: "The effect of \(name) at each of its values, by \(table.title).",
      parts: parts + [FigureText(notes.joined(separator: " "), width: max(380, grid.size.width))],
      minimumWidth: 380)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

extension AttributedRows {
  /// The feature with which a feature interacts most: the one that explains most of the variance of
  /// the feature's attributions while the feature itself hardly varies. The rows are divided into
  /// tenths by the feature's value; within each, the variance explained by a straight line over the
  /// other feature is computed, and these are summed. `nil` if no feature explains any.
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
          let others = part.map { Double(inputs[$0, other]) }
          gains[other] +=
            categories[other] == nil
            ? Self.varianceTakenAway(from: own, by: others)
            : Self.varianceTakenAway(from: own, byGroup: others)
        }
      }
    }
    guard let best = gains.indices.max(by: { (gains[$0], $1) < (gains[$1], $0) }), gains[best] > 0
    else { return nil }
    return best
  }

  /// The maximum number of distinct values of a feature that counts as having few, such as a
  /// category or a rating.
  private static let fewValues = 12

  /// The distinct values in a feature's column, ascending.
  func distinctValues(of feature: Int) -> [Double] {
    Set((0..<rows.count).map { Double(inputs[$0, feature]) }).sorted()
  }

  /// Whether many rows share each of a feature's values.
  func hasFewValues(of feature: Int) -> Bool {
    let count = distinctValues(of: feature).count
    return count > 1 && count <= Self.fewValues && 2 * count <= rows.count
  }

  /// The sum of squares between groups, minus the amount that the same number of random groups
  /// would explain.
  private static func varianceTakenAway(from ys: [Double], byGroup groups: [Double]) -> Double {
    let members = Dictionary(grouping: ys.indices, by: { groups[$0] }).values
    let mean = ys.reduce(0, +) / Double(ys.count)
    let total = ys.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // Summed in a fixed order, because a dictionary's order differs from run to run.
    let between = members.sorted { $0[0] < $1[0] }.reduce(0.0) { sum, places in
      let own = places.reduce(0) { $0 + ys[$1] } / Double(places.count)
      return sum + Double(places.count) * (own - mean) * (own - mean)
    }
    let spare = ys.count - members.count
    guard spare > 0 else { return 0 }
    return max(0, between - Double(members.count - 2) * max(0, total - between) / Double(spare))
  }

  /// The part of the sum of squares around the mean that the least-squares line explains.
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
  /// The width available for the words of all categories.
  private static let categoryRoom = 235.0
  private let y: Axis
  /// Half of the smallest distance between two values, for a feature with few values.
  private let halfGap: Double?

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
    let steps = table.hasFewValues(of: feature) ? table.distinctValues(of: feature) : []
    let name = table.featureNames[feature].keptApart
    if let words = table.categories[feature]?.words {
      let room = Self.categoryRoom / Double(max(words.count, 1))
      x = try Axis(
        name, range: -0.5...Double(max(words.count, 1)) - 0.5,
        scale: .words(
          words.map { FeatureLabels.style.truncated($0.keptApart, width: room) }))
      halfGap = 0.5
    } else if let low = steps.first, let high = steps.last, low < high {
      // Each value has the space up to half of the smallest gap on both sides, also at the ends.
      let gap = zip(steps, steps.dropFirst()).reduce(high - low) { min($0, $1.1 - $1.0) }
      x = try Axis(
        name, range: low - gap / 2...high + gap / 2,
        scale: steps.allSatisfy { $0 == $0.rounded() } ? .whole : .linear)
      halfGap = gap / 2
    } else {
      x = try Axis(name, holding: rows.map { Double(table.inputs[$0, feature]) })
      halfGap = nil
    }
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
    let offsets = offsets(in: frame, radius: radius)
    for (row, offset) in zip(rows, offsets) {
      let point = frame.point(
        Double(table.inputs[row, feature]), Double(table.values[row, feature]))
      canvas.fill(
        .circle(center: Point(point.x + offset, point.y), radius: radius),
        partner.flatMap { colors?.color(of: table.inputs[row, $0]) } ?? Color.categorical[0])
    }
  }

  /// The horizontal offset of each dot from its value: dots of the same value and height are placed
  /// alternately left and right of it, closer together if there are many. 0 for a feature with many
  /// values.
  private func offsets(in frame: PlotFrame, radius: Double) -> [Double] {
    guard let halfGap else { return rows.map { _ in 0 } }
    let room =
      halfGap / (x.range.upperBound - x.range.lowerBound) * frame.area.width - radius - 2
    struct Place: Hashable {
      let value: Float
      let height: Int
    }
    let places = rows.map { row in
      Place(
        value: table.inputs[row, feature],
        height: Int(
          (y.fraction(of: Double(table.values[row, feature])) * frame.area.height / (2 * radius))
            .rounded(.down)))
    }
    let counts = Dictionary(places.map { ($0, 1) }, uniquingKeysWith: +)
    let most = counts.values.max() ?? 1
    let step = min(2 * radius, 2 * max(0, room) / Double(max(1, most)))
    var used: [Place: Int] = [:]
    return places.map { place in
      let turn = used[place, default: 0]
      used[place] = turn + 1
      return Double((turn + 1) / 2) * (turn.isMultiple(of: 2) ? 1 : -1) * step
    }
  }
}

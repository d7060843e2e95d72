import LimnGraphics

/// The rows that a picture of a table shows, grouped by explained output, and its notes about those
/// that it leaves out.
struct ShownGroups {
  /// The groups shown, by target.
  let groups: [AttributedRows.Group]
  private let count: Int
  private let mostRows: Int

  /// - Parameters:
  ///   - most: the maximum number of targets; the most frequent ones are shown.
  ///   - mostRows: the maximum number of rows per group.
  init(_ table: AttributedRows, most: Int, mostRows: Int) {
    let all = table.groups
    groups = Array(all.sorted { $0.rows.count > $1.rows.count }.prefix(most))
      .sorted { $0.target < $1.target }
    count = all.count
    self.mostRows = mostRows
  }

  /// Whether there are several groups, so that each needs a heading.
  var areSeveral: Bool { count > 1 }

  /// Evenly spaced rows from a group's rows, in the given order.
  func sample(_ rows: [Int]) -> [Int] {
    guard rows.count > mostRows else { return rows }
    return (0..<mostRows).map { rows[$0 * rows.count / mostRows] }
  }

  /// "logit of class_1, 59 rows", or only the name if there is one group.
  func heading(of group: AttributedRows.Group) -> String {
    guard areSeveral else { return group.name }
    let count = group.rows.count
    return "\(group.name), \(NumberText.grouped(count)) row\(count == 1 ? "" : "s")"
  }

  /// Sentences about the groups and rows left out.
  var omissions: [String] {
    var notes: [String] = []
    if groups.count < count {
      notes.append("The \(groups.count) most frequent of \(count) outputs.")
    }
    if groups.contains(where: { $0.rows.count > mostRows }) {
      notes.append("An even sample of \(NumberText.grouped(mostRows)) rows.")
    }
    return notes
  }
}

extension AttributedRows {
  /// The note for when only the strongest features are shown.
  func omission(strongest: Int) -> [String] {
    strongest < featureNames.count
      ? ["The \(strongest) largest of \(featureNames.count) features."] : []
  }
}

extension Axis {
  /// Draws lines across a plot at the axis's ticks, and the numbers below it.
  ///
  /// - Parameter gap: the distance between the plot and the numbers.
  func drawGrid(
    in plot: Rect, on canvas: Canvas, style: TextStyle = FeatureLabels.style, gap: Double = 3
  ) {
    let ticks = ticks(fitting: plot.width, style: FeatureLabels.style)
    for (value, label) in zip(ticks.values, ticks.labels) {
      let x = plot.minX + fraction(of: value) * plot.width
      canvas.line(
        from: Point(x, plot.minY), to: Point(x, plot.maxY), Stroke(.hairline, width: 0.6))
      canvas.text(label, at: Point(x, plot.maxY + gap), style, anchor: .top)
    }
  }
}

import LimnGraphics

/// A line of values over epochs, with its name.
package struct Curve: Sendable {
  package let name: String
  /// The epochs, ascending, and the values; values that the axis cannot show leave gaps.
  package let points: [(x: Double, y: Double)]
  package let stroke: Stroke

  package init(_ name: String, _ points: [(x: Double, y: Double)], _ stroke: Stroke) {
    self.name = name
    self.points = points
    self.stroke = stroke
  }

  /// The curve reduced to at most four points for each of `columns` equal parts of `range`: the
  /// first, the lowest, the highest and the last value of the part, so that the line covers the
  /// same pixels (M4; Jugel et al. 2014, "M4: A Visualization-Oriented Time Series Data
  /// Aggregation"). A part with a gap keeps a gap.
  package func thinned(over range: ClosedRange<Double>, columns: Int) -> Curve {
    guard points.count > 4 * columns else { return self }
    let width = (range.upperBound - range.lowerBound) / Double(columns)
    var thinned: [(x: Double, y: Double)] = []
    var start = 0
    while start < points.count {
      let column = ((points[start].x - range.lowerBound) / width).rounded(.down)
      var end = start
      while end < points.count,
        ((points[end].x - range.lowerBound) / width).rounded(.down) == column
      { end += 1 }
      thinned += Self.envelope(of: points[start..<end])
      start = end
    }
    return Curve(name, thinned, stroke)
  }

  private static func envelope(
    of part: ArraySlice<(x: Double, y: Double)>
  ) -> [(x: Double, y: Double)] {
    let finite = part.indices.filter { part[$0].y.isFinite }
    var kept = Set<Int>()
    if let first = finite.first, let last = finite.last,
      let low = finite.min(by: { part[$0].y < part[$1].y }),
      let high = finite.max(by: { part[$0].y < part[$1].y })
    {
      kept = [first, low, high, last]
    }
    if let gap = part.indices.first(where: { !part[$0].y.isFinite }) { kept.insert(gap) }
    return kept.sorted().map { part[$0] }
  }
}

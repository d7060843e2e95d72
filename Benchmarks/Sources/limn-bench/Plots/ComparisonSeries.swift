/// One plot of a comparison with peers, as `compare.py` records it.
struct ComparisonSeries: Decodable {
  /// The file's name, without an extension.
  let name: String
  let title: String
  /// The labels of the axes, with units.
  let x: String
  let y: String
  let lines: [Line]
  let note: String?

  /// One tool's points.
  struct Line: Decodable {
    let tool: String
    /// Pairs of x and y, both positive.
    let points: [[Double]]

    var isOurs: Bool { tool.hasPrefix("Limn") }
  }
}

/// The part of a comparison's results that is read.
struct ComparisonResults: Decodable {
  let series: [ComparisonSeries]
}

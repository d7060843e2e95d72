import LimnCore

/// Random subsets of an input's features, each removed to see how the score changes.
///
/// All candidates of an input are put to the same subsets, so the model is asked once for all.
struct FeatureSubsets: Sendable {
  /// The subsets, ascending.
  let members: [[Int]]

  init(members: [[Int]]) {
    self.members = members
  }

  /// Subsets of uniformly random members, the s-th of size `size(s)`.
  init(
    count: Int, of features: Int, stream: inout RandomStream,
    size: (inout RandomStream) -> Int
  ) {
    members = (0..<count).map { _ in
      let size = size(&stream)
      // The first part of a Fisher-Yates shuffle.
      var pool = Array(0..<features)
      for place in 0..<size {
        pool.swapAt(place, place + stream.integer(below: features - place))
      }
      return pool.prefix(size).sorted()
    }
  }

  /// For each subset the sum of its features' values.
  func sums(of values: [Double]) -> [Double] {
    members.map { $0.reduce(0) { $0 + values[$1] } }
  }

  /// The row as it is, then without each subset.
  var trial: Trial<FeatureSubsets> { Trial(removed: [[]] + members.map { $0[...] }, plan: self) }

  /// `f(x) − f(x without S)` for each subset, from the scores of ``trial``.
  static func changes(_ scores: ArraySlice<Double>) -> [Double] {
    let whole = scores[scores.startIndex]
    return scores.dropFirst().map { whole - $0 }
  }
}

import LimnCore

/// Random subsets of an input's features, each of which is removed to see how the score changes.
///
/// All candidates of an input are tested on the same subsets, so the model is evaluated only once
/// for all of them.
struct FeatureSubsets: Sendable {
  /// The subsets, each in ascending order.
  let members: [[Int]]

  init(members: [[Int]]) {
    self.members = members
  }

  /// Subsets with uniformly random members, whose sizes `size` draws.
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

  /// The sum of the values of each subset.
  func sums(of values: [Double]) -> [Double] {
    members.map { $0.reduce(0) { $0 + values[$1] } }
  }

  /// The unchanged row, followed by the row without each subset.
  var trial: Trial<FeatureSubsets> { Trial(removed: [[]] + members.map { $0[...] }, plan: self) }

  /// `f(x) − f(x without S)` for each subset, from the scores of ``trial``.
  static func changes(_ scores: ArraySlice<Double>) -> [Double] {
    let whole = scores[scores.startIndex]
    return scores.dropFirst().map { whole - $0 }
  }
}

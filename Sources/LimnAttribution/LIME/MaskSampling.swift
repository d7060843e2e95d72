import LimnCore

/// How LIME draws masks. In both cases each player is present with probability ½, independently of
/// the others, so both estimate the same surrogate.
public enum MaskSampling: String, Sendable, Hashable, CaseIterable {
  /// Each mask is drawn with its complement, and sizes are stratified by the binomial distribution.
  /// This is the default, with at most half the squared error of ``independent`` masks.
  case paired
  /// Each player of each mask is drawn independently, as in lime.
  case independent

  /// The masks, masks × players, with the mask of ones (the input) first, and only the first of
  /// each pair. They depend only on the numbers of players and masks and on the stream.
  ///
  /// - Parameter count: the number of masks, or of pairs for paired masks; at least one.
  func masks(players n: Int, count: Int, stream: RandomStream) -> Matrix {
    var stream = stream
    var elements = [Float](repeating: 1, count: n)
    elements.reserveCapacity(count * n)
    switch self {
    case .paired:
      let cumulative = Self.cumulativeSizes(players: n)
      for pair in 1..<max(count, 1) {
        // One size from each of count − 1 strata of equal probability of the binomial distribution.
        let share = (Double(pair - 1) + stream.uniform()) / Double(count - 1)
        let size = Self.quantile(share, of: cumulative)
        var mask = [Float](repeating: 0, count: n)
        for player in stream.permutation(of: n).prefix(size) { mask[player] = 1 }
        elements += mask
      }
    case .independent:
      for _ in 1..<max(count, 1) {
        for _ in 0..<n { elements.append(stream.next() & 1 == 0 ? 0 : 1) }
      }
    }
    return Matrix(rows: count, columns: n, elements: elements)
  }

  /// The cumulative binomial distribution: the probability that at most s players are present, for
  /// s = 0…n.
  private static func cumulativeSizes(players n: Int) -> [Double] {
    // C(n, s) relative to its largest value; it may underflow for sizes far from the middle, which
    // are never drawn.
    var terms = [Double](repeating: 0, count: n + 1)
    terms[n / 2] = 1
    for size in (n / 2)..<n { terms[size + 1] = terms[size] * Double(n - size) / Double(size + 1) }
    for size in (0..<n / 2).reversed() {
      terms[size] = terms[size + 1] * Double(size + 1) / Double(n - size)
    }
    let total = terms.reduce(0, +)
    var sum = 0.0
    return terms.map { term in
      sum += term / total
      return sum
    }
  }

  /// The quantile: the smallest size whose cumulative probability exceeds `probability`.
  private static func quantile(_ probability: Double, of cumulative: [Double]) -> Int {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > probability { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

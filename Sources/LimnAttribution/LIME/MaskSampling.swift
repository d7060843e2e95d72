import LimnCore

/// How LIME draws its masks. Both have each player present in half of all masks, independently of
/// the others, so both estimate the same surrogate.
public enum MaskSampling: String, Sendable, Hashable, CaseIterable {
  /// Each mask with its complement, their sizes spread evenly over the binomial distribution. The
  /// default: half the squared error of ``independent`` masks or less.
  case paired
  /// Each player of each mask by a coin of its own, as lime does.
  case independent

  /// Masks × players, the input's own, the mask of ones, first; of a pair only the first. They depend on
  /// the numbers of players and masks and the stream alone.
  ///
  /// - Parameter count: the number of masks, at least one; of pairs for paired masks.
  func masks(players n: Int, count: Int, stream: RandomStream) -> Matrix {
    var stream = stream
    var elements = [Float](repeating: 1, count: n)
    elements.reserveCapacity(count * n)
    switch self {
    case .paired:
      let cumulative = Self.cumulativeSizes(players: n)
      for pair in 1..<max(count, 1) {
        // One size from each of count − 1 equal shares of the binomial distribution.
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

  /// The probability of at most s present, for s = 0…n, when each is by a fair coin.
  private static func cumulativeSizes(players n: Int) -> [Double] {
    // C(n, s) over its largest value; sizes far from the middle may vanish, where none is drawn.
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

  /// The smallest size that is not exceeded with `probability`.
  private static func quantile(_ probability: Double, of cumulative: [Double]) -> Int {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > probability { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

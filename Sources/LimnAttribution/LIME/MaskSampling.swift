import LimnCore

/// How LIME draws its masks. Both have each player present in half of all masks, independently of
/// the others, so both estimate the same surrogate.
public enum MaskSampling: String, Sendable, Hashable, CaseIterable {
  /// Each mask with its complement, their sizes spread evenly over the binomial distribution. The
  /// default: half the squared error of ``independent`` masks or less.
  case paired
  /// Each player of each mask by a coin of its own, as lime does.
  case independent
}

/// The masks of one surrogate, the input's own first. They depend on the numbers of players and
/// masks and the stream alone.
struct MaskSample: Sendable {
  /// masks × players, the mask of ones first. Of a pair only the first.
  let members: Matrix
  /// Whether each mask stands for its complement, too.
  let isPaired: Bool

  /// - Parameters:
  ///   - count: the number of masks, at least one; of pairs for paired masks.
  init(_ sampling: MaskSampling, players n: Int, count: Int, stream: RandomStream) {
    var stream = stream
    isPaired = sampling == .paired
    var elements = [Float](repeating: 1, count: n)
    elements.reserveCapacity(count * n)
    switch sampling {
    case .paired:
      let sizes = BinomialSizes(players: n)
      for pair in 1..<max(count, 1) {
        // One size from each of count − 1 equal shares of the binomial distribution.
        let size = sizes.quantile((Double(pair - 1) + stream.uniform()) / Double(count - 1))
        var mask = [Float](repeating: 0, count: n)
        for player in stream.permutation(of: n).prefix(size) { mask[player] = 1 }
        elements += mask
      }
    case .independent:
      for _ in 1..<max(count, 1) {
        for _ in 0..<n { elements.append(stream.next() & 1 == 0 ? 0 : 1) }
      }
    }
    members = Matrix(rows: count, columns: n, elements: elements)
  }
}

/// How many of n players are present when each is by a fair coin.
private struct BinomialSizes {
  /// The probability of at most s present, for s = 0…n.
  private let cumulative: [Double]

  init(players n: Int) {
    // C(n, s) over its largest value; sizes far from the middle may vanish, where none is drawn.
    var terms = [Double](repeating: 0, count: n + 1)
    terms[n / 2] = 1
    for size in (n / 2)..<n { terms[size + 1] = terms[size] * Double(n - size) / Double(size + 1) }
    for size in (0..<n / 2).reversed() {
      terms[size] = terms[size + 1] * Double(size + 1) / Double(n - size)
    }
    let total = terms.reduce(0, +)
    var sum = 0.0
    cumulative = terms.map { term in
      sum += term / total
      return sum
    }
  }

  /// The smallest size that is not exceeded with `probability`.
  func quantile(_ probability: Double) -> Int {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > probability { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

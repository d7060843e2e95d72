import LimnCore

/// Distinct coalitions to evaluate together with their complements, sampled without replacement and
/// with sizes uniform on 1…n − 1 (Musco and Witter 2024, arXiv 2410.01817, section 3).
///
/// A coalition and its complement form a pair, so the sizes s and n − s form a class. Each size has
/// an equal share of the pairs; a class with fewer pairs than its share is taken completely, and
/// the rest is distributed among the others. The sample depends only on the numbers of players and
/// pairs and on the stream, so it can be shared by all inputs and models. Alternatively, coalitions
/// are chosen far apart; see ``SpreadCoalitions``.
struct PairedCoalitions: Sendable {
  /// Everything that a sample of pairs depends on.
  struct Key: Hashable {
    let players: Int
    let pairs: Int
    let seed: UInt64
    /// The index of the round, since a large budget is split into rounds.
    let round: Int

    /// The stream the sample is drawn from.
    var stream: RandomStream { RandomStream(seed: seed).split(round) }

    /// A measure of the design's size, for the cache.
    var cost: Int { players * pairs }
  }

  /// One coalition of each pair, in random order: pairs × players, 1 for present players.
  let members: Matrix
  /// The number of players present in each row.
  let sizes: [Int]
  /// For each pair, the number of pairs sampled from its class.
  let classCounts: [Int]
  /// For each pair, the sampled share of its class, in 0…1.
  let inclusion: [Double]

  /// The number of pairs.
  var count: Int { members.rows }

  /// Whether these are all pairs.
  var isComplete: Bool { inclusion.allSatisfy { $0 >= 1 } }

  /// Draws pairs at random.
  ///
  /// - Parameters:
  ///   - players: at least 2.
  ///   - pairs: the number of pairs; at most all `2ⁿ⁻¹ − 1` are drawn.
  init(players n: Int, pairs: Int, stream: RandomStream) {
    var stream = stream
    let classes = SizeClass.all(players: n)
    var rows: [(members: [Bool], sizeClass: Int)] = []
    for (index, share) in Self.shares(of: pairs, among: classes).enumerated() {
      rows += classes[index].sample(share, stream: &stream).map { ($0, index) }
    }
    self.init(rows, of: classes, players: n, stream: &stream)
  }

  /// Chooses pairs far apart.
  ///
  /// - Parameters: as in ``init(players:pairs:stream:)``.
  /// - Throws: `CancellationError`.
  init(spreadOver n: Int, pairs: Int, stream: RandomStream, work: Work) throws(CancellationError) {
    var stream = stream
    let classes = SizeClass.all(players: n)
    var chosen = SpreadCoalitions(players: n, classes: classes)
    let wanted = min(Double(pairs), classes.reduce(0) { $0 + $1.pairs })
    let rows = try chosen.pairs(wanted, stream: &stream, work: work)
    self.init(rows, of: classes, players: n, stream: &stream)
  }

  private init(
    _ chosen: [(members: [Bool], sizeClass: Int)], of classes: [SizeClass], players n: Int,
    stream: inout RandomStream
  ) {
    var rows = chosen
    var counts = [Int](repeating: 0, count: classes.count)
    for row in rows { counts[row.sizeClass] += 1 }
    stream.shuffle(&rows)
    sizes = rows.map { classes[$0.sizeClass].size }
    classCounts = rows.map { counts[$0.sizeClass] }
    inclusion = rows.map { Double(counts[$0.sizeClass]) / classes[$0.sizeClass].pairs }
    members = Matrix(rows: rows.count, columns: n) { elements in
      for (row, chosen) in rows.enumerated() {
        for (player, isMember) in chosen.members.enumerated() {
          elements[row * n + player] = isMember ? 1 : 0
        }
      }
    }
  }

  /// The number of pairs from each class.
  static func shares(of pairs: Int, among classes: [SizeClass]) -> [Int] {
    var shares = [Int](repeating: 0, count: classes.count)
    var open = Array(classes.indices)
    var left = pairs
    while true {
      let weight = open.reduce(0) { $0 + classes[$1].sizes }
      let full = open.filter {
        classes[$0].pairs * Double(weight) <= Double(left * classes[$0].sizes)
      }
      guard !full.isEmpty else { break }
      for index in full {
        shares[index] = Int(classes[index].pairs)
        left -= shares[index]
      }
      open.removeAll(where: full.contains)
    }
    let weight = open.reduce(0) { $0 + classes[$1].sizes }
    for index in open { shares[index] = left * classes[index].sizes / weight }
    let rest = open.reduce(left) { $0 - shares[$1] }
    for index in open.suffix(rest) { shares[index] += 1 }
    return shares
  }
}

import LimnCore

/// Distinct coalitions to evaluate together with their complements: sizes uniform on 1…n − 1,
/// without replacement (Musco and Witter 2024, arXiv 2410.01817, section 3).
///
/// A coalition and its complement are one pair, so the sizes s and n − s are one class. Classes get
/// equal shares for each of their sizes; a class with fewer pairs than its share is taken whole and
/// the rest goes to the others. The sample depends on the number of players, of pairs and the
/// stream alone: one sample serves every input and every model.
struct PairedCoalitions: Sendable {
  /// pairs × players, 1 where present: one coalition of each pair, in random order.
  let members: Matrix
  /// The number of players present in each row.
  let sizes: [Int]
  /// For each pair the number of pairs sampled from its class.
  let classCounts: [Int]
  /// For each pair the share of its class that was sampled, in 0…1.
  let inclusion: [Double]

  /// The number of pairs.
  var count: Int { members.rows }

  /// - Parameters:
  ///   - players: at least 2.
  ///   - pairs: how many are wanted; all there are, `2ⁿ⁻¹ − 1`, when there are not as many.
  init(players n: Int, pairs: Int, stream: RandomStream) {
    var stream = stream
    let classes = (1...n / 2).map { SizeClass(size: $0, players: n) }
    let shares = Self.shares(of: pairs, among: classes)
    var rows: [(members: [Bool], sizeClass: Int)] = []
    for (index, sizeClass) in classes.enumerated() {
      rows += sizeClass.sample(shares[index], stream: &stream).map { ($0, index) }
    }
    stream.shuffle(&rows)
    sizes = rows.map { classes[$0.sizeClass].size }
    classCounts = rows.map { shares[$0.sizeClass] }
    inclusion = rows.map { Double(shares[$0.sizeClass]) / classes[$0.sizeClass].pairs }
    members = Matrix(
      rows: rows.count, columns: n, elements: rows.flatMap { $0.members.map { $0 ? 1 : 0 } })
  }

  /// How many pairs each class gives.
  private static func shares(of pairs: Int, among classes: [SizeClass]) -> [Int] {
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

/// The pairs of coalitions of sizes s and n − s.
private struct SizeClass {
  /// The smaller size.
  let size: Int
  let players: Int
  /// The number of pairs; may be far beyond an `Int`.
  let pairs: Double

  init(size: Int, players: Int) {
    self.size = size
    self.players = players
    let coalitions = (0..<size).reduce(1.0) {
      ($0 * Double(players - $1) / Double($1 + 1)).rounded()
    }
    self.pairs = 2 * size == players ? coalitions / 2 : coalitions
  }

  /// The number of sizes in the class: two, or one in the middle.
  var sizes: Int { 2 * size == players ? 1 : 2 }

  /// `count` distinct pairs, each as its coalition of the smaller size; in the middle as the one
  /// with player 0.
  func sample(_ count: Int, stream: inout RandomStream) -> [[Bool]] {
    guard pairs > 4 * Double(count) else {
      var all = enumerated()
      stream.shuffle(&all)
      return Array(all.prefix(count))
    }
    var (seen, sample) = (Set<[Bool]>(), [[Bool]]())
    while sample.count < count {
      var members = [Bool](repeating: false, count: players)
      for player in stream.permutation(of: players).prefix(size) { members[player] = true }
      if 2 * size == players, !members[0] { members = members.map { !$0 } }
      if seen.insert(members).inserted { sample.append(members) }
    }
    return sample
  }

  private func enumerated() -> [[Bool]] {
    var result: [[Bool]] = []
    func extend(_ members: [Bool], from player: Int, missing: Int) {
      if missing == 0 {
        result.append(members)
        return
      }
      guard players - player >= missing else { return }
      var joined = members
      joined[player] = true
      extend(joined, from: player + 1, missing: missing - 1)
      if 2 * size != players || player > 0 {
        extend(members, from: player + 1, missing: missing)
      }
    }
    extend([Bool](repeating: false, count: players), from: 0, missing: size)
    return result
  }
}

import LimnCore

/// The operations of two networks side by side, in order: each row has an operation of both, or of
/// one.
///
/// The alignment has the lowest total cost (Needleman and Wunsch 1970). An unpaired operation costs
/// 20. A pair of the same kind costs 0 if everything is equal, 2 if numbers differ, 8 if the
/// setting differs, and 12 if a shape differs, plus 1 if the names differ. Operations of different
/// kinds can be paired, at a cost of 36, only if neither has weights and both have the same output
/// width: one activation in place of another. On equal cost, pairs are preferred, then removals.
struct OperationAlignment {
  /// The index of the operation in each network; `nil` if the network has none in this row.
  let rows: [(before: Int?, after: Int?)]

  /// The largest number of pairs to compare, one byte each; operations that are equal at both ends
  /// do not count.
  static let mostPairs = 1 << 26

  /// Cost: time and memory proportional to the product of the lengths of the stretches that differ.
  ///
  /// - Throws: `NetworkError.tooLongToAlign`, `CancellationError`.
  init(_ before: Network, _ after: Network, work: Work = .serial()) throws {
    var numbers = Numbering()
    let a = before.nodes.indices.map { Signature(of: $0, in: before, &numbers) }
    let b = after.nodes.indices.map { Signature(of: $0, in: after, &numbers) }
    let most = min(a.count, b.count)
    let head = (0..<most).first { a[$0] != b[$0] } ?? most
    let tail =
      (0..<most - head).first { a[a.count - 1 - $0] != b[b.count - 1 - $0] } ?? most - head
    let middle = try Self.aligned(
      Array(a[head..<a.count - tail]), Array(b[head..<b.count - tail]), work: work)
    rows =
      (0..<head).map { ($0, $0) }
      + middle.map { ($0.before.map { $0 + head }, $0.after.map { $0 + head }) }
      + (0..<tail).map { (a.count - tail + $0, b.count - tail + $0) }
  }

  private enum Step: UInt8 { case pair, removal, addition }
  private static let gap = 20

  private static func aligned(
    _ a: [Signature], _ b: [Signature], work: Work
  ) throws -> [(before: Int?, after: Int?)] {
    let (pairs, overflow) = (a.count + 1).multipliedReportingOverflow(by: b.count + 1)
    guard !overflow, pairs <= mostPairs else {
      throw NetworkError.tooLongToAlign(before: a.count, after: b.count)
    }
    let width = b.count + 1
    var steps = [Step](repeating: .addition, count: pairs)
    var costs = (0...b.count).map { $0 * gap }
    for (i, left) in a.enumerated() {
      try work.checkpoint()
      var diagonal = costs[0]
      costs[0] += gap
      steps[(i + 1) * width] = .removal
      for (j, right) in b.enumerated() {
        let removal = costs[j + 1] + gap
        let addition = costs[j] + gap
        var (best, step) = removal <= addition ? (removal, Step.removal) : (addition, .addition)
        if let cost = left.cost(with: right), diagonal + cost <= best {
          (best, step) = (diagonal + cost, .pair)
        }
        diagonal = costs[j + 1]
        costs[j + 1] = best
        steps[(i + 1) * width + j + 1] = step
      }
    }
    var rows: [(before: Int?, after: Int?)] = []
    var (i, j) = (a.count, b.count)
    while i > 0 || j > 0 {
      switch steps[i * width + j] {
      case .pair:
        (i, j) = (i - 1, j - 1)
        rows.append((i, j))
      case .removal:
        i -= 1
        rows.append((i, nil))
      case .addition:
        j -= 1
        rows.append((nil, j))
      }
    }
    return rows.reversed()
  }
}

/// Assigns a number to each distinct value.
private struct Numbering {
  private var numbers: [AnyHashable: Int] = [:]

  mutating func number(of value: AnyHashable) -> Int {
    if let known = numbers[value] { return known }
    numbers[value] = numbers.count
    return numbers.count - 1
  }
}

/// The properties of an operation that matter for pairing, as numbers that are fast to compare.
private struct Signature: Hashable {
  let kind: Int
  let setting: Int
  let shapes: Int
  let content: Int
  let name: Int
  let width: Int
  let hasConstants: Bool

  init(of index: Int, in network: Network, _ numbers: inout Numbering) {
    let operation = network.nodes[index].operation
    let constants = operation.constants
    kind = numbers.number(of: operation.kind)
    setting = numbers.number(of: [operation.setting])
    shapes = numbers.number(of: [network.shapes[index + 1]] + constants.map(\.shape))
    var hasher = Hasher()
    for constant in constants { hasher.combine(constant.values) }
    content = hasher.finalize()
    name = numbers.number(of: ["name", network.nodes[index].name])
    width = network.shapes[index + 1].count
    hasConstants = !constants.isEmpty
  }

  /// The cost of pairing two operations; `nil` if they cannot be paired.
  func cost(with other: Signature) -> Int? {
    let name = name == other.name ? 0 : 1
    guard kind == other.kind else {
      return hasConstants || other.hasConstants || width != other.width ? nil : 36 + name
    }
    if shapes != other.shapes { return 12 + name }
    if setting != other.setting { return 8 + name }
    return (content == other.content ? 0 : 2) + name
  }
}

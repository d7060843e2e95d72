import LimnCore

/// What differs between two networks: in structure, in shapes and in weights.
///
/// Operations are paired in the order they run (see Docs/Guides/Network.md for the costs). What a file
/// calls a node decides between equal pairs, and is not a difference in itself.
public struct NetworkDifference: Sendable {
  /// The first network.
  public let before: NetworkSummary
  /// The second network.
  public let after: NetworkSummary
  /// What differs of the models as wholes: input, outputs, names.
  public let changes: [Change]
  /// The operations of both, side by side, in the order they run.
  public let rows: [Row]

  /// Something that differs, in words.
  public struct Change: Sendable, Hashable, Encodable {
    /// "input", "kind", "setting", "output", "takes".
    public let what: String
    /// The setting before.
    public let before: String
    /// The setting after.
    public let after: String
  }

  /// What became of an operation.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// Nothing differs.
    case same
    /// Only numbers differ.
    case weights
    /// More than numbers differ.
    case changed
    /// Only the first network has it.
    case removed
    /// Only the second network has it.
    case added
  }

  /// One operation of each network, or of one of them.
  public struct Row: Sendable, Hashable {
    /// Its place among the first network's operations; `nil` for one that was added.
    public let before: Int?
    /// Its place among the second network's operations; `nil` for one that was removed.
    public let after: Int?
    /// What differs beside numbers.
    public let changes: [Change]
    /// Its weights and other constants, in order.
    public let tensors: [TensorDifference]

    /// What became of the operation.
    public var status: Status {
      if before == nil { return .added }
      if after == nil { return .removed }
      if !changes.isEmpty || tensors.contains(where: { $0.change == nil }) { return .changed }
      return tensors.allSatisfy(\.isSame) ? .same : .weights
    }

    /// The length of the change of all its numbers over their length before; `nil` where shapes differ,
    /// or where they were all 0.
    public var relativeChange: Double? {
      var (moved, size) = (0.0, 0.0)
      for tensor in tensors {
        guard let change = tensor.change, let before = tensor.before else { return nil }
        moved += change.norm * change.norm
        size += before.norm * before.norm
      }
      return size > 0 ? (moved / size).squareRoot() : nil
    }

    /// The largest change of its numbers, and the tensor it is in; of equal ones the first.
    public var largestChange: (tensor: String, entry: TensorDifference.Entry)? {
      var found: (tensor: String, entry: TensorDifference.Entry)?
      for tensor in tensors {
        guard let entry = tensor.change?.largest else { continue }
        if let found, found.entry.size >= entry.size { continue }
        found = (tensor.name, entry)
      }
      return found
    }
  }

  /// Cost: one pass over all numbers of both, and the alignment: the product of the numbers of operations
  /// in the stretch that differs, a byte for each pair.
  ///
  /// - Throws: `NetworkError.tooLongToAlign` where that is more than 64 MiB, `CancellationError`.
  public init(
    from before: Network, to after: Network, work: Work = Work(workers: 1)
  ) throws {
    let summaries = (before: NetworkSummary(of: before), after: NetworkSummary(of: after))
    (self.before, self.after) = summaries
    changes = Self.wholeChanges(from: before, to: after)
    let alignment = try OperationAlignment(before, after, work: work)
    // The value of the second network that stands where one of the first does; 0 is the input.
    var counterparts = [0: 0]
    for case (let a?, let b?) in alignment.rows { counterparts[a + 1] = b + 1 }
    let known = Set(counterparts.values)
    rows = try alignment.rows.map { row in
      try work.checkpoint()
      guard let a = row.before, let b = row.after else {
        return Row(
          before: row.before, after: row.after, changes: [],
          tensors: TensorDifference.all(
            from: row.before.map { before.nodes[$0].operation.constants } ?? [],
            to: row.after.map { after.nodes[$0].operation.constants } ?? []))
      }
      let pair = OperationPair(
        before: before, summaries.before, a, after: after, summaries.after, b)
      return Row(
        before: a, after: b, changes: pair.changes(counterparts: counterparts, known: known),
        tensors: pair.tensors)
    }
  }

  /// Whether both compute the same with the same numbers and call inputs and outputs the same.
  public var isIdentical: Bool { changes.isEmpty && rows.allSatisfy { $0.status == .same } }

  /// The number of operations of a status.
  public func count(of status: Status) -> Int { rows.count { $0.status == status } }

  private static func wholeChanges(from before: Network, to after: Network) -> [Change] {
    func words(_ names: [String]?) -> String {
      names.map { $0.joined(separator: ", ") } ?? "none"
    }
    func all(of network: Network) -> [(what: String, value: String)] {
      [
        ("input", "\(network.inputShape)"),
        ("feature names", words(network.input.names)),
        ("outputs", "\(network.outputCount)"),
        ("last function", network.link.rawValue),
        ("task", network.output.task.rawValue),
        ("output names", words(network.output.names)),
      ]
    }
    return zip(all(of: before), all(of: after)).compactMap { before, after in
      before.value == after.value
        ? nil : Change(what: before.what, before: before.value, after: after.value)
    }
  }
}

/// Two operations that stand for each other.
private struct OperationPair {
  private let before: Network
  private let after: Network
  private let summaries: (before: NetworkSummary, after: NetworkSummary)
  private let a: Int
  private let b: Int

  init(
    before: Network, _ old: NetworkSummary, _ a: Int, after: Network, _ new: NetworkSummary,
    _ b: Int
  ) {
    self.before = before
    self.after = after
    summaries = (old, new)
    self.a = a
    self.b = b
  }

  var tensors: [TensorDifference] {
    TensorDifference.all(
      from: before.nodes[a].operation.constants, to: after.nodes[b].operation.constants)
  }

  /// - Parameters:
  ///   - counterparts: values of the first network, and those of the second in their place.
  ///   - known: the second network's values that have a counterpart.
  func changes(counterparts: [Int: Int], known: Set<Int>) -> [NetworkDifference.Change] {
    typealias Change = NetworkDifference.Change
    let (left, right) = (before.nodes[a], after.nodes[b])
    var changes: [Change] = []
    func add(_ what: String, _ before: String, _ after: String) {
      if before != after { changes.append(Change(what: what, before: before, after: after)) }
    }
    add("kind", left.operation.kind, right.operation.kind)
    // A scaling tells its numbers as a setting; they are compared as numbers.
    let isToldByNumbers = left.operation is Scaling && right.operation is Scaling
    if !isToldByNumbers {
      add("setting", left.operation.setting ?? "none", right.operation.setting ?? "none")
    }
    add("output", "\(before.shapes[a + 1])", "\(after.shapes[b + 1])")
    // What an operation takes has changed where both networks have the values, and connect others. One
    // that follows a removed operation takes another value for that reason alone.
    let mapped = left.inputs.compactMap { counterparts[$0] }
    if mapped.count == left.inputs.count, right.inputs.allSatisfy(known.contains),
      mapped != right.inputs
    {
      changes.append(
        Change(
          what: "takes", before: summaries.before.sources(of: a),
          after: summaries.after.sources(of: b)))
    }
    if changes.isEmpty, !isSameButForNumbers {
      changes.append(Change(what: "other settings", before: "", after: ""))
    }
    return changes
  }

  /// Whether the two are equal once they have the same trained numbers. What is told of fixed numbers is
  /// told as numbers.
  private var isSameButForNumbers: Bool {
    var (left, right) = (before.nodes[a].operation, after.nodes[b].operation)
    guard zip(left.parameters, right.parameters).allSatisfy({ $0.shape == $1.shape }),
      left.parameters.count == right.parameters.count
    else { return true }
    let zero: (Int, inout Matrix) -> Void = { _, values in
      values = Matrix(rows: values.rows, columns: values.columns)
    }
    left.updateParameters(zero)
    right.updateParameters(zero)
    if equals(left, right) { return true }
    return left.parameters.isEmpty && !tensors.allSatisfy(\.isSame)
  }
}

/// Whether two values are of one type and equal; what cannot be compared counts as equal.
private func equals(_ a: any Operation, _ b: any Operation) -> Bool {
  func equals<T: Equatable>(_ a: T) -> Bool { (b as? T).map { $0 == a } ?? false }
  guard let a = a as? any Equatable else { return true }
  return equals(a)
}

extension NetworkSummary {
  /// The names of what a row takes.
  fileprivate func sources(of row: Int) -> String {
    rows[row].inputs.map { $0 < 0 ? "input" : rows[$0].name }.joined(separator: ", ")
  }
}

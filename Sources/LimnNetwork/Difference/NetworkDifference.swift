import LimnCore

/// The differences between two networks in structure, shapes and weights.
///
/// Operations are paired in the order in which they run (Docs/Guides/Network.md lists the costs).
/// Names of nodes decide between otherwise equal pairings and do not count as differences.
public struct NetworkDifference: Sendable {
  /// The first network.
  public let before: NetworkSummary
  /// The second network.
  public let after: NetworkSummary
  /// The differences between the models as a whole: inputs, outputs, names.
  public let changes: [Change]
  /// The operations of both networks side by side, in the order in which they run.
  public let rows: [Row]

  /// A difference, in words.
  public struct Change: Sendable, Hashable, Encodable {
    /// What differs: "input", "kind", "setting", "output", "takes".
    public let what: String
    /// Its description in the first network.
    public let before: String
    /// Its description in the second network.
    public let after: String
  }

  /// How an operation changed.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// Nothing differs.
    case same
    /// Only parameter values or other constants differ.
    case weights
    /// The structure, a setting or a shape differs.
    case changed
    /// Only the first network has it.
    case removed
    /// Only the second network has it.
    case added
  }

  /// A pair of operations, one of each network, or an operation of one network only.
  public struct Row: Sendable, Hashable {
    /// The operation's index in the first network; `nil` if it was added.
    public let before: Int?
    /// The operation's index in the second network; `nil` if it was removed.
    public let after: Int?
    /// The differences other than in numbers.
    public let changes: [Change]
    /// The differences in its weights and other constants, in order.
    public let tensors: [TensorDifference]

    /// How the operation changed.
    public var status: Status {
      if before == nil { return .added }
      if after == nil { return .removed }
      if !changes.isEmpty || tensors.contains(where: { $0.change == nil }) { return .changed }
      return tensors.allSatisfy(\.isSame) ? .same : .weights
    }

    /// The Euclidean norm of the change of all its numbers divided by their norm before; `nil` if
    /// shapes differ or if all numbers were 0.
    public var relativeChange: Double? {
      var (moved, size) = (0.0, 0.0)
      for tensor in tensors {
        guard let change = tensor.change, let before = tensor.before else { return nil }
        moved += change.norm * change.norm
        size += before.norm * before.norm
      }
      return size > 0 ? (moved / size).squareRoot() : nil
    }

    /// The largest change of one of its numbers and the tensor that contains it; the first on ties,
    /// `nil` if no number changed.
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

  /// Compares two networks.
  ///
  /// Cost: one pass over all numbers of both networks, plus the alignment, which takes time and one
  /// byte of memory for each pair of operations in the stretch that differs.
  ///
  /// - Parameters:
  ///   - before: the first network.
  ///   - after: the second network.
  ///   - work: the cancellation.
  /// - Throws: `NetworkError.tooLongToAlign` if the alignment would need more than 64 MiB;
  ///   `CancellationError`.
  public init(
    from before: Network, to after: Network, work: Work = Work()
  ) throws {
    let summaries = (before: NetworkSummary(of: before), after: NetworkSummary(of: after))
    (self.before, self.after) = summaries
    changes = Self.wholeChanges(from: before, to: after)
    let alignment = try OperationAlignment(before, after, work: work)
    // Maps values of the first network to their counterparts in the second; 0 is the input.
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

  /// Whether both networks have the same operations and numbers, and the same names for inputs and
  /// outputs.
  public var isIdentical: Bool { changes.isEmpty && rows.allSatisfy { $0.status == .same } }

  /// The number of rows with a status.
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

/// Two operations that correspond to each other.
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
  ///   - counterparts: maps values of the first network to those of the second.
  ///   - known: the values of the second network that have a counterpart.
  func changes(counterparts: [Int: Int], known: Set<Int>) -> [NetworkDifference.Change] {
    typealias Change = NetworkDifference.Change
    let (left, right) = (before.nodes[a], after.nodes[b])
    var changes: [Change] = []
    func add(_ what: String, _ before: String, _ after: String) {
      if before != after { changes.append(Change(what: what, before: before, after: after)) }
    }
    add("kind", left.operation.kind, right.operation.kind)
    // The setting of a scaling shows its numbers, which are compared as numbers.
    let isToldByNumbers = left.operation is Scaling && right.operation is Scaling
    if !isToldByNumbers {
      add("setting", left.operation.setting ?? "none", right.operation.setting ?? "none")
    }
    add("output", "\(before.shapes[a + 1])", "\(after.shapes[b + 1])")
    // The inputs differ only if both networks have the values and connect different ones. An
    // operation after a removed one takes another value for that reason alone.
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

  /// Whether the operations are equal apart from their trained numbers. Differences in fixed
  /// numbers are reported as numbers.
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

/// Whether two values have the same type and are equal; values that cannot be compared count as
/// equal.
private func equals(_ a: any Operation, _ b: any Operation) -> Bool {
  func equals<T: Equatable>(_ a: T) -> Bool { (b as? T).map { $0 == a } ?? false }
  guard let a = a as? any Equatable else { return true }
  return equals(a)
}

extension NetworkSummary {
  /// The names of the inputs of a row.
  fileprivate func sources(of row: Int) -> String {
    rows[row].inputs.map { $0 < 0 ? "input" : rows[$0].name }.joined(separator: ", ")
  }
}

import Limn

/// The differences between two models as text: a line for each operation, and one for each tensor
/// that changed.
struct DifferenceTable {
  private let difference: NetworkDifference
  private let before: String
  private let after: String

  init(_ difference: NetworkDifference, before: String, after: String) {
    self.difference = difference
    self.before = before
    self.after = after
  }

  var text: TerminalText {
    let heading = ["\(before.shown()) → \(after.shown())", ""]
    let whole = difference.changes.map { "\($0.what): \($0.words)" }
    var lines = heading + whole + (whole.isEmpty ? [] : [""])
    if !difference.isIdentical {
      lines += ruled(operations)
      if tensors.rows.count > 1 { lines += [""] + ruled(tensors) }
      lines.append("")
    }
    return TerminalText(lines + [difference.totals])
  }

  private func ruled(_ table: TextTable) -> [String] {
    let lines = table.lines
    return [lines[0], String(repeating: "─", count: table.width)] + lines.dropFirst()
  }

  private var operations: TextTable {
    var cells = [["", "before", "after", "output", "what differs"]]
    for row in difference.rows {
      let old = row.before.map { difference.before.rows[$0] }
      let new = row.after.map { difference.after.rows[$0] }
      let shape = (new ?? old).map { "\($0.outputShape)" } ?? ""
      cells.append([row.status.rawValue, old?.name ?? "—", new?.name ?? "—", shape, row.words])
    }
    return TextTable(cells, sides: [.left, .left, .left, .right, .left])
  }

  /// The tensors of pairs that differ.
  private var tensors: TextTable {
    var rows = [
      ["layer", "tensor", "shape", "norm", "new norm", "change", "relative", "largest", "at"]
    ]
    for row in difference.rows {
      guard let place = row.after, row.before != nil else { continue }
      for tensor in row.tensors where !tensor.isSame {
        rows.append([difference.after.rows[place].name, tensor.name] + Self.cells(of: tensor))
      }
    }
    return TextTable(rows, sides: [.left, .left, .right, .right, .right, .right, .right, .right])
  }

  private static func cells(of tensor: TensorDifference) -> [String] {
    func number(_ value: Double?) -> String {
      value.map { NumberText.significant($0, digits: 3) } ?? "—"
    }
    let shapes = [tensor.before, tensor.after].map { $0.map { "\($0.shape)" } ?? "none" }
    return [
      shapes[0] == shapes[1] ? shapes[0] : shapes.joined(separator: " → "),
      number(tensor.before?.norm), number(tensor.after?.norm), number(tensor.change?.norm),
      tensor.relativeChange.map(NumberText.percent) ?? "—",
      number(tensor.change?.largest?.change), tensor.change?.largest?.place ?? "—",
    ]
  }
}

/// The differences as JSON.
struct DifferenceDocument: Encodable {
  let before: String
  let after: String
  let identical: Bool
  /// The path of the picture, if one was requested.
  let figure: String?
  /// The differences between the models as wholes.
  let changes: [NetworkDifference.Change]
  let operations: [Operation]

  struct Operation: Encodable {
    /// "same", "weights", "changed", "removed", "added".
    let status: String
    let before: Layer?
    let after: Layer?
    let changes: [NetworkDifference.Change]
    /// The norm of the change of all its numbers, relative to their norm before.
    let relativeChange: Double?
    let tensors: [Tensor]
  }

  struct Layer: Encodable {
    let name: String
    let kind: String
    let setting: String?
    let output: [Int]
    let parameters: Int

    init(_ row: NetworkSummary.Row) {
      name = row.name
      kind = row.kind
      setting = row.setting
      output = row.outputShape.sizes
      parameters = row.parameterCount
    }
  }

  struct Tensor: Encodable {
    let name: String
    let shapeBefore: [Int]?
    let shapeAfter: [Int]?
    let normBefore: Double?
    let normAfter: Double?
    /// The norm of the change.
    let change: Double?
    let relativeChange: Double?
    /// The number of values that differ.
    let changed: Int?
    let largest: Largest?

    init(_ tensor: TensorDifference) {
      name = tensor.name
      shapeBefore = tensor.before?.shape.sizes
      shapeAfter = tensor.after?.shape.sizes
      normBefore = tensor.before?.norm
      normAfter = tensor.after?.norm
      change = tensor.change?.norm
      relativeChange = tensor.relativeChange
      changed = tensor.change?.count
      largest = tensor.change?.largest.map {
        Largest(index: $0.index, before: $0.before, after: $0.after, change: $0.change)
      }
    }
  }

  struct Largest: Encodable {
    let index: [Int]
    let before: Float
    let after: Float
    let change: Double
  }

  init(_ difference: NetworkDifference, before: String, after: String, figure: String?) {
    self.before = before
    self.after = after
    self.figure = figure
    identical = difference.isIdentical
    changes = difference.changes
    operations = difference.rows.map { row in
      Operation(
        status: row.status.rawValue,
        before: row.before.map { Layer(difference.before.rows[$0]) },
        after: row.after.map { Layer(difference.after.rows[$0]) }, changes: row.changes,
        relativeChange: row.relativeChange, tensors: row.tensors.map(Tensor.init))
    }
  }
}

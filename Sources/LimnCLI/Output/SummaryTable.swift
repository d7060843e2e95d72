import Limn

/// A model's layers as a table, or as JSON.
struct SummaryTable {
  private let summary: NetworkSummary
  private let model: String

  init(_ summary: NetworkSummary, model: String) {
    self.summary = summary
    self.model = model
  }

  /// A line for each layer, and the totals.
  var text: TerminalText {
    let head = ["layer", "kind", "output", "parameters"]
    let input = ["input", "", "\(summary.inputShape)", "0"]
    let rows = summary.rows.map { row in
      [
        row.name, row.kind + (row.setting.map { " (\($0))" } ?? ""),
        NumberText.grouped(row.outputWidth), NumberText.grouped(row.parameterCount),
      ]
    }
    let table = TextTable([head, input] + rows, sides: [.left, .left, .right, .right])
    let lines = table.lines
    let rule = String(repeating: "─", count: table.width)
    return TerminalText([model, "", lines[0], rule] + lines.dropFirst() + [rule, totals])
  }

  private var totals: String {
    let bytes = NumberText.grouped(summary.parameterBytes)
    return "\(NumberText.grouped(summary.parameterCount)) parameters, \(bytes) bytes"
  }

  var document: Document {
    Document(
      model: model, input: summary.inputShape.dimensions, parameters: summary.parameterCount,
      layers: summary.rows.map { row in
        Document.Layer(
          name: row.name, kind: row.kind, setting: row.setting, output: row.outputWidth,
          parameters: row.parameterCount)
      })
  }

  struct Document: Encodable {
    let model: String
    /// The sizes along each axis of the input.
    let input: [Int]
    let parameters: Int
    let layers: [Layer]

    struct Layer: Encodable {
      let name: String
      let kind: String
      let setting: String?
      let output: Int
      let parameters: Int
    }
  }
}

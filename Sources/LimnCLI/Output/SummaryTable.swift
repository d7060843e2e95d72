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
  var text: String {
    let head = ["layer", "kind", "output", "parameters"]
    let input = ["input", "", "\(summary.inputShape)", "0"]
    let rows = summary.rows.map { row in
      [
        row.name, row.kind + (row.setting.map { " (\($0))" } ?? ""),
        NumberText.grouped(row.outputWidth), NumberText.grouped(row.parameterCount),
      ]
    }
    let table = [head, input] + rows
    let widths = head.indices.map { column in table.reduce(0) { max($0, $1[column].count) } }
    let lines = table.map { Self.line($0, widths: widths) }
    let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    return ([model, "", lines[0], rule] + lines.dropFirst() + [rule, totals])
      .joined(separator: "\n") + "\n"
  }

  private var totals: String {
    let bytes = NumberText.grouped(summary.parameterBytes)
    return "\(NumberText.grouped(summary.parameterCount)) parameters, \(bytes) bytes"
  }

  /// Words to the left, numbers to the right.
  private static func line(_ cells: [String], widths: [Int]) -> String {
    zip(cells, widths).enumerated().map { column, cell in
      let space = String(repeating: " ", count: cell.1 - cell.0.count)
      return column < 2 ? cell.0 + space : space + cell.0
    }.joined(separator: "  ").trimmingTrailingSpaces
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

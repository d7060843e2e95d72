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
    // The column "takes" is shown only if a layer's input is not always the layer above.
    let takes = summary.isChain ? [] : ["takes"]
    let head = ["layer", "kind"] + takes + ["output", "parameters"]
    let input = ["input", ""] + takes.map { _ in "" } + ["\(summary.inputShape)", "0"]
    let rows = summary.rows.map { row in
      [row.name, row.kind + (row.setting.map { " (\($0))" } ?? "")]
        + takes.map { _ in sources(of: row).joined(separator: ", ") }
        + [
          row.outputShape.rank > 1
            ? "\(row.outputShape)" : NumberText.grouped(row.outputWidth),
          NumberText.grouped(row.parameterCount),
        ]
    }
    let table = TextTable(
      [head, input] + rows, sides: [.left, .left] + takes.map { _ in .left } + [.right, .right])
    let lines = table.lines
    let rule = String(repeating: "─", count: table.width)
    return TerminalText([model, "", lines[0], rule] + lines.dropFirst() + [rule, totals])
  }

  private var totals: String {
    let bytes = NumberText.grouped(summary.parameterBytes)
    return "\(NumberText.grouped(summary.parameterCount)) parameters, \(bytes) bytes"
  }

  /// The names of the layers whose outputs a layer takes.
  private func sources(of row: NetworkSummary.Row) -> [String] {
    row.inputs.map { $0 < 0 ? "input" : summary.rows[$0].name }
  }

  var document: Document {
    Document(
      model: model, input: summary.inputShape.dimensions, parameters: summary.parameterCount,
      layers: summary.rows.map { row in
        Document.Layer(
          name: row.name, kind: row.kind, setting: row.setting, output: row.outputWidth,
          shape: row.outputShape.rank > 1 ? row.outputShape.sizes : nil,
          inputs: summary.isChain ? nil : sources(of: row), parameters: row.parameterCount)
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
      /// The output's shape, if it has more than one axis.
      let shape: [Int]?
      /// The layers whose outputs it takes, if the network is not a chain.
      let inputs: [String]?
      let parameters: Int
    }
  }
}

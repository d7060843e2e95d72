import LimnAttribution
import LimnCore
import LimnData
import LimnFigures

/// A finished report of a table, read back from its folder: what `limn plot` draws its pictures from.
public struct ReportedTable: Sendable {
  public let summary: ReportSummary
  private let folder: String
  private let table: ReportSummary.Table

  /// - Throws: `ReportError.noReport`, `.noTable`, `.damaged`; `FileError`.
  public init(folder: String) throws {
    let file = "\(folder)/\(ReportSummary.fileName)"
    guard try Folder.standing(at: file) == .file else { throw ReportError.noReport(folder) }
    summary = try ReportSummary(file: file)
    guard let table = summary.table else { throw ReportError.noTable(folder) }
    self.folder = folder
    self.table = table
  }

  /// The methods in it.
  public var methods: [String] { summary.methods.map(\.name) }

  /// The method that pictures show where none is named.
  public var mainMethod: String? { summary.mainMethod.map { summary.methods[$0].name } }

  /// All explained rows with a method's values.
  ///
  /// Memory: all of them.
  ///
  /// - Throws: `ReportError.noSuchMethod`, `.damaged`; `DataError`, `FileError`, `FigureError`.
  public func rows(of method: String) throws -> AttributedRows {
    guard let index = summary.methods.firstIndex(where: { $0.name == method }) else {
      throw ReportError.noSuchMethod(method, in: folder, methods: methods)
    }
    guard let quantity = summary.quantity(index) else { throw FigureError.nothingToShow }
    let count = summary.run.inputs.count
    let width = summary.run.model.inputShape[0]
    let inputs = try array(table.inputs, rows: count, width: width)
    let values = try array(summary.methods[index].values, rows: count, width: width)
    let (places, rows) = try predictions(of: method)
    return try AttributedRows(
      method: method, quantity: quantity, scoreNames: table.scoreNames,
      featureNames: table.featureNames,
      inputs: inputs.rows(at: places), values: values.rows(at: places), rows: rows)
  }

  private func array(_ name: String, rows: Int, width: Int) throws -> Matrix {
    let array = try NPYFile(path: "\(folder)/\(name)")
    guard array.header.rows == rows, array.header.rowSize == width else {
      throw ReportError.damaged(file: "\(folder)/\(name)")
    }
    return try array.matrix()
  }

  /// The explained rows of the table of predictions, and their places in the arrays.
  private func predictions(of method: String) throws -> ([Int], [AttributedRows.Row]) {
    let path = "\(folder)/\(ReportSummary.tableName)"
    let names = table.rowsHaveNames ? [PredictionsTable.nameColumn] : []
    let columns = try TextColumns(
      ["status", "target", "\(method)_score_at_input", "\(method)_score_at_baseline"] + names,
      of: path
    ).columns
    guard columns[0].count == summary.run.inputs.count else {
      throw ReportError.damaged(file: path)
    }
    let places = columns[0].indices.filter { columns[0][$0] == PredictionsTable.explained }
    let rows = try places.map { place in
      guard let target = Int(columns[1][place]), let score = Double(columns[2][place]),
        let base = Double(columns[3][place]), score.isFinite, base.isFinite
      else { throw ReportError.damaged(file: path) }
      return AttributedRows.Row(
        name: table.rowsHaveNames
          ? columns[4][place] : "row \(summary.run.inputs.firstRow + place)",
        base: base, score: score, target: target)
    }
    return (places, rows)
  }
}

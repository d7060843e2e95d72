import LimnAttribution
import LimnCore
import LimnData
import LimnFigures

/// A finished report of a table, read back from its folder, for the pictures of `limn plot`.
public struct ReportedTable: Sendable {
  /// The report's summary.
  public let summary: ReportSummary
  private let folder: String
  private let table: ReportSummary.Table

  /// Reads the table of a report's folder.
  ///
  /// - Throws: `ReportError.noReport`, `.noTable`, `.damaged`; `FileError`.
  public init(folder: String) throws {
    let file = "\(folder)/\(ReportSummary.fileName)"
    guard try Folder.standing(at: file) == .file else { throw ReportError.noReport(folder) }
    summary = try ReportSummary(file: file)
    guard let table = summary.table else { throw ReportError.noTable(folder) }
    self.folder = folder
    self.table = table
  }

  /// The names of its methods.
  public var methods: [String] { summary.methods.map(\.name) }

  /// The method that pictures show by default: SHAP, or else the first whose values are
  /// contributions, or else the first; `nil` without methods.
  public var mainMethod: String? { summary.mainMethod.map { summary.methods[$0].name } }

  /// All explained rows with a method's values. All of them are held in memory.
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
      categories: (table.categories ?? [:]).mapValues { Categories($0, takesOthers: true) },
      inputs: inputs.rows(at: places), values: values.rows(at: places), rows: rows)
  }

  /// The predicted and true numbers of a regression for the explained rows, one output for each
  /// number, and the names of the rows. All of them are held in memory.
  ///
  /// - Throws: `ReportError.noNumbers` for other tasks, `.noTrueNumbers` for a report without true
  ///   numbers,
  ///   `.damaged`; `DataError`, `FileError`.
  public func fits() throws -> (outputs: [FitFigure.Output], rowNames: [String]) {
    let output = summary.run.model.output
    guard output.task == .regression else { throw ReportError.noNumbers(folder) }
    guard let names = summary.fit?.map(\.name), names.count == output.count else {
      throw ReportError.noTrueNumbers(folder)
    }
    let path = "\(folder)/\(ReportSummary.tableName)"
    let columns = try predictionColumns(
      names.indices.flatMap { ["output_\($0)", "label_\($0)"] })
    let numbers = try columns.values.map { column in
      try column.map { cell in
        guard let number = Double(cell), number.isFinite else {
          throw ReportError.damaged(file: path)
        }
        return number
      }
    }
    return (
      try names.enumerated().map { index, name in
        try FitFigure.Output(
          name: name, predicted: numbers[2 * index], targets: numbers[2 * index + 1])
      }, columns.rowNames
    )
  }

  private func array(_ name: String, rows: Int, width: Int) throws -> Matrix {
    let array = try NPYFile(path: "\(folder)/\(name)")
    guard array.header.rows == rows, array.header.rowSize == width else {
      throw ReportError.damaged(file: "\(folder)/\(name)")
    }
    return try array.matrix()
  }

  /// The explained rows in the table of predictions, and their indices in the arrays.
  private func predictions(of method: String) throws -> ([Int], [AttributedRows.Row]) {
    let columns = try predictionColumns([
      "target", "\(method)_score_at_input", "\(method)_score_at_baseline",
    ])
    let rows = try columns.places.indices.map { place in
      guard let target = Int(columns.values[0][place]),
        let score = Double(columns.values[1][place]), let base = Double(columns.values[2][place]),
        score.isFinite, base.isFinite
      else { throw ReportError.damaged(file: "\(folder)/\(ReportSummary.tableName)") }
      return AttributedRows.Row(
        name: columns.rowNames[place], base: base, score: score, target: target)
    }
    return (columns.places, rows)
  }

  /// Columns of the table of predictions for the explained rows, with these rows' indices among all
  /// and their names.
  private func predictionColumns(_ names: [String]) throws -> (
    places: [Int], rowNames: [String], values: [[String]]
  ) {
    let path = "\(folder)/\(ReportSummary.tableName)"
    let ids = table.rowsHaveNames ? [PredictionsTable.nameColumn] : []
    let columns = try TextColumns(["status"] + names + ids, of: path).columns
    guard columns[0].count == summary.run.inputs.count else {
      throw ReportError.damaged(file: path)
    }
    let places = columns[0].indices.filter { columns[0][$0] == PredictionsTable.explained }
    return (
      places,
      places.map { place in
        table.rowsHaveNames
          ? columns[names.count + 1][place] : "row \(summary.run.inputs.firstRow + place)"
      },
      (1...names.count).map { column in places.map { columns[column][$0] } }
    )
  }
}

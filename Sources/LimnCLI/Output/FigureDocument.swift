import Limn

/// A picture of a report's rows as JSON: its file, its method and the number of its rows.
struct FigureDocument: Encodable {
  let figure: String
  let method: String
  let rows: Int

  init(_ rows: AttributedRows, figure: String) {
    self.figure = figure
    method = rows.method
    self.rows = rows.rows.count
  }
}

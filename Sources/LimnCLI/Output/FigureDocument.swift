import Limn

/// A picture of a report's rows as JSON: the file, the method and how many rows it shows.
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

import ArgumentParser
import Limn

/// How many rows of a background are used.
enum BackgroundRows: ExpressibleByArgument, Equatable {
  case all
  case atMost(Int)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let count = Int(argument), count > 0 {
      self = .atMost(count)
    } else {
      return nil
    }
  }

  static let standard = BackgroundRows.atMost(Background.standardRows)

  /// The rows to use, and what they are called: "the rows of x.npy", "100 of the 569 rows of x.npy, drawn
  /// by seed 0".
  func sample(of rows: Matrix, named name: String, seed: UInt64) -> (Background, name: String) {
    guard case .atMost(let count) = self, rows.rows > count else {
      return (.rows(rows), "the rows of \(name)")
    }
    return (
      .sample(of: rows, count: count, seed: seed),
      "\(count) of the \(rows.rows) rows of \(name), drawn by seed \(seed)"
    )
  }
}

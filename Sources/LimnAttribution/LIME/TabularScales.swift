import LimnCore

/// The means, standard deviations and quartiles of a table's columns.
final class TabularScales: Sendable {
  let means: [Double]
  /// The population standard deviation of each column; 0 if it is constant.
  let deviations: [Double]
  /// The three quartiles of each column.
  let quartiles: [[Double]]
  /// The features that vary.
  let varying: [Int]

  /// - Parameter background: at least one row. Cost: a sort of each column.
  init(_ background: Matrix) {
    let columns = (0..<background.columns).map { column in
      (0..<background.rows).map { Double(background[$0, column]) }
    }
    means = columns.map { $0.mean() }
    let deviations = zip(columns, means).map { column, mean in
      (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)).squareRoot()
    }
    quartiles = columns.map { $0.quantiles([0.25, 0.5, 0.75]) }
    self.deviations = deviations
    varying = deviations.indices.filter { deviations[$0] > 0 }
  }

  /// The quarter of the background that a feature's value lies in, 0…3; a value equal to a quartile
  /// belongs to the quarter below.
  func quarter(of value: Double, feature: Int) -> Int {
    quartiles[feature].count { $0 < value }
  }
}

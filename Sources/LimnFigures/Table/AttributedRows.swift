import LimnAttribution
import LimnCore
import LimnGraphics

/// Rows of a table with one method's values for each: what the pictures of a batch are drawn from.
public struct AttributedRows: Sendable {
  /// One row beside its features.
  public struct Row: Sendable, Hashable {
    /// Its id, or "row 12".
    public let name: String
    /// The score where the features are absent, and at the row.
    public let base: Double
    /// The score of the row.
    public let score: Double
    /// The output that is explained.
    public let target: Int

    /// A row's name, its score without its features, its score, and the output that is explained.
    public init(name: String, base: Double, score: Double, target: Int) {
      self.name = name
      self.base = base
      self.score = score
      self.target = target
    }
  }

  /// The method's name, as in `Attribution.method`: "shap".
  public let method: String
  /// What the values measure.
  public let quantity: Quantity
  /// What each output's explained score is called: "logit of class_1".
  public let scoreNames: [String]
  /// A name for each feature.
  public let featureNames: [String]
  /// What the features hold that are categories, by feature.
  public let categories: [Int: Categories]
  /// `n × d`, the features as the model takes them.
  public let inputs: Matrix
  /// `n × d`.
  public let values: Matrix
  /// The rows, in the report's order.
  public let rows: [Row]

  /// Rows with their values.
  ///
  /// - Parameters:
  ///   - featureNames: one for each column.
  ///   - scoreNames: one for each output that is a row's target.
  /// - Throws: ``FigureError/nothingToShow`` without rows or features,
  ///   ``FigureError/shapeMismatch(method:found:expected:)``, ``FigureError/nonFinite(in:index:)``.
  public init(
    method: String, quantity: Quantity, scoreNames: [String], featureNames: [String],
    categories: [Int: Categories] = [:], inputs: Matrix, values: Matrix, rows: [Row]
  ) throws {
    guard !rows.isEmpty, !featureNames.isEmpty else { throw FigureError.nothingToShow }
    for matrix in [inputs, values]
    where matrix.rows != rows.count || matrix.columns != featureNames.count {
      throw FigureError.shapeMismatch(
        method: method, found: .image(height: matrix.rows, width: matrix.columns),
        expected: .image(height: rows.count, width: featureNames.count))
    }
    if let index = values.elements.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: method, index: index)
    }
    if let index = inputs.elements.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: "the inputs", index: index)
    }
    self.method = method
    self.quantity = quantity
    self.scoreNames = scoreNames
    self.featureNames = featureNames
    self.categories = categories
    self.inputs = inputs
    self.values = values
    self.rows = rows
  }

  /// The method's title, as pictures show it.
  public var title: String { Attribution.title(ofMethod: method) }

  /// The rows with the same target together, by target.
  public var groups: [Group] {
    Dictionary(grouping: rows.indices, by: { rows[$0].target })
      .sorted { $0.key < $1.key }
      .map { Group(target: $0.key, name: scoreName($0.key), rows: $0.value) }
  }

  /// Rows that are explained for the same target.
  public struct Group: Sendable {
    /// The output that the rows are explained for.
    public let target: Int
    /// "logit of class_1".
    public let name: String
    /// By their place in the table.
    public let rows: [Int]
  }

  func scoreName(_ target: Int) -> String {
    scoreNames.indices.contains(target) ? scoreNames[target] : "score of \(target)"
  }

  /// Only the rows at `places`.
  ///
  /// - Throws: ``FigureError/nothingToShow`` for none.
  public func only(_ places: [Int]) throws -> AttributedRows {
    try AttributedRows(
      method: method, quantity: quantity, scoreNames: scoreNames, featureNames: featureNames,
      categories: categories, inputs: inputs.rows(at: places), values: values.rows(at: places),
      rows: places.map { rows[$0] })
  }

  /// The rows whose score of one output is explained.
  ///
  /// - Throws: ``FigureError/nothingToShow`` for none.
  public func only(target: Int) throws -> AttributedRows {
    try only(rows.indices.filter { rows[$0].target == target })
  }

  /// The features by the mean size of their values over some rows, the largest first.
  func strongest(_ count: Int, over places: [Int]) -> [Int] {
    var sums = [Double](repeating: 0, count: featureNames.count)
    for place in places {
      for (feature, value) in values[row: place].enumerated() {
        sums[feature] += abs(Double(value))
      }
    }
    let order = sums.indices.sorted { (sums[$0], $1) > (sums[$1], $0) }
    return Array(order.prefix(count))
  }

  /// What the values are on an axis: "contribution to the logit of class_1".
  func measure(_ group: Group) -> String { quantity.measure(of: group.name) }
}

/// Names of features, cut to a width and still distinguished.
struct FeatureLabels {
  static let style = TextStyle(size: 9)
  static let widest = 150.0
  private let names: [String]

  init(_ names: [String]) {
    self.names = Self.style.truncatedApart(names, width: Self.widest)
  }

  subscript(feature: Int) -> String { names[feature].keptApart }

  /// Of the widest of some features.
  func width(of features: [Int]) -> Double {
    features.reduce(0) { max($0, Self.style.width(of: self[$1])) }
  }
}

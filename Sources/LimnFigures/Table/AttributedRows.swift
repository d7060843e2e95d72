import LimnAttribution
import LimnCore
import LimnGraphics

/// Rows of a table with one method's values for each: the data for the pictures of a batch.
public struct AttributedRows: Sendable {
  /// A row's data apart from its features and values.
  public struct Row: Sendable, Hashable {
    /// Its id, or "row 12".
    public let name: String
    /// The score with all features absent.
    public let base: Double
    /// The score at the row.
    public let score: Double
    /// The explained output, counted from 0.
    public let target: Int

    /// A row with its name, its scores without and with its features, and the explained output.
    public init(name: String, base: Double, score: Double, target: Int) {
      self.name = name
      self.base = base
      self.score = score
      self.target = target
    }
  }

  /// The method's name, as in `Attribution.method`: "shap".
  public let method: String
  /// The quantity that the values measure.
  public let quantity: Quantity
  /// The name of each output's explained score: "logit of class_1".
  public let scoreNames: [String]
  /// A name for each feature.
  public let featureNames: [String]
  /// The categories of categorical features, by feature.
  public let categories: [Int: Categories]
  /// The features as the model receives them, `n × d`.
  public let inputs: Matrix
  /// The attributed values, `n × d`.
  public let values: Matrix
  /// The rows, in the report's order.
  public let rows: [Row]

  /// Rows of a table with a method's values.
  ///
  /// - Parameters:
  ///   - method: the method's name, as in `Attribution.method`.
  ///   - quantity: the quantity that the values measure.
  ///   - featureNames: one for each column.
  ///   - scoreNames: the name of each output's explained score, indexed by target.
  ///   - categories: the categories of categorical features, by feature.
  ///   - inputs: the features as the model receives them, `n × d`, finite.
  ///   - values: the attributed values, `n × d`, finite.
  ///   - rows: the rows' names, scores and targets.
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

  /// The method's name as a heading.
  public var title: String { Attribution.title(ofMethod: method) }

  /// The rows grouped by target, in ascending order of the target.
  public var groups: [Group] {
    Dictionary(grouping: rows.indices, by: { rows[$0].target })
      .sorted { $0.key < $1.key }
      .map { Group(target: $0.key, name: scoreName($0.key), rows: $0.value) }
  }

  /// The rows that are explained for the same target.
  public struct Group: Sendable {
    /// The explained output.
    public let target: Int
    /// The name of the explained score: "logit of class_1".
    public let name: String
    /// The indices of the rows in the table.
    public let rows: [Int]
  }

  func scoreName(_ target: Int) -> String {
    scoreNames.indices.contains(target) ? scoreNames[target] : "score of \(target)"
  }

  /// The table with only the rows at the indices `places`.
  ///
  /// - Throws: ``FigureError/nothingToShow`` for none.
  public func only(_ places: [Int]) throws -> AttributedRows {
    try AttributedRows(
      method: method, quantity: quantity, scoreNames: scoreNames, featureNames: featureNames,
      categories: categories, inputs: inputs.rows(at: places), values: values.rows(at: places),
      rows: places.map { rows[$0] })
  }

  /// The table with only the rows explained for one output.
  ///
  /// - Throws: ``FigureError/nothingToShow`` for none.
  public func only(target: Int) throws -> AttributedRows {
    try only(rows.indices.filter { rows[$0].target == target })
  }

  /// The `count` features with the largest mean magnitude over some rows, the largest first.
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

  /// The label of an axis of a group's values: "contribution to the logit of class_1".
  func measure(_ group: Group) -> String { quantity.measure(of: group.name) }
}

/// Names of features, shortened to a width but still distinct.
struct FeatureLabels {
  static let style = TextStyle(size: 9)
  static let widest = 150.0
  private let names: [String]

  init(_ names: [String]) {
    self.names = Self.style.truncatedApart(names, width: Self.widest)
  }

  subscript(feature: Int) -> String { names[feature].keptApart }

  /// The width of the widest label of `features`.
  func width(of features: [Int]) -> Double {
    features.reduce(0) { max($0, Self.style.width(of: self[$1])) }
  }
}

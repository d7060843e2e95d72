import LimnCore

/// The roles of a table's columns, and how its text and numbers are written.
///
/// Columns are given by name or, if they have no name, by number, counted from 0.
public struct TableColumns: Sendable, Hashable, Codable {
  /// The column with the classes or the numbers to predict.
  public var label: String?
  /// The column with the names of the rows.
  public var id: String?
  /// The columns that are left out.
  public var dropped: [String]
  /// The columns whose cells are categories even if they look like numbers.
  public var categories: [String]
  /// Whether categories are determined from the table itself, for a model that is yet to be
  /// trained; otherwise the model's schema lists them.
  public var findsCategories: Bool
  /// The text encoding; `nil` for UTF-8, or UTF-16 with a byte-order mark.
  public var encoding: TextEncoding?
  /// Whether the decimal separator is a comma, as in "1,5".
  public var usesDecimalComma: Bool
  /// Whether columns named here may be missing, for a second file read with the same options.
  public var mayBeMissing: Bool

  /// Creates the roles of columns; by default every column is a feature.
  ///
  /// See the properties for the parameters.
  public init(
    label: String? = nil, id: String? = nil, dropped: [String] = [], categories: [String] = [],
    findsCategories: Bool = false, encoding: TextEncoding? = nil,
    usesDecimalComma: Bool = false, mayBeMissing: Bool = false
  ) {
    self.label = label
    self.id = id
    self.dropped = dropped
    self.categories = categories
    self.findsCategories = findsCategories
    self.encoding = encoding
    self.usesDecimalComma = usesDecimalComma
    self.mayBeMissing = mayBeMissing
  }

  /// The maximum number of categories in a column that was not named as categorical. More are
  /// probably a mistake: names, dates, or free text.
  public static let mostUnaskedCategories = 100

  /// Whether any column is named.
  var namesColumns: Bool { label != nil || id != nil || !dropped.isEmpty || !categories.isEmpty }

  /// The same roles for a file in which the named columns may be missing.
  public var whereThere: TableColumns {
    var columns = self
    columns.mayBeMissing = true
    return columns
  }
}

/// The roles of the columns in one table: which are features, in which order, and what the others
/// contain.
struct ColumnPlan: Sendable, Hashable {
  /// The columns of the features, in the model's order.
  let features: [Int]
  let label: Int?
  let id: Int?
  /// The names of the features, in the model's order; `nil` without a heading.
  let names: [String]?
  /// The columns that are named as categorical.
  let named: Set<Int>
  /// The categories of categorical features, by position in ``features``.
  let categories: [Int: KnownCategories]
  /// The substitutes for missing values, by position in ``features``.
  let imputed: [Int: Float]

  /// The categories of a column, and the index of each word.
  struct KnownCategories: Sendable, Hashable {
    let categories: Categories
    let places: [String: Int]
  }

  /// - Parameters:
  ///   - width: the number of columns of the table.
  ///   - expected: the feature names in the model's order, if it has names.
  ///   - categories: the categories of categorical features, by position in the model's order.
  ///   - imputed: the substitutes for missing values, by the same positions.
  /// - Throws: `DataError.noSuchColumn`, `.columnTwice`, `.columnNames`.
  init(
    _ columns: TableColumns, expecting expected: [String]?, categories: [Int: Categories] = [:],
    imputed: [Int: Float] = [:], heading: [String]?, width: Int, file: String
  ) throws {
    func place(_ name: String) throws -> Int? {
      if let heading {
        let places = heading.indices.filter { heading[$0] == name }
        guard places.count < 2 else { throw DataError.columnTwice(file: file, name: name) }
        if let place = places.first { return place }
      }
      // A column without a name is called by its number.
      if let number = Int(name), (0..<width).contains(number),
        heading.map({ $0[number].isEmpty }) ?? true
      {
        return number
      }
      guard columns.mayBeMissing else {
        throw DataError.noSuchColumn(file: file, name: name, names: heading, count: width)
      }
      return nil
    }
    let label = try columns.label.flatMap(place)
    let id = try columns.id.flatMap(place)
    let dropped = try columns.dropped.compactMap(place)
    named = Set(try columns.categories.compactMap(place))
    var features = (0..<width).filter { $0 != label && $0 != id && !dropped.contains($0) }
    if let expected, let heading, !heading.areNumbers {
      let found = features.map { heading[$0] }
      let missing = expected.filter { !found.contains($0) }
      let unknown = found.filter { !expected.contains($0) }
      guard missing.isEmpty, unknown.isEmpty else {
        throw DataError.columnNames(
          file: file, missing: missing, unknown: unknown,
          hasIndex: heading.first.map(CSVColumns.isIndexName) ?? false)
      }
      if let name = found.first(where: { name in found.count { $0 == name } > 1 }) {
        throw DataError.columnTwice(file: file, name: name)
      }
      let places = Dictionary(uniqueKeysWithValues: zip(found, features))
      features = expected.compactMap { places[$0] }
    }
    self.features = features
    self.label = label
    self.id = id
    self.imputed = imputed
    self.categories = categories.filter { features.indices.contains($0.key) }
      .mapValues { KnownCategories(categories: $0, places: $0.places) }
    names = heading.map { heading in features.map { heading[$0] } }
  }
}

extension [String] {
  /// Whether a heading only numbers its columns, so that the names carry no meaning.
  fileprivate var areNumbers: Bool { allSatisfy { Int($0) != nil || $0.isEmpty } }
}

import LimnCore

/// Which columns of a table are not features, and how its numbers are written.
public struct TableColumns: Sendable, Hashable, Codable {
  /// The column of the classes or of the numbers to be found, by name or by number.
  public var label: String?
  /// The column that names the rows.
  public var id: String?
  /// Columns that are left out.
  public var dropped: [String]
  /// Columns whose cells are categories even where they look like numbers.
  public var categories: [String]
  /// Whether columns of words are categories that the table itself says: for a model that is yet to be
  /// trained. Else a model's schema says which there are.
  public var findsCategories: Bool
  /// How the text is written down in bytes; `nil` for UTF-8, or UTF-16 with a byte-order mark.
  public var encoding: TextEncoding?
  /// Whether a comma stands before a number's fraction, as in "1,5".
  public var usesDecimalComma: Bool
  /// Whether a column that is named here may be missing: of a second file beside the first.
  public var mayBeMissing: Bool

  /// Which columns are what; without arguments every column is a feature.
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

  /// Of a column that nobody named as categories more are a mistake: names, dates, texts.
  public static let mostUnaskedCategories = 100

  /// Whether any column is named.
  var namesColumns: Bool { label != nil || id != nil || !dropped.isEmpty || !categories.isEmpty }

  /// The same for a file in which those columns need not be.
  public var whereThere: TableColumns {
    var columns = self
    columns.mayBeMissing = true
    return columns
  }
}

/// The columns of one table: which are features, in which order, and what stands in the others.
struct ColumnPlan: Sendable, Hashable {
  /// The columns of the features, in the order in which a model takes them.
  let features: [Int]
  let label: Int?
  let id: Int?
  /// The features' names, in their order; `nil` without a heading.
  let names: [String]?
  /// The columns that are named as categories.
  let named: Set<Int>
  /// The categories of the features that hold some, by the features' places in ``features``.
  let categories: [Int: KnownCategories]
  /// What stands for a missing value, by the features' places.
  let imputed: [Int: Float]

  /// A column's categories, and the place of each.
  struct KnownCategories: Sendable, Hashable {
    let categories: Categories
    let places: [String: Int]
  }

  /// - Parameters:
  ///   - width: the number of the table's columns.
  ///   - expected: the features' names in a model's order, where it has names.
  ///   - categories: of the features that hold some, by their places in the model's order.
  ///   - imputed: what stands for a missing value, by the same places.
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
      // A column without a name has its number.
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
  /// Whether a heading only numbers its columns: such names say nothing of what stands in them.
  fileprivate var areNumbers: Bool { allSatisfy { Int($0) != nil || $0.isEmpty } }
}

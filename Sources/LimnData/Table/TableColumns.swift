/// Which columns of a table are not features, and how its numbers are written.
public struct TableColumns: Sendable, Hashable {
  /// The column of the classes or of the numbers to be found, by name or by number.
  public var label: String?
  /// The column that names the rows.
  public var id: String?
  /// Columns that are left out.
  public var dropped: [String]
  /// Whether a comma stands before a number's fraction, as in "1,5".
  public var usesDecimalComma: Bool
  /// Whether a column that is named here may be missing: of a second file beside the first.
  public var mayBeMissing: Bool

  public init(
    label: String? = nil, id: String? = nil, dropped: [String] = [],
    usesDecimalComma: Bool = false, mayBeMissing: Bool = false
  ) {
    self.label = label
    self.id = id
    self.dropped = dropped
    self.usesDecimalComma = usesDecimalComma
    self.mayBeMissing = mayBeMissing
  }

  /// Whether any column is named.
  var namesColumns: Bool { label != nil || id != nil || !dropped.isEmpty }

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

  /// - Parameters:
  ///   - width: the number of the table's columns.
  ///   - expected: the features' names in a model's order, where it has names.
  /// - Throws: `DataError.noSuchColumn`, `.columnTwice`, `.columnNames`.
  init(
    _ columns: TableColumns, expecting expected: [String]?, heading: [String]?, width: Int,
    file: String
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
    names = heading.map { heading in features.map { heading[$0] } }
  }
}

extension [String] {
  /// Whether a heading only numbers its columns: such names say nothing of what stands in them.
  fileprivate var areNumbers: Bool { allSatisfy { Int($0) != nil || $0.isEmpty } }
}

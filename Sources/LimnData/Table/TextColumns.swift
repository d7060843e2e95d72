import LimnCore

/// Selected columns of a table as text, for reading back tables that Limn wrote; cells may contain
/// anything or be empty.
package struct TextColumns {
  /// The cells of each requested column, by row.
  package let columns: [[String]]

  /// - Parameters:
  ///   - names: the names of the columns, as in the table's first line.
  ///   - path: the path of a CSV file with a heading.
  /// - Throws: `FileError.cannotRead`; `DataError.noRows`, `.noSuchColumn`, `.malformed`,
  ///   `.notUTF8`.
  package init(_ names: [String], of path: String) throws {
    var reader = try CSVReader(path: path, blockSize: 1 << 14)
    guard try reader.next() else { throw DataError.noRows(file: path) }
    let width = reader.record.count
    let heading = try (0..<width).map { try reader.record.name(at: $0, file: path) }
    let places = try names.map { name in
      guard let place = heading.firstIndex(of: name) else {
        throw DataError.noSuchColumn(file: path, name: name, names: heading, count: width)
      }
      return place
    }
    var columns = names.map { _ in [String]() }
    while try reader.next() {
      guard reader.record.count == width else {
        throw DataError.malformed(
          file: path, at: reader.record.place(of: 0), expected: "a line of \(width) cells")
      }
      for (column, place) in places.enumerated() {
        columns[column].append(try reader.record.name(at: place, file: path))
      }
    }
    self.columns = columns
  }
}

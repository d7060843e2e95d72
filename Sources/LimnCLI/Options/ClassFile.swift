import Limn

/// The classes of a data file's rows in a file of their own: as many numbers as the data have rows.
struct ClassFile {
  private let path: String
  private let values: [Float]

  /// - Parameters:
  ///   - count: the rows of the data, which are in the file `data`.
  /// - Throws: `CommandError.labelCount`, `DataError`, `FileError`.
  init(path: String, count: Int, data: String) throws {
    self.path = path
    values = try ArrayContent(path: path).rows.elements
    guard values.count == count else {
      throw CommandError.labelCount(file: path, found: values.count, data: data, expected: count)
    }
  }

  /// The classes of all rows.
  ///
  /// - Throws: `CommandError.badLabel` for one that is not in `0..<classCount`.
  func classes(classCount: Int) throws -> [Int] {
    try classes(of: 0..<values.count, classCount: classCount)
  }

  /// The classes of some rows; the others may be of no class.
  ///
  /// - Throws: `CommandError.badLabel` for one that is not in `0..<classCount`.
  func classes(of rows: Range<Int>, classCount: Int) throws -> [Int] {
    try rows.map { row in
      guard let label = Int(exactly: values[row]), (0..<classCount).contains(label) else {
        throw CommandError.badLabel(file: path, row: row, value: values[row], most: classCount)
      }
      return label
    }
  }
}

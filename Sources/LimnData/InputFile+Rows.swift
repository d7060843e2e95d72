import LimnCore

/// Reading rows.
extension InputFile {
  /// Reads one row, counted from 0, as a batch: `1 × shape.count`.
  ///
  /// - Throws: as ``rows(_:)``.
  public func row(_ index: Int) throws -> Matrix {
    guard index >= 0, index < count else {
      throw DataError.noSuchRow(file: path, row: index, count: count)
    }
    return try rows(index..<index + 1)
  }

  /// Reads the rows in `range`: `range.count × shape.count`.
  ///
  /// - Throws: `DataError.noSuchRow`; `.nonFinite` for the first NaN or infinity; `.malformed` or
  ///   `.wrongLength` if the file has changed since it was opened; `FileError`; for a picture,
  ///   whatever ``ImageInput/read(_:shape:preparation:)`` throws.
  public func rows(_ range: Range<Int>) throws -> Matrix {
    let rows = filled(try stored(range))
    if let (row, column) = rows.firstNonFinite() {
      throw DataError.nonFinite(file: path, row: range.lowerBound + row, column: column)
    }
    return ordered(rows)
  }

  /// The rows as stored in the file, finite or not.
  private func stored(_ range: Range<Int>) throws -> Matrix {
    guard range.lowerBound >= 0 else {
      throw DataError.noSuchRow(file: path, row: range.lowerBound, count: count)
    }
    guard range.upperBound <= count else {
      throw DataError.noSuchRow(file: path, row: range.upperBound - 1, count: count)
    }
    switch source {
    case .table(let table): return try table.rows(range)
    case .pictures(let files, let preparation):
      return Matrix(
        rows: range.count, columns: shape.count,
        elements: try files[range].flatMap {
          try ImageInput.read($0, shape: shape, preparation: preparation).values.elements
        })
    case .array(let array) where array.header.rowSize == shape.count: return try array.rows(range)
    case .array(let array):
      return Matrix(
        rows: range.count, columns: shape.count,
        elements: range.isEmpty ? [] : try array.matrix().elements)
    }
  }

  /// Substitutes missing values in the rows of an array; those of a table are already substituted.
  private func filled(_ rows: Matrix) -> Matrix {
    guard !imputed.isEmpty, case .array = source, rows.firstNonFinite() != nil else { return rows }
    return Matrix(rows: rows.rows, columns: rows.columns) { target in
      for index in target.indices {
        let value = rows.elements[index]
        target[index] = value.isNaN ? imputed[index % rows.columns] ?? value : value
      }
    }
  }

  /// Rearranges the values of rows into the model's order.
  private func ordered(_ rows: Matrix) -> Matrix {
    guard let places else { return rows }
    return Matrix(rows: rows.rows, columns: rows.columns) { target in
      rows.elements.withUnsafeBufferPointer { source in
        for row in 0..<rows.rows {
          let start = row * rows.columns
          for (inside, place) in places.enumerated() {
            target[start + inside] = source[start + place]
          }
        }
      }
    }
  }

  /// Reads the rows at `places`, which must be in ascending order, and leaves out those with
  /// non-finite values.
  ///
  /// - Returns: the finite rows, and the number of rows left out.
  /// - Throws: as ``rows(_:)``, except for non-finite values.
  public func finiteRows(at places: some Collection<Int>) throws -> (rows: Matrix, bad: Int) {
    var (elements, bad) = ([Float](), 0)
    // Runs of consecutive rows are read at once.
    var rest = Array(places)[...]
    while let first = rest.first {
      var length = 1
      while length < min(rest.count, Self.runOfRows),
        rest[rest.startIndex + length] == first + length
      {
        length += 1
      }
      rest = rest.dropFirst(length)
      let rows = ordered(filled(try stored(first..<first + length)))
      for row in 0..<length {
        if rows[row: row].allSatisfy(\.isFinite) {
          elements += rows[row: row]
        } else {
          bad += 1
        }
      }
    }
    return (
      Matrix(rows: elements.count / shape.count, columns: shape.count, elements: elements), bad
    )
  }

  private static let runOfRows = 4096

  /// Reads all rows: `count × shape.count`.
  ///
  /// - Throws: as ``rows(_:)``.
  public func matrix() throws -> Matrix { try rows(0..<count) }
}

/// One input of a file with its index, its name and its values.
public struct NamedRow: Sendable, Hashable {
  /// The row's index, counted from 0.
  public let index: Int
  /// The row's id or the name of its picture file; `nil` if the file has neither.
  public let name: String?
  /// The values in the model's order, `shape.count` of them.
  public let values: [Float]
}

extension InputFile {
  /// Reads rows together with their indices and names.
  ///
  /// ```swift
  /// for row in try file.namedRows() {
  ///   print(row.name ?? "row \(row.index)", try model.prediction(of: row.values).answer)
  /// }
  /// ```
  ///
  /// - Parameter range: the rows to read; `nil` for all.
  /// - Throws: as ``rows(_:)``.
  public func namedRows(_ range: Range<Int>? = nil) throws -> [NamedRow] {
    let range = range ?? 0..<count
    let rows = try rows(range)
    return zip(range, rows.eachRow).map { index, values in
      NamedRow(index: index, name: ids?[index], values: Array(values))
    }
  }
}

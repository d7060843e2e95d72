/// A row-major matrix of `Float`, `rows × columns`, with value semantics.
///
/// A batch is a matrix, and each row is one example. Computations are in `Float`; where many terms
/// add up (quadrature, solves, statistics over samples), callers accumulate in `Double`.
public struct Matrix: Sendable, Hashable {
  /// The number of rows: examples, in a batch.
  public let rows: Int
  /// The number of columns: features, units or classes.
  public let columns: Int
  /// All elements in row-major order: element (r, c) is at index `r * columns + c`.
  public var elements: [Float] {
    didSet { precondition(elements.count == rows * columns, "a matrix keeps its shape") }
  }

  /// Wraps `elements`, which hold `rows * columns` values in row-major order.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(
      elements.count == rows * columns,
      "\(elements.count) elements do not fill a \(rows) × \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix with the same value everywhere.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    self.init(
      rows: rows, columns: columns, elements: [Float](repeating: value, count: rows * columns))
  }

  /// A matrix whose rows are the given arrays, all of `columns` values.
  public init(rows: [[Float]], columns: Int) {
    for row in rows {
      precondition(row.count == columns, "a row of \(row.count) values among rows of \(columns)")
    }
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// A matrix of one row.
  public init(row: [Float]) {
    self.init(rows: 1, columns: row.count, elements: row)
  }

  /// Creates a matrix whose elements `body` initializes in place, without zeroing them first.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - body: initializes all `rows * columns` elements, in row-major order.
  /// - Throws: whatever `body` throws.
  public init(
    rows: Int, columns: Int,
    filling body: (inout UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    let count = rows * columns
    self.rows = rows
    self.columns = columns
    self.elements = try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      var whole = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      try body(&whole)
      initialized = count
    }
  }

  /// The value at a row and a column, both counted from 0.
  @inlinable
  public subscript(row: Int, column: Int) -> Float {
    get { elements[offset(row, column)] }
    set { elements[offset(row, column)] = newValue }
  }

  /// The values of one row.
  @inlinable
  public subscript(row row: Int) -> ArraySlice<Float> {
    elements[row * columns..<(row + 1) * columns]
  }

  /// The rows in order, as a collection.
  public var eachRow: some RandomAccessCollection<ArraySlice<Float>> & Sendable {
    (0..<rows).lazy.map { self[row: $0] }
  }

  /// The rows in `range` as a new matrix.
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The rows at `indices`, in that order; an index may occur more than once.
  public func rows(at indices: [Int]) -> Matrix {
    var gathered: [Float] = []
    gathered.reserveCapacity(indices.count * columns)
    for index in indices { gathered += self[row: index] }
    return Matrix(rows: indices.count, columns: columns, elements: gathered)
  }

  /// The transpose, `columns × rows`.
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { target in
      elements.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
        }
      }
    }
  }

  /// The matrix with `transform` applied to every element.
  @inlinable
  public func map(_ transform: (Float) -> Float) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map(transform))
  }

  /// The sum of each column, accumulated in `Float`.
  ///
  /// - Returns: a matrix of one row, `1 × columns`.
  public func columnSums() -> Matrix {
    var sums = Matrix(rows: 1, columns: columns)
    sums.elements.withUnsafeMutableBufferPointer { sums in
      elements.withUnsafeBufferPointer { source in
        // Separate row buffers without index arithmetic let the compiler vectorise the addition.
        let sums = sums
        for start in stride(from: 0, to: source.count, by: max(columns, 1)) {
          let row = UnsafeBufferPointer(rebasing: source[start..<start + columns])
          for column in sums.indices { sums[column] += row[column] }
        }
      }
    }
    return sums
  }

  /// The column of the largest value in each row; the first such column on ties.
  public func argmaxOfRows() -> [Int] {
    elements.withUnsafeBufferPointer { elements in
      (0..<rows).map { row in
        var (best, peak) = (0, -Float.infinity)
        for column in 0..<columns where elements[row * columns + column] > peak {
          (best, peak) = (column, elements[row * columns + column])
        }
        return best
      }
    }
  }

  /// The position of the first NaN or infinity, or `nil` if all elements are finite.
  public func firstNonFinite() -> (row: Int, column: Int)? {
    firstNonFinite(rows: 0..<rows)
  }

  /// The position of the first NaN or infinity, searched for by several threads if the matrix is
  /// large.
  ///
  /// - Throws: `CancellationError`.
  public func firstNonFinite(work: Work) throws -> (row: Int, column: Int)? {
    let size = max(1, (1 << 16) / max(1, columns))
    guard rows > 2 * size else { return firstNonFinite() }
    let chunks = (rows + size - 1) / size
    return try parallelMap(count: chunks, work: work.silent) { chunk in
      firstNonFinite(rows: chunk * size..<min(rows, (chunk + 1) * size))
    }.lazy.compactMap { $0 }.first
  }

  private func firstNonFinite(rows: Range<Int>) -> (row: Int, column: Int)? {
    let range = rows.lowerBound * columns..<rows.upperBound * columns
    // Nearly always all are finite, so bits are tested several numbers at a time: adding one to the
    // exponent bits carries into the sign only if the exponent is all ones.
    let (exponent, one): (UInt32, UInt32) = (0x7F80_0000, 0x0080_0000)
    let isFinite = elements.withUnsafeBufferPointer { elements in
      var found: UInt32 = 0
      for element in elements[range] { found |= (element.bitPattern & exponent) &+ one }
      return found >> 31 == 0
    }
    guard !isFinite, let index = elements[range].firstIndex(where: { !$0.isFinite }) else {
      return nil
    }
    return (index / columns, index % columns)
  }

  @inlinable
  func offset(_ row: Int, _ column: Int) -> Int {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "(\(row), \(column)) lies outside a \(rows) × \(columns) matrix")
    return row * columns + column
  }
}

#if canImport(Accelerate)
  import Accelerate
#else
  import CBLAS
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Cholesky factorization `A = L Lᵀ` of a symmetric positive definite matrix, in `Double`,
/// computed with LAPACK.
public struct Cholesky: Sendable {
  /// The number of rows and columns.
  public let order: Int
  /// L in row-major order; entries above the diagonal are meaningless.
  private var factor: [Double]

  /// Rows and columns of the tiles into which a large matrix is divided.
  private static let tile = 256
  /// The inner dimension of one tile product: small enough that a slow processor still reaches
  /// checkpoints often.
  private static let depth = 512

  /// Factors `matrix`, given in row-major order; only its lower triangle is read. Cost: `order³/3`
  /// operations.
  ///
  /// Returns `nil` if the matrix is not positive definite to working precision.
  ///
  /// - Parameters:
  ///   - matrix: `order × order` values.
  ///   - order: the number of rows and columns.
  public init?(_ matrix: consuming [Double], order: Int) {
    self.init(consume matrix, order: order, checkpoint: {})
  }

  /// Factors a matrix of thousands of rows, with a checkpoint about every 10⁸ operations.
  ///
  /// Returns `nil` if the matrix is not positive definite to working precision.
  ///
  /// - Parameters:
  ///   - matrix: `order × order` values in row-major order; only the lower triangle is read.
  ///   - order: the number of rows and columns.
  ///   - work: the cancellation.
  /// - Throws: `CancellationError`.
  public init?(_ matrix: consuming [Double], order: Int, work: Work) throws(CancellationError) {
    try self.init(consume matrix, order: order, checkpoint: work.checkpoint)
  }

  /// A left-looking tiled factorization: each tile is updated with the tiles to its left; then a
  /// diagonal tile is factored, and a tile below the diagonal is solved for.
  private init?<Stop: Error>(
    _ matrix: consuming [Double], order: Int, checkpoint: () throws(Stop) -> Void
  ) throws(Stop) {
    precondition(matrix.count == order * order, "\(matrix.count) values for order \(order)")
    self.order = order
    self.factor = consume matrix
    let isFactored = try factor.withUnsafeMutableBufferPointer { values throws(Stop) in
      guard let values = values.baseAddress else { return true }
      for column in stride(from: 0, to: order, by: Self.tile) {
        let width = min(Self.tile, order - column)
        for row in stride(from: column, to: order, by: Self.tile) {
          let height = min(Self.tile, order - row)
          for inner in stride(from: 0, to: column, by: Self.depth) {
            try checkpoint()
            BLAS.multiplyAdd(
              rows: height, columns: width, inner: min(Self.depth, column - inner), scale: -1,
              values + row * order + inner, leading: order, .asIs,
              values + column * order + inner, leading: order, .transposed,
              accumulate: 1, values + row * order + column, leading: order)
          }
          try checkpoint()
          let own = values + row * order + column
          if row == column {
            guard Self.factor(own, order: width, leading: order) else { return false }
          } else {
            BLAS.useOneThread()
            cblas_dtrsm(
              CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(height),
              Int32(width), 1, values + column * order + column, Int32(order), own, Int32(order))
          }
        }
      }
      return true
    }
    guard isFactored else { return nil }
  }

  /// Factors one tile with LAPACK; returns `false` if it is not positive definite.
  private static func factor(_ values: UnsafeMutablePointer<Double>, order: Int, leading: Int)
    -> Bool
  {
    BLAS.useOneThread()
    // The row-major lower triangle is the column-major upper triangle.
    var triangle: CChar = 0x55
    var (size, leading, info) = (Int32(order), Int32(leading), Int32(0))
    dpotrf_(&triangle, &size, values, &leading, &info)
    return info == 0
  }

  /// Solves `A X = B` for `columns` right-hand sides, with B as `order × columns` in row-major
  /// order. Cost: `2·order²·columns` operations.
  ///
  /// - Returns: X, `order × columns` in row-major order.
  public func solve(_ rightHandSides: [Double], columns: Int = 1) -> [Double] {
    unwhiten(whiten(rightHandSides, columns: columns), columns: columns)
  }

  /// `L⁻¹ B`: whitened columns, for which `|L⁻¹ b|² = bᵀ A⁻¹ b`.
  ///
  /// - Parameters:
  ///   - rightHandSides: B, `order × columns` in row-major order.
  ///   - columns: the number of columns of B.
  /// - Returns: `order × columns` values in row-major order. Cost: `order²·columns` operations.
  public func whiten(_ rightHandSides: [Double], columns: Int = 1) -> [Double] {
    solved(rightHandSides, columns: columns, isTransposed: false, checkpoint: {})
  }

  /// Computes `L⁻¹ B` with checkpoints.
  ///
  /// - Parameters:
  ///   - rightHandSides: B, `order × columns` in row-major order.
  ///   - columns: the number of columns of B.
  ///   - work: the cancellation.
  /// - Throws: `CancellationError`.
  public func whiten(_ rightHandSides: [Double], columns: Int, work: Work)
    throws(CancellationError) -> [Double]
  {
    try solved(
      rightHandSides, columns: columns, isTransposed: false, checkpoint: work.checkpoint)
  }

  /// `L⁻ᵀ B`, the second half of ``solve(_:columns:)``.
  ///
  /// - Parameters:
  ///   - rightHandSides: B, `order × columns` in row-major order.
  ///   - columns: the number of columns of B.
  /// - Returns: `order × columns` values in row-major order. Cost: `order²·columns` operations.
  public func unwhiten(_ rightHandSides: [Double], columns: Int = 1) -> [Double] {
    solved(rightHandSides, columns: columns, isTransposed: true, checkpoint: {})
  }

  /// Computes `L⁻ᵀ B` with checkpoints.
  ///
  /// - Parameters:
  ///   - rightHandSides: B, `order × columns` in row-major order.
  ///   - columns: the number of columns of B.
  ///   - work: the cancellation.
  /// - Throws: `CancellationError`.
  public func unwhiten(_ rightHandSides: [Double], columns: Int, work: Work)
    throws(CancellationError) -> [Double]
  {
    try solved(rightHandSides, columns: columns, isTransposed: true, checkpoint: work.checkpoint)
  }

  /// The log-determinant, `log |A|`.
  public var logDeterminant: Double {
    2 * (0..<order).reduce(0) { $0 + log(factor[$1 * order + $1]) }
  }

  /// The factorization of the first rows and columns of A, which is a part of that of A.
  ///
  /// - Parameter order: at most the order of A.
  package func leading(_ order: Int) -> Cholesky {
    precondition(order <= self.order, "\(order) rows of \(self.order)")
    return Cholesky(
      order: order,
      factor: (0..<order).flatMap { factor[$0 * self.order..<$0 * self.order + order] })
  }

  private init(order: Int, factor: [Double]) {
    self.order = order
    self.factor = factor
  }

  /// The diagonal of the inverse `A⁻¹`: the sums of the squares of the columns of `L⁻¹`.
  ///
  /// Cost: `order³/3` operations and as much memory as A.
  package var inverseDiagonal: [Double] {
    BLAS.useOneThread()
    var inverse = factor
    var (triangle, diagonal): (CChar, CChar) = (0x55, 0x4E)
    var (size, leading, info) = (Int32(order), Int32(order), Int32(0))
    dtrtri_(&triangle, &diagonal, &size, &inverse, &leading, &info)
    precondition(info == 0, "a factor has a diagonal above 0")
    var sums = [Double](repeating: 0, count: order)
    for row in 0..<order {
      for column in 0...row {
        sums[column] += inverse[row * order + column] * inverse[row * order + column]
      }
    }
    return sums
  }

  /// The inverse `A⁻¹` in row-major order. Cost: `2·order³` operations, a third of that for large
  /// matrices.
  public var inverse: [Double] {
    guard order <= Self.smallOrder else { return inverseOfLarge }
    var identity = [Double](repeating: 0, count: order * order)
    for row in 0..<order { identity[row * order + row] = 1 }
    return solve(identity, columns: order)
  }

  /// Up to this order the inverse is computed column by column, which takes a few milliseconds.
  private static let smallOrder = 256

  /// The inverse from L, with both triangles.
  private var inverseOfLarge: [Double] {
    var result = lowerInverse()
    result.withUnsafeMutableBufferPointer { result in
      for row in 0..<order {
        for column in 0..<row { result[column * order + row] = result[row * order + column] }
      }
    }
    return result
  }

  /// The lower triangle of the inverse `A⁻¹` in row-major order, in the memory of L if this is its
  /// last use (LAPACK `potri`); entries above the diagonal are meaningless.
  ///
  /// Cost: `2/3·order³` operations.
  package consuming func lowerInverse() -> [Double] {
    BLAS.useOneThread()
    var result: [Double] = []
    swap(&result, &factor)
    var triangle: CChar = 0x55
    var (size, leading, info) = (Int32(order), Int32(order), Int32(0))
    dpotri_(&triangle, &size, &result, &leading, &info)
    precondition(info == 0, "a factor has a diagonal above 0")
    return result
  }

  /// Up to this number, columns are solved for one by one: L is then read once for each, whereas a
  /// product copies it first.
  private static let fewColumns = 4

  private func solvedOneByOne(_ columns: consuming [Double], columns count: Int, isTransposed: Bool)
    -> [Double]
  {
    BLAS.useOneThread()
    columns.withUnsafeMutableBufferPointer { columns in
      guard let first = columns.baseAddress else { return }
      for column in 0..<count {
        cblas_dtrsv(
          CblasRowMajor, CblasLower, isTransposed ? CblasTrans : CblasNoTrans, CblasNonUnit,
          Int32(order), factor, Int32(order), first + column, Int32(count))
      }
    }
    return columns
  }

  /// `L⁻¹ B` or `L⁻ᵀ B`, one band of tiles at a time: the band is solved for, and its contribution
  /// is subtracted from the remaining rows.
  private func solved<Stop: Error>(
    _ rightHandSides: [Double], columns: Int, isTransposed: Bool,
    checkpoint: () throws(Stop) -> Void
  ) throws(Stop) -> [Double] {
    precondition(
      rightHandSides.count == order * columns, "\(rightHandSides.count) values for order \(order)")
    var result = rightHandSides
    guard columns > 0, order > 0 else { return result }
    guard columns > Self.fewColumns else {
      try checkpoint()
      return solvedOneByOne(consume result, columns: columns, isTransposed: isTransposed)
    }
    let starts = stride(from: 0, to: order, by: Self.tile)
    try result.withUnsafeMutableBufferPointer { result throws(Stop) in
      try factor.withUnsafeBufferPointer { factor throws(Stop) in
        guard let result = result.baseAddress, let factor = factor.baseAddress else { return }
        for start in isTransposed ? starts.reversed() : Array(starts) {
          try checkpoint()
          let end = min(start + Self.tile, order)
          let band = result + start * columns
          BLAS.useOneThread()
          cblas_dtrsm(
            CblasRowMajor, CblasLeft, CblasLower, isTransposed ? CblasTrans : CblasNoTrans,
            CblasNonUnit, Int32(end - start), Int32(columns), 1, factor + start * order + start,
            Int32(order), band, Int32(columns))
          if isTransposed {
            BLAS.multiplyAdd(
              rows: start, columns: columns, inner: end - start, scale: -1,
              factor + start * order, leading: order, .transposed, band, leading: columns,
              .asIs, accumulate: 1, result, leading: columns)
          } else {
            BLAS.multiplyAdd(
              rows: order - end, columns: columns, inner: end - start, scale: -1,
              factor + end * order + start, leading: order, .asIs, band, leading: columns,
              .asIs, accumulate: 1, result + end * columns, leading: columns)
          }
        }
      }
    }
    return result
  }
}

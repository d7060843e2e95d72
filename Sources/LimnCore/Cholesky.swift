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

/// The factorization `A = L Lᵀ` of a symmetric positive definite matrix, in `Double`, through LAPACK.
public struct Cholesky: Sendable {
  /// The number of rows and columns.
  public let order: Int
  /// L, row after row; what stands above the diagonal has no meaning.
  private var factor: [Double]

  /// Factors `matrix`, whose lower triangle is read, row after row: `order³/3` operations.
  ///
  /// `nil` when the matrix is not positive definite to working precision.
  public init?(_ matrix: consuming [Double], order: Int) {
    precondition(matrix.count == order * order, "\(matrix.count) values for order \(order)")
    self.order = order
    self.factor = matrix
    guard order > 0 else { return }
    BLAS.useOneThread()
    // A row-major lower triangle is a column-major upper one.
    var triangle: CChar = 0x55
    var (size, leading, info) = (Int32(order), Int32(order), Int32(0))
    dpotrf_(&triangle, &size, &factor, &leading, &info)
    guard info == 0 else { return nil }
  }

  /// `A⁻¹ B` for `columns` right-hand sides, B given row after row as `order × columns`:
  /// `2·order²·columns` operations.
  public func solve(_ rightHandSides: [Double], columns: Int = 1) -> [Double] {
    var result = whiten(rightHandSides, columns: columns)
    solveTriangle(CblasTrans, &result, columns: columns)
    return result
  }

  /// `L⁻¹ B`: columns whose inner products are those of `A⁻¹`, `|L⁻¹ b|² = bᵀ A⁻¹ b`.
  public func whiten(_ rightHandSides: [Double], columns: Int = 1) -> [Double] {
    precondition(
      rightHandSides.count == order * columns, "\(rightHandSides.count) values for order \(order)")
    var result = rightHandSides
    solveTriangle(CblasNoTrans, &result, columns: columns)
    return result
  }

  /// `L⁻ᵀ B`, the second half of ``solve(_:columns:)``.
  public func unwhiten(_ rightHandSides: [Double], columns: Int = 1) -> [Double] {
    precondition(
      rightHandSides.count == order * columns, "\(rightHandSides.count) values for order \(order)")
    var result = rightHandSides
    solveTriangle(CblasTrans, &result, columns: columns)
    return result
  }

  /// `log |A|`.
  public var logDeterminant: Double {
    2 * (0..<order).reduce(0) { $0 + log(factor[$1 * order + $1]) }
  }

  /// A⁻¹, row after row: `2·order³` operations, for a large matrix a third of them.
  public var inverse: [Double] {
    guard order <= Self.smallOrder else { return inverseOfLarge }
    var identity = [Double](repeating: 0, count: order * order)
    for row in 0..<order { identity[row * order + row] = 1 }
    return solve(identity, columns: order)
  }

  /// Below it the inverse is solved for column by column: a few milliseconds.
  private static let smallOrder = 256

  /// From L in place, of which only one triangle is made.
  private var inverseOfLarge: [Double] {
    BLAS.useOneThread()
    var result = factor
    var triangle: CChar = 0x55
    var (size, leading, info) = (Int32(order), Int32(order), Int32(0))
    dpotri_(&triangle, &size, &result, &leading, &info)
    precondition(info == 0, "a factor has a diagonal above 0")
    result.withUnsafeMutableBufferPointer { result in
      for row in 0..<order {
        for column in 0..<row { result[column * order + row] = result[row * order + column] }
      }
    }
    return result
  }

  private func solveTriangle(
    _ transposition: CBLAS_TRANSPOSE, _ values: inout [Double], columns: Int
  ) {
    guard order > 0, columns > 0 else { return }
    BLAS.useOneThread()
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasLower, transposition, CblasNonUnit, Int32(order),
      Int32(columns), 1, factor, Int32(order), &values, Int32(columns))
  }
}

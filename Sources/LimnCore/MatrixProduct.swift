import Synchronization

#if canImport(Accelerate)
  import Accelerate
#else
  import CBLAS
#endif

/// Whether a factor of a matrix product is used as stored or transposed.
public enum Transposition: Sendable {
  /// As stored (`asIs`), or with rows and columns exchanged (`transposed`).
  case asIs, transposed
}

extension Matrix {
  /// The matrix product `op(self) · op(other)`, computed with BLAS `sgemm`.
  ///
  /// Cost: `2·m·n·k` floating-point operations on one thread; parallelism is over inputs.
  ///
  /// - Parameters:
  ///   - transposition: whether this matrix is transposed.
  ///   - other: the second factor.
  ///   - otherTransposition: whether the second factor is transposed.
  /// - Returns: `m × n`, for factors `m × k` and `k × n` after transposition.
  public func multiplied(
    _ transposition: Transposition = .asIs, by other: Matrix,
    _ otherTransposition: Transposition = .asIs
  ) -> Matrix {
    let (m, k) = transposition == .asIs ? (rows, columns) : (columns, rows)
    let (k2, n) =
      otherTransposition == .asIs ? (other.rows, other.columns) : (other.columns, other.rows)
    precondition(k == k2, "a product of \(m) × \(k) with \(k2) × \(n)")
    var result = Matrix(rows: m, columns: n)
    BLAS.multiplyAdd(
      self, transposition, other, otherTransposition, scale: 1, into: &result)
    return result
  }

  /// `self · weights + bias`, the bias added to every row: a dense layer's forward pass.
  ///
  /// - Parameters:
  ///   - weights: `columns × outputs`.
  ///   - bias: one value for each output.
  /// - Returns: `rows × outputs`.
  public func affine(_ weights: Matrix, bias: [Float]) -> Matrix {
    precondition(bias.count == weights.columns, "a bias of \(bias.count) for \(weights.columns)")
    var result = Matrix(rows: rows, columns: weights.columns) { target in
      for row in 0..<rows {
        let row = target[row * bias.count..<(row + 1) * bias.count]
        _ = UnsafeMutableBufferPointer(rebasing: row).initialize(from: bias)
      }
    }
    BLAS.multiplyAdd(self, .asIs, weights, .asIs, scale: 1, into: &result)
    return result
  }
}

/// The only access to the BLAS library.
///
/// OpenBLAS's threads belong to the whole process. Before its first product, Limn sets OpenBLAS to
/// one thread and shuts down its thread pool: parallelism in Limn is over inputs, the rounding of a
/// product must not depend on the machine's load, and an idle pool would busy-wait on the cores
/// that the inputs need. A program that uses OpenBLAS itself calls ``leaveThreadsAlone()`` first.
public enum BLAS {
  private enum Threads { case undecided, one, leftAlone }
  private static let threads = Mutex(Threads.undecided)

  private static let singleThreaded: Void = threads.withLock { threads in
    guard threads == .undecided else { return }
    threads = .one
    #if !canImport(Accelerate)
      openblas_set_num_threads(1)
      _ = blas_thread_shutdown_()
    #endif
  }

  /// Keeps OpenBLAS's threads as the program has set them. Must be called before the first
  /// computation.
  ///
  /// Results then depend on that setting: with several threads a product may round differently than
  /// with one, and small products are slower.
  ///
  /// - Returns: `false` if a product has already been computed, so that the threads have been shut
  ///   down. They can be restarted with `openblas_set_num_threads`, which Limn calls at most once.
  @discardableResult
  public static func leaveThreadsAlone() -> Bool {
    threads.withLock { threads in
      if threads == .undecided { threads = .leftAlone }
      return threads == .leftAlone
    }
  }

  /// Called before every call into the library, including LAPACK.
  @inline(__always)
  static func useOneThread() { _ = singleThreaded }

  /// The kernel that computes products on this processor, such as "OpenBLAS Haswell". Kernels add
  /// in different orders, so their results differ in the last digits.
  public static var kernel: String {
    #if canImport(Accelerate)
      "Accelerate"
    #else
      openblas_get_corename().map { "OpenBLAS \(String(cString: $0))" } ?? "OpenBLAS"
    #endif
  }

  /// `result += scale · op(a) · op(b)`.
  ///
  /// - Parameters:
  ///   - a: the first factor.
  ///   - aTransposition: whether it is transposed.
  ///   - b: the second factor.
  ///   - bTransposition: whether it is transposed.
  ///   - scale: the factor of the product.
  ///   - result: the matrix to which the product is added; its shape must be that of the product.
  public static func multiplyAdd(
    _ a: Matrix, _ aTransposition: Transposition, _ b: Matrix, _ bTransposition: Transposition,
    scale: Float, into result: inout Matrix
  ) {
    let k = aTransposition == .asIs ? a.columns : a.rows
    let (m, n) = (result.rows, result.columns)
    precondition(
      (aTransposition == .asIs ? a.rows : a.columns) == m
        && (bTransposition == .asIs ? b.rows : b.columns) == k
        && (bTransposition == .asIs ? b.columns : b.rows) == n, "matrix shapes do not fit")
    guard m > 0, n > 0, k > 0 else { return }
    a.elements.withUnsafeBufferPointer { a in
      b.elements.withUnsafeBufferPointer { b in
        result.elements.withUnsafeMutableBufferPointer { c in
          multiplyAdd(
            rows: m, columns: n, inner: k, scale: scale,
            a.baseAddress!, leading: aTransposition == .asIs ? k : m, aTransposition,
            b.baseAddress!, leading: bTransposition == .asIs ? n : k, bTransposition,
            accumulate: 1, c.baseAddress!, leading: n)
        }
      }
    }
  }

  /// `c = accumulate · c + scale · op(a) · op(b)` on raw row-major storage, for loops that reuse
  /// their buffers. `leading` is the distance between stored rows.
  ///
  /// - Parameters:
  ///   - m: the number of rows of the product.
  ///   - n: the number of columns of the product.
  ///   - k: the number of terms of each sum.
  ///   - scale: the factor of the product.
  ///   - a: the first factor as stored.
  ///   - lda: the distance between the stored rows of `a`.
  ///   - aTransposition: whether `a` is transposed.
  ///   - b: the second factor as stored.
  ///   - ldb: the distance between the stored rows of `b`.
  ///   - bTransposition: whether `b` is transposed.
  ///   - accumulate: the factor of the previous content of `c`; with 0 it is not read.
  ///   - c: the result.
  ///   - ldc: the distance between the stored rows of `c`.
  @inline(__always)
  public static func multiplyAdd(
    rows m: Int, columns n: Int, inner k: Int, scale: Float,
    _ a: UnsafePointer<Float>, leading lda: Int, _ aTransposition: Transposition = .asIs,
    _ b: UnsafePointer<Float>, leading ldb: Int, _ bTransposition: Transposition = .asIs,
    accumulate: Float, _ c: UnsafeMutablePointer<Float>, leading ldc: Int
  ) {
    useOneThread()
    cblas_sgemm(
      CblasRowMajor, aTransposition == .asIs ? CblasNoTrans : CblasTrans,
      bTransposition == .asIs ? CblasNoTrans : CblasTrans, Int32(m), Int32(n), Int32(k), scale,
      a, Int32(lda), b, Int32(ldb), accumulate, c, Int32(ldc))
  }

  /// `c = accumulate · c + scale · op(a) · op(b)` on raw row-major storage, in `Double`.
  ///
  /// The parameters are those of the single-precision version.
  @inline(__always)
  public static func multiplyAdd(
    rows m: Int, columns n: Int, inner k: Int, scale: Double,
    _ a: UnsafePointer<Double>, leading lda: Int, _ aTransposition: Transposition = .asIs,
    _ b: UnsafePointer<Double>, leading ldb: Int, _ bTransposition: Transposition = .asIs,
    accumulate: Double, _ c: UnsafeMutablePointer<Double>, leading ldc: Int
  ) {
    useOneThread()
    cblas_dgemm(
      CblasRowMajor, aTransposition == .asIs ? CblasNoTrans : CblasTrans,
      bTransposition == .asIs ? CblasNoTrans : CblasTrans, Int32(m), Int32(n), Int32(k), scale,
      a, Int32(lda), b, Int32(ldb), accumulate, c, Int32(ldc))
  }

  /// `y = op(A) x` for a row-major `A`, `rows × columns`, in `Double`. It reads A once, whereas a
  /// product with a one-column matrix would copy it first.
  ///
  /// - Parameters:
  ///   - rows: the number of stored rows of `a`.
  ///   - columns: the number of stored columns of `a`.
  ///   - a: the matrix A.
  ///   - transposition: whether A is transposed.
  ///   - x: the vector x: `columns` values, or `rows` if A is transposed.
  ///   - y: the result: `rows` values, or `columns` if A is transposed.
  @inline(__always)
  public static func multiply(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, _ transposition: Transposition,
    _ x: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>
  ) {
    useOneThread()
    cblas_dgemv(
      CblasRowMajor, transposition == .asIs ? CblasNoTrans : CblasTrans, Int32(rows),
      Int32(columns), 1, a, Int32(columns), x, 1, 0, y, 1)
  }

  /// `y = A x` for a row-major `A`, `rows × columns`, in `Float`.
  ///
  /// - Parameters:
  ///   - rows: the number of rows of `a`.
  ///   - columns: the number of columns of `a`.
  ///   - a: the matrix A.
  ///   - x: the vector x, `columns` values.
  ///   - y: the result, `rows` values.
  @inline(__always)
  public static func multiply(
    rows: Int, columns: Int, _ a: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    useOneThread()
    cblas_sgemv(
      CblasRowMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, a, Int32(columns), x, 1, 0, y, 1)
  }

  /// Adds `Aᵀ A`, `columns × columns`, to the lower triangle of `c`, in `Double`, for a row-major
  /// `A`, `rows × columns`.
  ///
  /// - Parameters:
  ///   - rows: the number of rows of `a`.
  ///   - columns: the number of columns of `a`.
  ///   - a: the matrix A.
  ///   - c: the matrix to add to, `columns × columns` in row-major order.
  public static func addGramOfColumns(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>,
    toLowerTriangle c: UnsafeMutablePointer<Double>
  ) {
    useOneThread()
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, a, Int32(columns), 1,
      c, Int32(columns))
  }

  /// `c = accumulate · c + scale · A Aᵀ` in the lower triangle of `c`, `rows × rows`, in `Double`,
  /// for a row-major `A`, `rows × columns`.
  ///
  /// - Parameters:
  ///   - rows: the number of rows of `a`.
  ///   - columns: the number of columns of `a`.
  ///   - a: the matrix A.
  ///   - scale: the factor of the product.
  ///   - accumulate: the factor of the previous content of `c`; with 0 it is not read.
  ///   - c: the result, of which the upper triangle is left alone.
  package static func gramOfRows(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, scale: Double, accumulate: Double,
    inLowerTriangle c: UnsafeMutablePointer<Double>
  ) {
    useOneThread()
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(columns), scale, a,
      Int32(columns), accumulate, c, Int32(rows))
  }

  /// `b = L b` for the lower triangle L of a row-major `a`, `rows × rows`, in `Double`.
  ///
  /// - Parameters:
  ///   - rows: the number of rows of `a` and `b`.
  ///   - columns: the number of columns of `b`.
  ///   - a: the matrix of which the lower triangle is read.
  ///   - b: the second factor in row-major order, and then the product.
  package static func multiplyByLowerTriangle(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>, into b: UnsafeMutablePointer<Double>
  ) {
    useOneThread()
    cblas_dtrmm(
      CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, Int32(rows),
      Int32(columns), 1, a, Int32(rows), b, Int32(columns))
  }
}

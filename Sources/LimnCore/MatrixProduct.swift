import Synchronization

#if canImport(Accelerate)
  import Accelerate
#else
  import CBLAS
#endif

/// Whether a factor of a matrix product enters as it is or transposed.
public enum Transposition: Sendable {
  /// As stored, or with rows and columns exchanged.
  case asIs, transposed
}

extension Matrix {
  /// The matrix product `op(self) · op(other)`, through BLAS `sgemm`.
  ///
  /// Cost: `2·m·n·k` floating-point operations. One thread; parallelism is over images.
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

/// The one door to the BLAS library.
///
/// OpenBLAS's threads belong to the whole process. Before its first product Limn asks the library for one
/// thread a call and ends its pool: parallelism here is over inputs, a product's rounding must not depend on
/// the machine's load, and the idle pool would wait for work in a busy loop on the cores that the inputs
/// need. A program that calls OpenBLAS for itself says ``leaveThreadsAlone()`` first.
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

  /// Leaves OpenBLAS's threads as the program has set them. Called before anything is computed.
  ///
  /// Results are then those of that setting: with several threads a product may round otherwise than
  /// ``kernel``'s one thread does, and small products are slower.
  ///
  /// - Returns: `false` where a product was computed before, and the threads are ended; they come again with
  ///   `openblas_set_num_threads`, which Limn calls once at most.
  @discardableResult
  public static func leaveThreadsAlone() -> Bool {
    threads.withLock { threads in
      if threads == .undecided { threads = .leftAlone }
      return threads == .leftAlone
    }
  }

  /// Called before every entry into the library, LAPACK's included.
  @inline(__always)
  static func useOneThread() { _ = singleThreaded }

  /// Which of the library's kernels does the products here, by the kind of processor it is made for:
  /// "OpenBLAS Haswell". Two kernels add in different orders, and their results differ in the last
  /// digits.
  public static var kernel: String {
    #if canImport(Accelerate)
      "Accelerate"
    #else
      openblas_get_corename().map { "OpenBLAS \(String(cString: $0))" } ?? "OpenBLAS"
    #endif
  }

  /// `result += scale · op(a) · op(b)`.
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

  /// `c = accumulate · c + scale · op(a) · op(b)` on raw row-major storage: the form for loops that
  /// reuse their buffers. `leading` is the distance between rows as stored.
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

  /// The same in `Double`.
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

  /// `y = op(A) x` for a row-major `A`, `rows × columns`, in `Double`: one pass over A, where a
  /// product with a matrix of one column would first copy it.
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

  /// `y = A x` for a row-major `A`, `rows × columns`, in single precision.
  @inline(__always)
  public static func multiply(
    rows: Int, columns: Int, _ a: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    useOneThread()
    cblas_sgemv(
      CblasRowMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, a, Int32(columns), x, 1, 0, y, 1)
  }

  /// Adds `Aᵀ A`, `columns × columns`, for a row-major `A`, to the lower triangle of `c`, in `Double`.
  public static func addGramOfColumns(
    rows: Int, columns: Int, _ a: UnsafePointer<Double>,
    toLowerTriangle c: UnsafeMutablePointer<Double>
  ) {
    useOneThread()
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, a, Int32(columns), 1,
      c, Int32(columns))
  }
}

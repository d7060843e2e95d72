import LimnCore

/// `Float` or `Double`: what an affine operation is written for once.
public protocol Scalar: BinaryFloatingPoint, Sendable {
  /// `c = accumulate · c + scale · op(a) · op(b)` on row-major storage, as `BLAS` has it.
  static func multiplyAdd(
    rows: Int, columns: Int, inner: Int, _ a: UnsafePointer<Self>, leading lda: Int,
    _ aTransposition: Transposition, _ b: UnsafePointer<Self>, leading ldb: Int,
    _ bTransposition: Transposition, accumulate: Self, _ c: UnsafeMutablePointer<Self>,
    leading ldc: Int)
}

extension Float: Scalar {
  @inline(__always)
  public static func multiplyAdd(
    rows: Int, columns: Int, inner: Int, _ a: UnsafePointer<Float>, leading lda: Int,
    _ aTransposition: Transposition, _ b: UnsafePointer<Float>, leading ldb: Int,
    _ bTransposition: Transposition, accumulate: Float, _ c: UnsafeMutablePointer<Float>,
    leading ldc: Int
  ) {
    BLAS.multiplyAdd(
      rows: rows, columns: columns, inner: inner, scale: 1, a, leading: lda, aTransposition, b,
      leading: ldb, bTransposition, accumulate: accumulate, c, leading: ldc)
  }
}

extension Double: Scalar {
  @inline(__always)
  public static func multiplyAdd(
    rows: Int, columns: Int, inner: Int, _ a: UnsafePointer<Double>, leading lda: Int,
    _ aTransposition: Transposition, _ b: UnsafePointer<Double>, leading ldb: Int,
    _ bTransposition: Transposition, accumulate: Double, _ c: UnsafeMutablePointer<Double>,
    leading ldc: Int
  ) {
    BLAS.multiplyAdd(
      rows: rows, columns: columns, inner: inner, scale: 1, a, leading: lda, aTransposition, b,
      leading: ldb, bTransposition, accumulate: accumulate, c, leading: ldc)
  }
}

/// An operation that is affine in its inputs together, `y = Σ_k x_k A_k + b`: it writes the map and its
/// transpose once for both precisions, and has its forward and backward pass and its local form from
/// them. For parameters it saves its inputs.
///
/// Derivation (Docs/Derivations/affine.md): `∂L/∂x_k = ∂L/∂y A_kᵀ`.
public protocol AffineOperation: Operation, AffineForm {
  /// The outputs for `rows` examples; without `bias`, the linear part alone.
  func map<T: Scalar>(_ inputs: [[T]], rows: Int, bias: Bool) -> [T]

  /// `∂L/∂x_k` for each input.
  func transpose<T: Scalar>(_ outputGradient: [T], rows: Int) -> [[T]]
}

extension AffineOperation {
  public func forward(_ inputs: [Matrix]) -> (output: Matrix, saved: Saved) {
    let rows = inputs[0].rows
    let output = map(inputs.map(\.elements), rows: rows, bias: true)
    return (
      Matrix(rows: rows, columns: rows == 0 ? 0 : output.count / rows, elements: output),
      parameters.isEmpty ? .nothing : .matrices(inputs)
    )
  }

  public func inputGradients(_ outputGradient: Matrix, saved: Saved) -> [Matrix] {
    let rows = outputGradient.rows
    return transpose(outputGradient.elements, rows: rows).map {
      Matrix(rows: rows, columns: rows == 0 ? 0 : $0.count / rows, elements: $0)
    }
  }

  public func localForm(for inputs: [Shape]) -> LocalForm { .affine(self) }

  public func apply(_ inputs: [[Double]], rows: Int, bias: Bool) -> [Double] {
    map(inputs, rows: rows, bias: bias)
  }

  public func pullBack(_ outputGradient: [Double], rows: Int) -> [[Double]] {
    transpose(outputGradient, rows: rows)
  }
}

import CProduct
import LimnCore

/// `Float` or `Double`: what an affine operation is written for once.
public protocol Scalar: BinaryFloatingPoint, Sendable {
  /// The numbers that ``multiplyAdd(rows:columns:inner:_:_:_:_:accumulates:_:leading:room:)`` needs as room
  /// for a result of so many rows.
  static func productRoom(rows: Int) -> Int

  /// `c = op(a) · op(b)`, or `c + op(a) · op(b)`, on row-major storage.
  ///
  /// - Parameters:
  ///   - a: with the distance of its rows, as it is stored.
  ///   - room: of ``productRoom(rows:)`` numbers.
  static func multiplyAdd(
    rows: Int, columns: Int, inner: Int,
    _ a: (start: UnsafePointer<Self>, leading: Int), _ aTransposition: Transposition,
    _ b: (start: UnsafePointer<Self>, leading: Int), _ bTransposition: Transposition,
    accumulates: Bool, _ c: UnsafeMutablePointer<Self>, leading ldc: Int,
    room: UnsafeMutablePointer<Self>)
}

extension Float: Scalar {
  public static func productRoom(rows: Int) -> Int { limn_product_room(rows) }

  /// By a product of our own where the processor has fused multiply-add in wide registers: a convolution's
  /// factors are small and of odd shapes, and a BLAS library that is older than the processor takes the
  /// kernels of one that is older still.
  @inline(__always)
  public static func multiplyAdd(
    rows: Int, columns: Int, inner: Int,
    _ a: (start: UnsafePointer<Float>, leading: Int), _ aTransposition: Transposition,
    _ b: (start: UnsafePointer<Float>, leading: Int), _ bTransposition: Transposition,
    accumulates: Bool, _ c: UnsafeMutablePointer<Float>, leading ldc: Int,
    room: UnsafeMutablePointer<Float>
  ) {
    guard limn_product_is_wide() != 0 else {
      BLAS.multiplyAdd(
        rows: rows, columns: columns, inner: inner, scale: 1, a.start, leading: a.leading,
        aTransposition, b.start, leading: b.leading, bTransposition,
        accumulate: accumulates ? 1 : 0, c, leading: ldc)
      return
    }
    limn_multiply_add(
      rows, columns, inner, factor(a, aTransposition), factor(b, bTransposition),
      accumulates ? 1 : 0, c, ldc, room)
  }

  @inline(__always)
  private static func factor(
    _ stored: (start: UnsafePointer<Float>, leading: Int), _ transposition: Transposition
  ) -> limn_factor {
    transposition == .asIs
      ? limn_factor(elements: stored.start, row: stored.leading, column: 1)
      : limn_factor(elements: stored.start, row: 1, column: stored.leading)
  }
}

extension Double: Scalar {
  public static func productRoom(rows: Int) -> Int { 0 }

  @inline(__always)
  public static func multiplyAdd(
    rows: Int, columns: Int, inner: Int,
    _ a: (start: UnsafePointer<Double>, leading: Int), _ aTransposition: Transposition,
    _ b: (start: UnsafePointer<Double>, leading: Int), _ bTransposition: Transposition,
    accumulates: Bool, _ c: UnsafeMutablePointer<Double>, leading ldc: Int,
    room: UnsafeMutablePointer<Double>
  ) {
    BLAS.multiplyAdd(
      rows: rows, columns: columns, inner: inner, scale: 1, a.start, leading: a.leading,
      aTransposition, b.start, leading: b.leading, bTransposition,
      accumulate: accumulates ? 1 : 0, c, leading: ldc)
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

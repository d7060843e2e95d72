import CProduct
import LimnCore

/// `Float` or `Double`, the precisions for which affine operations are written generically.
public protocol Scalar: BinaryFloatingPoint, Sendable {
  /// The number of elements of scratch space that
  /// ``multiplyAdd(rows:columns:inner:_:_:_:_:accumulates:_:leading:room:)`` needs for a result
  /// with `rows` rows.
  static func productRoom(rows: Int) -> Int

  /// `c = op(a) · op(b)`, or `c + op(a) · op(b)`, on row-major storage.
  ///
  /// - Parameters:
  ///   - rows: the number of rows of the result.
  ///   - columns: the number of columns of the result.
  ///   - inner: the number of terms of each sum.
  ///   - a: the first factor as stored, with the distance between its rows.
  ///   - b: the second factor as stored, with the distance between its rows.
  ///   - accumulates: whether the product is added to `c`.
  ///   - c: the result.
  ///   - ldc: the distance between the rows of `c`.
  ///   - room: scratch space of ``productRoom(rows:)`` elements.
  static func multiplyAdd(
    rows: Int, columns: Int, inner: Int,
    _ a: (start: UnsafePointer<Self>, leading: Int), _ aTransposition: Transposition,
    _ b: (start: UnsafePointer<Self>, leading: Int), _ bTransposition: Transposition,
    accumulates: Bool, _ c: UnsafeMutablePointer<Self>, leading ldc: Int,
    room: UnsafeMutablePointer<Self>)
}

extension Float: Scalar {
  public static func productRoom(rows: Int) -> Int { limn_product_room(rows) }

  /// Uses Limn's own product where the processor has wide registers with fused multiply-add: the
  /// factors of a convolution are small and irregularly shaped, and a BLAS library older than the
  /// processor chooses kernels for even older ones.
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

/// An operation that is affine in its inputs jointly, `y = Σ_k x_k A_k + b`. It defines the map and
/// its transpose once, generically for both precisions; the forward pass, backward pass and local
/// form follow from them. It saves its inputs if it has parameters.
///
/// Derivation (Docs/Derivations/affine.md): `∂L/∂x_k = ∂L/∂y A_kᵀ`.
public protocol AffineOperation: Operation, AffineForm {
  /// The outputs for `rows` examples; without `bias`, only the linear part.
  ///
  /// - Parameters:
  ///   - inputs: the inputs in order, each `rows × width` in row-major order.
  ///   - rows: the number of examples.
  ///   - bias: whether b is added.
  /// - Returns: `rows × outputs` values in row-major order.
  func map<T: Scalar>(_ inputs: [[T]], rows: Int, bias: Bool) -> [T]

  /// `∂L/∂x_k` for each input.
  ///
  /// - Parameters:
  ///   - outputGradient: `∂L/∂y`, `rows × outputs` in row-major order.
  ///   - rows: the number of examples.
  /// - Returns: one gradient for each input, in the input's shape.
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

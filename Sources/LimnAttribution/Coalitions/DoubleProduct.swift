import LimnCore

/// The matrix product of `a`, `rows × inner`, and `b`, `inner × columns`, in `Double`, all row after
/// row.
func product(_ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int) -> [Double] {
  precondition(a.count == rows * inner && b.count == inner * columns, "matrix shapes do not fit")
  var result = [Double](repeating: 0, count: rows * columns)
  guard rows > 0, inner > 0, columns > 0 else { return result }
  if columns == 1 {
    BLAS.multiply(rows: rows, columns: inner, a, b, into: &result)
    return result
  }
  BLAS.multiplyAdd(
    rows: rows, columns: columns, inner: inner, scale: 1.0, a, leading: inner, .asIs, b,
    leading: columns, .asIs, accumulate: 0, &result, leading: columns)
  return result
}

import LimnCore

/// The matrix product of `a`, `rows × inner`, and `b`, `inner × columns`, in `Double` and
/// row-major. If the first is transposed, `a` is stored as `inner × rows`.
func product(
  _ a: [Double], _ b: [Double], first transposition: Transposition = .asIs, rows: Int, inner: Int,
  columns: Int
) -> [Double] {
  precondition(a.count == rows * inner && b.count == inner * columns, "matrix shapes do not fit")
  var result = [Double](repeating: 0, count: rows * columns)
  guard rows > 0, inner > 0, columns > 0 else { return result }
  let (storedRows, leading) = transposition == .asIs ? (rows, inner) : (inner, rows)
  if columns == 1 {
    BLAS.multiply(rows: storedRows, columns: leading, a, transposition, b, into: &result)
    return result
  }
  BLAS.multiplyAdd(
    rows: rows, columns: columns, inner: inner, scale: 1.0, a, leading: leading, transposition, b,
    leading: columns, .asIs, accumulate: 0, &result, leading: columns)
  return result
}

/// Writes the product `a b` into existing storage, to its first `rows × columns` elements.
func multiply(
  _ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int, into result: inout [Double]
) {
  precondition(
    a.count >= rows * inner && b.count == inner * columns && result.count >= rows * columns,
    "matrix shapes do not fit")
  guard rows > 0, inner > 0, columns > 0 else { return }
  BLAS.multiplyAdd(
    rows: rows, columns: columns, inner: inner, scale: 1.0, a, leading: inner, .asIs, b,
    leading: columns, .asIs, accumulate: 0, &result, leading: columns)
}

/// Adds `aᵀ a` for the first `rows` rows of `a`, `columns` wide, to the lower triangle of `gram`:
/// `rows·columns²` operations, half of a product's.
func addGram(of a: [Double], rows: Int, columns: Int, toLowerTriangle gram: inout [Double]) {
  precondition(
    a.count >= rows * columns && gram.count == columns * columns, "matrix shapes do not fit")
  guard rows > 0, columns > 0 else { return }
  BLAS.addGramOfColumns(rows: rows, columns: columns, a, toLowerTriangle: &gram)
}

/// `a bᵀ` of matrices with `rows` and at least `columns` rows of `inner` values each.
func product(
  _ a: [Double], transposing b: [Double], rows: Int, columns: Int, inner: Int
) -> [Double] {
  var result = [Double](repeating: 0, count: rows * columns)
  BLAS.multiplyAdd(
    rows: rows, columns: columns, inner: inner, scale: 1.0, a, leading: inner, .asIs, b,
    leading: inner, .transposed, accumulate: 0, &result, leading: columns)
  return result
}

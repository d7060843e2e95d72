import Limn

/// What one core of this machine can do: the ceiling that hot paths are held against.
struct MachineRates {
  /// Floating-point operations a second of a large single-precision matrix product.
  let sgemm: Double
  /// The same in double precision.
  let dgemm: Double
  /// Bytes a second, read and written, of adding one array to another beyond the caches.
  let memory: Double

  /// The order of the matrices whose product is timed: well within the last-level cache, and large
  /// enough that the product's edges do not count.
  private static let order = 768

  init() {
    let n = Self.order
    let (a, b) = ([Float](repeating: 0.5, count: n * n), [Float](repeating: 0.25, count: n * n))
    var c = [Float](repeating: 0, count: n * n)
    let single = milliseconds(repeats: 15) {
      BLAS.multiplyAdd(
        rows: n, columns: n, inner: n, scale: Float(1), a, leading: n, .asIs, b, leading: n, .asIs,
        accumulate: 0, &c, leading: n)
    }
    let (x, y) = (a.map(Double.init), b.map(Double.init))
    var z = [Double](repeating: 0, count: n * n)
    let double = milliseconds(repeats: 15) {
      BLAS.multiplyAdd(
        rows: n, columns: n, inner: n, scale: 1.0, x, leading: n, .asIs, y, leading: n, .asIs,
        accumulate: 0, &z, leading: n)
    }
    let operations = 2.0 * Double(n * n * n)
    sgemm = operations / (single / 1000)
    dgemm = operations / (double / 1000)

    let count = 1 << 25
    let source = [Float](repeating: 1, count: count)
    var target = [Float](repeating: 0, count: count)
    let add = milliseconds(repeats: 7) {
      target.withUnsafeMutableBufferPointer { target in
        source.withUnsafeBufferPointer { source in
          for i in 0..<count { target[i] += source[i] }
        }
      }
    }
    memory = 12 * Double(count) / (add / 1000)
  }
}

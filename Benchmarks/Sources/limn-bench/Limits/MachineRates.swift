import Limn

/// The peak rates of one core of this machine, with which hot paths are compared.
struct MachineRates {
  /// Floating-point operations per second of a large single-precision matrix product.
  let sgemm: Double
  /// Floating-point operations per second of a large double-precision matrix product.
  let dgemm: Double
  /// Bytes read and written per second when adding arrays larger than the caches.
  let memory: Double

  /// The order of the multiplied matrices: well within the last-level cache, and large enough that
  /// edge effects are negligible.
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

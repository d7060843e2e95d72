import LimnCore

/// The parameters of normal draws around a row, in units of standard deviations. The draws depend
/// on nothing else, so one sample is used for every row.
struct Perturbations: Hashable {
  let features: Int
  let rows: Int
  let seed: UInt64

  /// A measure of the draws' size, for the cache.
  var cost: Int { features * rows }

  /// An upper bound on offsets: normal draws are computed from 53 random bits, and
  /// `√(−2 ln 2⁻⁵³) < 9`.
  static let largestOffset: Float = 9

  /// The draws, rows × features; the first row is zero.
  func offsets() -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: rows, columns: features,
      elements: (0..<cost).map { $0 < features ? 0 : Float(stream.normal()) })
  }

  /// The key of the perturbations' effect on a network's first layer, `Σ offset_i σ_i W_i`. Given
  /// the model and the features' scales, it is the same around every row.
  struct Steps: Hashable {
    let drawn: Perturbations
    /// The distance between rows.
    let width: Int

    /// A measure of the steps' size, for the cache: a step takes a quarter of the memory of a
    /// design's sample.
    var cost: Int { drawn.rows * width / 4 }
  }
}

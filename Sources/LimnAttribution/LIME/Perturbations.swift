import LimnCore

/// Normal draws around any row, in standard deviations: they belong to the seed and the number of
/// features, so one sample serves every row. This is all that they depend on.
struct Perturbations: Hashable {
  let features: Int
  let rows: Int
  let seed: UInt64

  /// What the draws' size goes with.
  var cost: Int { features * rows }

  /// No offset lies beyond: the normal draws are made of 53 random bits, `√(−2 ln 2⁻⁵³) < 9`.
  static let largestOffset: Float = 9

  /// rows × features, the first row no perturbation at all.
  func offsets() -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(
      rows: rows, columns: features,
      elements: (0..<cost).map { $0 < features ? 0 : Float(stream.normal()) })
  }

  /// All that decides what perturbations add to a network's first layer, `Σ offset_i σ_i W_i`, beside the
  /// model and the features' scales: the same around every row.
  struct Steps: Hashable {
    let drawn: Perturbations
    /// The distance between rows.
    let width: Int

    /// What the steps' size goes with: a number takes a quarter of what a design keeps for each.
    var cost: Int { drawn.rows * width / 4 }
  }
}

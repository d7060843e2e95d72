import LimnCore

/// Normal draws around any row, in standard deviations: they belong to the seed and the number of
/// features, so one sample serves every row.
final class Perturbations: Sendable {
  /// All that the draws depend on.
  struct Key: Hashable {
    let features: Int
    let rows: Int
    let seed: UInt64

    /// What the draws' size goes with.
    var cost: Int { features * rows }
  }

  let key: Key
  /// rows × features, the first row no perturbation at all.
  let offsets: Matrix

  /// No offset lies beyond: the normal draws are made of 53 random bits, `√(−2 ln 2⁻⁵³) < 9`.
  static let largestOffset: Float = 9

  init(_ key: Key) {
    self.key = key
    var stream = RandomStream(seed: key.seed)
    offsets = Matrix(
      rows: key.rows, columns: key.features,
      elements: (0..<key.cost).map { $0 < key.features ? 0 : Float(stream.normal()) })
  }
}

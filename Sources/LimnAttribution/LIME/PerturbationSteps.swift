import LimnCore

/// What perturbations add to a network's first layer, `Σ offset_i σ_i W_i`: the same around every row.
final class PerturbationSteps: Sendable {
  /// All that steps depend on beside the model and the features' scales.
  struct Key: Hashable {
    let drawn: Perturbations.Key
    /// The distance between rows.
    let width: Int

    /// What the steps' size goes with: a number takes a quarter of what a design keeps for each.
    var cost: Int { drawn.rows * width / 4 }
  }

  /// rows × width.
  let states: Matrix

  init(_ states: Matrix) { self.states = states }
}

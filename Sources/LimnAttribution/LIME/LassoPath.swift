import LimnCore

/// The features on the lasso path, from a penalty that selects none to no penalty: least angle
/// regression with the lasso modification (Efron, Hastie, Johnstone, Tibshirani 2004, "Least angle
/// regression", sections 2 and 3.1), from the moments `G` and `c`.
///
/// On the path all active features have the same correlation with the residual, `c − G β = C s`.
/// The coefficients move along `G_A⁻¹ s` until another feature's correlation reaches C and it
/// joins, or a coefficient reaches 0 and its feature leaves.
struct LassoPath {
  /// The features with nonzero coefficients at each corner of the path, ascending; the first list
  /// is empty.
  private(set) var supports: [[Int]] = [[]]

  /// The number of joins and leaves for each feature after which the path is abandoned; far more
  /// than ever observed.
  private static let stepsPerFeature = 8

  init(gram: [Double], cross: [Double]) {
    let n = cross.count
    var (active, beta) = ([Int](), [Double](repeating: 0, count: n))
    var correlation = cross
    let start = cross.map(abs).max() ?? 0
    guard start > 0, let first = cross.indices.first(where: { abs(cross[$0]) == start }) else {
      return
    }
    let floor = 1e-12 * start
    var (level, entering, leaving) = (start, first as Int?, nil as Int?)
    for _ in 0..<Self.stepsPerFeature * n where level > floor {
      if let joined = entering { active.append(joined) }
      if let left = leaving { active.removeAll { $0 == left } }
      let block = active.flatMap { row in active.map { gram[row * n + $0] } }
      let signs = active.map { correlation[$0] < 0 ? -1.0 : 1.0 }
      // The active features are linearly dependent, so the path is not unique from here on.
      guard let factor = Cholesky(block, order: active.count) else { return }
      let direction = factor.solve(signs)

      var step = level
      let justLeft = leaving
      (entering, leaving) = (nil, nil)
      let slopes = (0..<n).map { feature in
        zip(active, direction).reduce(0) { $0 + gram[feature * n + $1.0] * $1.1 }
      }
      for feature in 0..<n where !active.contains(feature) && feature != justLeft {
        let reaches = [
          (level - correlation[feature]) / (1 - slopes[feature]),
          (level + correlation[feature]) / (1 + slopes[feature]),
        ]
        for reach in reaches where reach > floor && reach < step {
          (step, entering) = (reach, feature)
        }
      }
      for (feature, change) in zip(active, direction) {
        let reach = -beta[feature] / change
        if reach > 0, reach < step { (step, entering, leaving) = (reach, nil, feature) }
      }
      for (feature, change) in zip(active, direction) { beta[feature] += step * change }
      if let leaving { beta[leaving] = 0 }
      for feature in 0..<n { correlation[feature] -= step * slopes[feature] }
      level -= step
      supports.append(beta.indices.filter { beta[$0] != 0 })
      if entering == nil, leaving == nil { return }
    }
  }
}

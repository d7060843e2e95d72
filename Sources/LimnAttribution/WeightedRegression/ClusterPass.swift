import LimnCore

/// One pass over the clusters of a design, which are points drawn together: pairs or single points.
/// It computes each cluster's effect on the coefficients, M = (G + λ)⁻¹ [π (z − z̄)]ᵀ, and on its
/// own fitted values, the leverage H.
///
/// Cost: `2·features²·points` operations, with the rows of one block of points in memory.
struct ClusterPass {
  private let design: RegressionDesign
  private let equations: NormalEquations
  private let features: [Int]
  /// (G + λ)⁻¹ for the selected features.
  private let inverse: [Double]

  /// The residuals of a cluster with a larger leverage carry no information about its error, and
  /// are not corrected.
  private static let largestLeverage = 0.999

  /// A cluster during the pass.
  struct Cluster {
    /// The index of its first or only point; the second point of a pair has this index plus half of
    /// all points.
    let index: Int
    /// `(G + λ)⁻¹ √π (z − z̄)` of its points; multiplied by √π, a column of M.
    let first: UnsafePointer<Double>
    let second: UnsafePointer<Double>?
    /// π of its points.
    let weights: (first: Double, second: Double)
    /// `(1 − H)⁻¹`, row-major; for a single point only the first number.
    let correction: SIMD4<Double>
    /// Whether its leverage exceeds the limit.
    let isOverdetermined: Bool
  }

  /// - Parameter factor: the Cholesky factor of G + λ for the given features.
  init(
    _ design: RegressionDesign, _ equations: NormalEquations, features: [Int], factor: Cholesky
  ) {
    self.design = design
    self.equations = equations
    self.features = features
    self.inverse = factor.inverse
  }

  /// `tr (G + λ)⁻¹`.
  var traceOfInverse: Double {
    trace(inverse, order: features.count)
  }

  /// The number of clusters.
  var count: Int { design.clusters }

  var featureCount: Int { features.count }

  /// `(G + λ)⁻¹ (½ − z̄)`: for every pair of a point and its complement, the mean of
  /// `(G + λ)⁻¹ (z − z̄)`.
  var middleOfPair: [Double] {
    let middle = features.map { 0.5 - equations.means[$0] }
    return product(
      inverse, middle, rows: features.count, inner: features.count, columns: 1)
  }

  func visit(_ body: (Cluster) -> Void) {
    let block = min(RegressionDesign.block, count)
    guard block > 0 else { return }
    let (k, total) = (features.count, equations.weight)
    var first = Rows(count: block, columns: k)
    var second = Rows(count: design.isPaired ? block : 0, columns: k)
    for start in stride(from: 0, to: count, by: block) {
      let range = start..<min(start + block, count)
      load(&first, range)
      guard design.isPaired else {
        for (row, point) in range.enumerated() {
          let weight = design.weights[point]
          let leverage = weight / total + first.inner(first, row)
          let isOverdetermined = !(leverage < Self.largestLeverage)
          first.withTarget(row) { target in
            body(
              Cluster(
                index: point, first: target, second: nil, weights: (weight, 0),
                correction: SIMD4(isOverdetermined ? 1 : 1 / (1 - leverage), 0, 0, 1),
                isOverdetermined: isOverdetermined))
          }
        }
        continue
      }
      load(&second, count + range.lowerBound..<count + range.upperBound)
      for (row, pair) in range.enumerated() {
        let weights = (first: design.weights[pair], second: design.weights[count + pair])
        let (correction, isOverdetermined) = pairCorrection(first, second, row, weights)
        first.withTarget(row) { a in
          second.withTarget(row) { b in
            body(
              Cluster(
                index: pair, first: a, second: b, weights: weights, correction: correction,
                isOverdetermined: isOverdetermined))
          }
        }
      }
    }
  }

  private func pairCorrection(
    _ first: Rows, _ second: Rows, _ row: Int, _ weights: (first: Double, second: Double)
  ) -> (SIMD4<Double>, isOverdetermined: Bool) {
    let total = equations.weight
    let (p, q) = (weights.first, weights.second)
    let a = 1 - p / total - first.inner(first, row)
    let b = 1 - q / total - second.inner(second, row)
    // A point without weight has a row of zeros and does not affect the other's residual.
    let both = first.inner(second, row)
    let forward = q / total + (p > 0 ? both * (q.squareRoot() / p.squareRoot()) : 0)
    let backward = p / total + (q > 0 ? both * (p.squareRoot() / q.squareRoot()) : 0)
    let determinant = a * b - forward * backward
    guard determinant > 1 - Self.largestLeverage else { return (SIMD4(1, 0, 0, 1), true) }
    return (SIMD4(b, forward, backward, a) / determinant, false)
  }

  private func load(_ rows: inout Rows, _ range: Range<Int>) {
    design.scaledRows(range, of: features, means: equations.means, into: &rows.source)
    multiply(
      rows.source, inverse, rows: range.count, inner: features.count, columns: features.count,
      into: &rows.target)
  }
}

/// The points of a block: s = `√π (z − z̄)` and t = `(G + λ)⁻¹ s`.
private struct Rows {
  private let columns: Int
  var source: [Double]
  var target: [Double]

  init(count: Int, columns: Int) {
    self.columns = columns
    source = [Double](repeating: 0, count: count * columns)
    target = source
  }

  /// `s · t` for the same row of two blocks, with independent partial sums, so that additions do
  /// not wait for each other.
  func inner(_ other: Rows, _ row: Int) -> Double {
    source.withUnsafeBufferPointer { s in
      other.target.withUnsafeBufferPointer { t in
        var (sums, rest, index) = (SIMD4<Double>.zero, 0.0, row &* columns)
        let end = index &+ columns
        while index &+ 4 <= end {
          sums +=
            SIMD4(s[index], s[index &+ 1], s[index &+ 2], s[index &+ 3])
            * SIMD4(t[index], t[index &+ 1], t[index &+ 2], t[index &+ 3])
          index &+= 4
        }
        while index < end {
          rest += s[index] * t[index]
          index &+= 1
        }
        return sums.sum() + rest
      }
    }
  }

  func withTarget(_ row: Int, _ body: (UnsafePointer<Double>) -> Void) {
    target.withUnsafeBufferPointer { target in
      if let start = target.baseAddress { body(start + row * columns) }
    }
  }
}

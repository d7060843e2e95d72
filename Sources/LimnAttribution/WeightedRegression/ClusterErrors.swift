import LimnCore

/// The sandwich `Σ_c (M_c r̃_c)²` of each coefficient, with `r̃_c = (1 − H_c)⁻¹ r_c`, for designs
/// shared by many inputs: the required parts of M are stored.
///
/// For a pair z, 1 − z the columns of M differ only in a sign: with `h = (G + λ)⁻¹ (z − ½)` and
/// `k = (G + λ)⁻¹ (½ − z̄)`, which is the same for all pairs, they are `π (k + h)` and
/// `π′ (k − h)`. Hence `M_c r̃_c = σ k + δ h` with the sum σ and the difference δ of `π r̃` and
/// `π′ r̃′`, and the sandwich is `k² Σσ² + 2 k Σσδ h + Σδ² h²`.
struct ClusterErrors: Sendable {
  private let features: Int
  private let isPaired: Bool
  /// The squares of h, or of M's columns for single points, clusters × features.
  private let squares: [Double]
  /// For pairs, h itself.
  private let effects: [Double]
  /// For pairs, k.
  private let middle: [Double]
  /// `(1 − H_c)⁻¹` of each cluster.
  private let corrections: [SIMD4<Double>]
  /// The weight π of each point.
  private let weights: [Double]
  /// Whether a single cluster determines some coefficient, whose error is then underestimated.
  let isOverdetermined: Bool

  init(_ pass: ClusterPass, design: RegressionDesign) {
    let (k, isPaired) = (pass.featureCount, design.isPaired)
    let middle = isPaired ? pass.middleOfPair : []
    var corrections = [SIMD4<Double>]()
    corrections.reserveCapacity(pass.count)
    var isOverdetermined = false
    let columns = [Double](unsafeUninitializedCapacity: pass.count * k) { target, initialized in
      let columns = target
      pass.visit { cluster in
        corrections.append(cluster.correction)
        isOverdetermined = isOverdetermined || cluster.isOverdetermined
        let (slot, first, (p, q)) = (cluster.index &* k, cluster.first, cluster.weights)
        for feature in 0..<k {
          columns[slot &+ feature] =
            if let second = cluster.second {
              // A point without weight has no row of its own; a pair without weight does not
              // contribute.
              p > 0
                ? first[feature] / p.squareRoot() - middle[feature]
                : q > 0 ? middle[feature] - second[feature] / q.squareRoot() : 0
            } else {
              p.squareRoot() * first[feature]
            }
        }
      }
      initialized = pass.count * k
    }
    self.squares = columns.map { $0 * $0 }
    self.effects = isPaired ? columns : []
    self.middle = middle
    self.features = k
    self.isPaired = isPaired
    self.corrections = corrections
    self.weights = design.weights
    self.isOverdetermined = isOverdetermined
  }

  /// The variances estimated from the residuals, features × outputs.
  ///
  /// - Parameter residuals: points × outputs.
  func variances(_ residuals: [Double], outputs: Int) -> [Double] {
    isPaired
      ? variancesOfPairs(residuals, outputs: outputs)
      : variancesOfPoints(residuals, outputs: outputs)
  }

  private func variancesOfPoints(_ residuals: [Double], outputs: Int) -> [Double] {
    var terms = residuals
    for (point, correction) in corrections.enumerated() {
      for output in 0..<outputs {
        let residual = correction[0] * terms[point * outputs + output]
        terms[point * outputs + output] = residual * residual
      }
    }
    return product(
      squares, terms, first: .transposed, rows: features, inner: corrections.count,
      columns: outputs)
  }

  private func variancesOfPairs(_ residuals: [Double], outputs: Int) -> [Double] {
    let count = corrections.count
    var (squared, crossed) = (
      [Double](repeating: 0, count: count * outputs), [Double](repeating: 0, count: count * outputs)
    )
    var constants = [Double](repeating: 0, count: outputs)
    for (pair, correction) in corrections.enumerated() {
      for output in 0..<outputs {
        let (a, b) = (
          residuals[pair * outputs + output], residuals[(count + pair) * outputs + output]
        )
        let first = weights[pair] * (correction[0] * a + correction[1] * b)
        let second = weights[count + pair] * (correction[2] * a + correction[3] * b)
        let (sum, difference) = (first + second, first - second)
        squared[pair * outputs + output] = difference * difference
        crossed[pair * outputs + output] = sum * difference
        constants[output] += sum * sum
      }
    }
    let own = product(
      squares, squared, first: .transposed, rows: features, inner: count, columns: outputs)
    let cross = product(
      effects, crossed, first: .transposed, rows: features, inner: count, columns: outputs)
    return own.indices.map { index in
      let middle = middle[index / outputs]
      return own[index] + middle * (2 * cross[index] + middle * constants[index % outputs])
    }
  }

  /// The variances in one pass, without stored parts of M.
  static func variances(
    _ pass: ClusterPass, residuals: [Double], outputs: Int
  ) -> (variances: [Double], isOverdetermined: Bool) {
    let k = pass.featureCount
    var sums = [Double](repeating: 0, count: outputs * k)
    var isOverdetermined = false
    let half = pass.count * outputs
    sums.withUnsafeMutableBufferPointer { sums in
      let sums = sums
      pass.visit { cluster in
        isOverdetermined = isOverdetermined || cluster.isOverdetermined
        let (root, correction) = (cluster.weights.first.squareRoot(), cluster.correction)
        let row = cluster.first
        for output in 0..<outputs {
          let (index, slot) = (cluster.index &* outputs &+ output, output &* k)
          let residual = residuals[index]
          guard let other = cluster.second else {
            let factor = root * correction[0] * residual
            for feature in 0..<k {
              let term = factor * row[feature]
              sums[slot &+ feature] += term * term
            }
            continue
          }
          let second = residuals[half + index]
          let first = root * (correction[0] * residual + correction[1] * second)
          let last =
            cluster.weights.second.squareRoot()
            * (correction[2] * residual + correction[3] * second)
          for feature in 0..<k {
            let term = first * row[feature] + last * other[feature]
            sums[slot &+ feature] += term * term
          }
        }
      }
    }
    let variances = (0..<k * outputs).map { sums[$0 % outputs * k + $0 / outputs] }
    return (variances, isOverdetermined)
  }
}

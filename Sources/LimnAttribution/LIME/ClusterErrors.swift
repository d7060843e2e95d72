import LimnCore

/// The sandwich `Σ_c (M_c r̃_c)²` of each coefficient, with `r̃_c = (1 − H_c)⁻¹ r_c`, for designs that
/// many inputs share: what it takes of M is kept from input to input.
///
/// Of a pair z, 1 − z the second column of M follows from the first: with `a = (G + λ)⁻¹ (z − z̄)` and
/// `k = (G + λ)⁻¹ (1 − 2 z̄)`, the same for all, it is `π′ (k − a)`, and
/// `M_c r̃_c = (π r̃ − π′ r̃′) a + π′ r̃′ k`.
struct ClusterErrors: Sendable {
  private let features: Int
  private let isPaired: Bool
  /// Clusters × features: a of each pair, or of single points the squares of M's columns.
  private let effects: [Double]
  /// k; of pairs alone.
  private let sumOfPair: [Double]
  /// `(1 − H_c)⁻¹` of each cluster.
  private let corrections: [SIMD4<Double>]
  /// π, one for each point.
  private let weights: [Double]
  /// Whether a cluster alone decides some coefficient, which then has no error bar.
  let isOverdetermined: Bool

  init(_ pass: ClusterPass, design: SurrogateDesign) {
    let (k, isPaired) = (pass.featureCount, design.points.isPaired)
    let sumOfPair = isPaired ? pass.sumOfPair : []
    var corrections = [SIMD4<Double>]()
    corrections.reserveCapacity(pass.count)
    var isOverdetermined = false
    effects = [Double](unsafeUninitializedCapacity: pass.count * k) { target, initialized in
      let effects = target
      pass.visit { cluster in
        corrections.append(cluster.correction)
        isOverdetermined = isOverdetermined || cluster.isOverdetermined
        let (slot, first, (p, q)) = (cluster.index &* k, cluster.first, cluster.weights)
        for feature in 0..<k {
          effects[slot &+ feature] =
            if let second = cluster.second {
              // A point without weight has no row of its own; a pair without has no part in anything.
              p > 0
                ? first[feature] / p.squareRoot()
                : q > 0 ? sumOfPair[feature] - second[feature] / q.squareRoot() : 0
            } else {
              p * first[feature] * first[feature]
            }
        }
      }
      initialized = pass.count * k
    }
    self.features = k
    self.isPaired = isPaired
    self.sumOfPair = sumOfPair
    self.corrections = corrections
    self.weights = design.weights
    self.isOverdetermined = isOverdetermined
  }

  /// The variances that residuals say, features × outputs.
  ///
  /// - Parameter residuals: points × outputs.
  func variances(_ residuals: [Double], outputs: Int) -> [Double] {
    isPaired
      ? variancesOfPairs(residuals, outputs: outputs)
      : variancesOfPoints(residuals, outputs: outputs)
  }

  private func variancesOfPoints(_ residuals: [Double], outputs: Int) -> [Double] {
    var squares = residuals
    for (point, correction) in corrections.enumerated() {
      for output in 0..<outputs {
        let residual = correction[0] * squares[point * outputs + output]
        squares[point * outputs + output] = residual * residual
      }
    }
    return product(
      effects, squares, first: .transposed, rows: features, inner: corrections.count,
      columns: outputs)
  }

  private func variancesOfPairs(_ residuals: [Double], outputs: Int) -> [Double] {
    let (k, count) = (features, corrections.count)
    var sums = [Double](repeating: 0, count: outputs * k)
    sums.withUnsafeMutableBufferPointer { sums in
      effects.withUnsafeBufferPointer { effects in
        sumOfPair.withUnsafeBufferPointer { sumOfPair in
          for pair in 0..<count {
            let correction = corrections[pair]
            let effect = UnsafeBufferPointer(rebasing: effects[pair * k..<(pair + 1) * k])
            for output in 0..<outputs {
              let a = residuals[pair &* outputs &+ output]
              let b = residuals[(count &+ pair) &* outputs &+ output]
              let first = weights[pair] * (correction[0] * a + correction[1] * b)
              let second = weights[count &+ pair] * (correction[2] * a + correction[3] * b)
              let slope = first - second
              let sums = UnsafeMutableBufferPointer(
                rebasing: sums[output * k..<(output + 1) * k])
              for feature in 0..<k {
                let term = slope * effect[feature] + second * sumOfPair[feature]
                sums[feature] += term * term
              }
            }
          }
        }
      }
    }
    return (0..<k * outputs).map { sums[$0 % outputs * k + $0 / outputs] }
  }

  /// The same in one pass that keeps nothing.
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

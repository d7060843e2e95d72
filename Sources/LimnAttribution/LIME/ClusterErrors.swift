import LimnCore

/// The sandwich `Σ_c (M_c r̃_c)²` of each coefficient: for designs that many inputs share with M kept
/// from input to input, else in one pass that keeps nothing.
struct ClusterErrors: Sendable {
  private let features: Int
  private let isPaired: Bool
  /// The products of M's columns that squared and multiplied residuals are weighed with:
  /// points × features; for pairs those of the first points, of the second ones and of both.
  private let squares: [Double]
  /// `(1 − H_c)⁻¹` of each cluster.
  private let corrections: [SIMD4<Double>]
  /// Whether a cluster alone decides some coefficient, which then has no error bar.
  let isOverdetermined: Bool

  init(_ pass: ClusterPass, features k: Int, isPaired: Bool) {
    let count = pass.count
    var corrections = [SIMD4<Double>]()
    corrections.reserveCapacity(count)
    var isOverdetermined = false
    let total = (isPaired ? 3 : 1) * count * k
    squares = [Double](unsafeUninitializedCapacity: total) { target, initialized in
      let squares = target
      pass.visit { cluster in
        corrections.append(cluster.correction)
        isOverdetermined = isOverdetermined || cluster.isOverdetermined
        let (p, q) = cluster.weights
        let a = cluster.first
        for feature in 0..<k {
          squares[cluster.index &* k &+ feature] = p * a[feature] * a[feature]
        }
        guard let b = cluster.second else { return }
        let (second, product) = (count &+ cluster.index, 2 &* count &+ cluster.index)
        let both = 2 * (p * q).squareRoot()
        for feature in 0..<k {
          squares[second &* k &+ feature] = q * b[feature] * b[feature]
          squares[product &* k &+ feature] = both * a[feature] * b[feature]
        }
      }
      initialized = total
    }
    self.features = k
    self.isPaired = isPaired
    self.corrections = corrections
    self.isOverdetermined = isOverdetermined
  }

  /// The variances that residuals say, features × outputs.
  ///
  /// - Parameter residuals: points × outputs.
  func variances(_ residuals: [Double], outputs: Int) -> [Double] {
    let count = corrections.count
    var terms = [Double](repeating: 0, count: (isPaired ? 3 : 1) * count * outputs)
    for (cluster, correction) in corrections.enumerated() {
      for output in 0..<outputs {
        let index = cluster * outputs + output
        let a = residuals[index]
        guard isPaired else {
          terms[index] = correction[0] * a * (correction[0] * a)
          continue
        }
        let b = residuals[count * outputs + index]
        let first = correction[0] * a + correction[1] * b
        let second = correction[2] * a + correction[3] * b
        terms[index] = first * first
        terms[count * outputs + index] = second * second
        terms[2 * count * outputs + index] = first * second
      }
    }
    return product(
      squares, terms, first: .transposed, rows: features, inner: terms.count / outputs,
      columns: outputs)
  }

  /// The same in one pass.
  static func variances(
    _ pass: ClusterPass, features k: Int, residuals: [Double], outputs: Int
  ) -> (variances: [Double], isOverdetermined: Bool) {
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

import LimnCore

/// The points z of a local regression and their weights, starting with the input itself.
///
/// For pairs of a mask and its complement, only the first point z is stored; the second, 1 − z, has
/// the same index plus half of all points. Sums over points and predictions then take half of the
/// operations and memory.
struct RegressionDesign: Sendable {
  let count: Int
  let features: Int
  /// Whether points come in pairs, which were drawn together and have correlated errors.
  let isPaired: Bool
  /// π of each point.
  let weights: [Double]
  /// The points, points × features; only the first of each pair.
  private let drawn: [Double]

  /// The number of points processed together, whose rows fit in a core's cache.
  static let block = 256

  /// - Parameters:
  ///   - drawn: points × features, starting with the input; only the first of each pair.
  ///   - weights: one for each point; for pairs, the weights of all first points precede those of
  ///     the second.
  init(drawn: [Double], features: Int, isPaired: Bool, weights: [Double]) {
    count = weights.count
    self.features = features
    self.isPaired = isPaired
    self.weights = weights
    self.drawn = drawn
    precondition(drawn.count == clusters * features, "a row for each point")
  }

  /// The number of clusters, which are points drawn together.
  var clusters: Int { isPaired ? count / 2 : count }

  /// The values of the features at the input.
  var input: [Double] { Array(drawn[..<features]) }

  /// `Σ_p z_p y_p`, features × outputs.
  ///
  /// - Parameter y: points × outputs.
  func sums(_ y: [Double], outputs: Int) -> [Double] {
    guard isPaired else {
      return product(
        drawn, y, first: .transposed, rows: features, inner: count, columns: outputs)
    }
    // Σ z y + (1 − z) y′ = Σ z (y − y′) + Σ y′.
    let half = clusters * outputs
    var totals = [Double](repeating: 0, count: outputs)
    for row in stride(from: half, to: y.count, by: outputs) {
      for output in 0..<outputs { totals[output] += y[row &+ output] }
    }
    let differences = [Double](unsafeUninitializedCapacity: half) { target, initialized in
      y.withUnsafeBufferPointer { y in
        for index in 0..<half { target[index] = y[index] - y[half &+ index] }
      }
      initialized = half
    }
    var sums = product(
      drawn, differences, first: .transposed, rows: features, inner: clusters, columns: outputs)
    for index in sums.indices { sums[index] += totals[index % outputs] }
    return sums
  }

  /// `z_p · β` of each point, points × outputs.
  ///
  /// - Parameter slopes: features × outputs.
  func predictions(_ slopes: [Double], outputs: Int) -> [Double] {
    let first = product(drawn, slopes, rows: clusters, inner: features, columns: outputs)
    guard isPaired else { return first }
    var totals = [Double](repeating: 0, count: outputs)
    for index in slopes.indices { totals[index % outputs] += slopes[index] }
    let half = first.count
    return [Double](unsafeUninitializedCapacity: 2 * half) { target, initialized in
      first.withUnsafeBufferPointer { first in
        for row in stride(from: 0, to: half, by: outputs) {
          for output in 0..<outputs {
            let index = row &+ output
            target[index] = first[index]
            target[half &+ index] = totals[output] - first[index]
          }
        }
      }
      initialized = 2 * half
    }
  }

  /// `√π (z − z̄)` of the points in `range`, which must lie in one half if points are paired.
  func scaledRows(_ range: Range<Int>, means: [Double], into rows: inout [Double]) {
    let (n, sign, shift, offset) = (features, sign(of: range), shift(of: range), offset(of: range))
    rows.withUnsafeMutableBufferPointer { rows in
      drawn.withUnsafeBufferPointer { drawn in
        means.withUnsafeBufferPointer { means in
          for point in range {
            let root = weights[point].squareRoot()
            let (source, target) = ((point &- offset) &* n, (point &- range.lowerBound) &* n)
            for feature in 0..<n {
              let z = shift + sign * drawn[source &+ feature]
              rows[target &+ feature] = root * (z - means[feature])
            }
          }
        }
      }
    }
  }

  /// `√π (z − z̄)` of the points in `range`, for the given features.
  func scaledRows(
    _ range: Range<Int>, of features: [Int], means: [Double], into rows: inout [Double]
  ) {
    guard features.count < self.features else {
      return scaledRows(range, means: means, into: &rows)
    }
    let (sign, shift, offset) = (sign(of: range), shift(of: range), offset(of: range))
    for point in range {
      let root = weights[point].squareRoot()
      for (place, feature) in features.enumerated() {
        let z = shift + sign * drawn[(point - offset) * self.features + feature]
        rows[(point - range.lowerBound) * features.count + place] =
          root * (z - means[feature])
      }
    }
  }

  // A point of the second half is 1 − z: a shift and the opposite sign.
  private func isSecond(_ range: Range<Int>) -> Bool { isPaired && range.lowerBound >= clusters }
  private func sign(of range: Range<Int>) -> Double { isSecond(range) ? -1 : 1 }
  private func shift(of range: Range<Int>) -> Double { isSecond(range) ? 1 : 0 }
  private func offset(of range: Range<Int>) -> Int { isSecond(range) ? clusters : 0 }
}

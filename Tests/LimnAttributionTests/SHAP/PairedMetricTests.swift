import LimnCore
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The kernel with a metric: its factors, predictions and gradients.
@Suite struct PairedMetricTests {
  /// `exp(−½ (s − t)ᵀ A (s − t))`, from its definition.
  private func kernel(_ metric: [Double], _ s: [Double], _ t: [Double]) -> Double {
    let n = s.count
    let distance = (0..<n * n).reduce(0) { sum, index in
      let (i, j) = (index / n, index % n)
      return sum + (s[i] - t[i]) * metric[index] * (s[j] - t[j])
    }
    return exp(-distance / 2)
  }

  /// The covariances of odd and even parts, from their definitions.
  private func covariances(_ metric: [Double], _ s: [Double], _ t: [Double]) -> (
    odd: Double, even: Double
  ) {
    let same = kernel(metric, s, t)
    let opposite = kernel(metric, s, t.map { -$0 })
    let wide = 2 * GaussianProcess.linearVariance
    let linear = zip(s, t).reduce(0) { $0 + $1.0 * $1.1 } / Double(s.count)
    return (wide * linear + same - opposite, wide + same + opposite)
  }

  /// The metric from gradients against differences of predictions.
  @Test func gradientsAreThoseOfPredictions() throws {
    let n = 4
    var stream = RandomStream(seed: 8)
    let signs = [1.0, 1, 1, 1] + (0..<12 * n).map { _ in stream.uniform() < 0.5 ? -1.0 : 1 }
    let root = (0..<n * n).map { _ in 0.4 * stream.normal() }
    let metric = (0..<n * n).map { index in
      (0..<n).reduce(0) { $0 + root[index / n * n + $1] * root[index % n * n + $1] }
    }
    let process = PairedMetric(metric, noise: 0.1, signs: signs, players: n)
    let (odd, even) = (
      (0..<2 * 13).map { _ in stream.normal() }, (0..<2 * 13).map { _ in stream.normal() }
    )
    func prediction(_ point: [Double], _ output: Int) -> Double {
      (0..<13).reduce(0) {
        let own = covariances(metric, point, Array(signs[$1 * n..<($1 + 1) * n]))
        return $0 + own.odd * odd[2 * $1 + output] + own.even * even[2 * $1 + output]
      }
    }
    var expected = [Double](repeating: 0, count: n * n)
    for place in 0..<5 {
      for side in [1.0, -1] {
        for output in 0..<2 {
          let point = (0..<n).map { side * signs[place * n + $0] }
          let gradient = (0..<n).map { player in
            var (up, down) = (point, point)
            up[player] += 1e-5
            down[player] -= 1e-5
            return (prediction(up, output) - prediction(down, output)) / 2e-5
          }
          for index in expected.indices {
            expected[index] += gradient[index / n] * gradient[index % n]
          }
        }
      }
    }
    let scale = trace(metric, order: n) / trace(expected, order: n)
    let found = try #require(
      process.gradientMetric(odd: odd, even: even, outputs: 2, places: 5))
    for (a, b) in zip(found, expected) { #expect(abs(a - scale * b) < 1e-5) }
  }

  /// In single precision; 21 observations are not a whole number of registers. A large metric needs
  /// double precision for its exponents.
  @Test(arguments: [0.4, 60]) func predictionsAreProductsWithCovariances(own: Double) throws {
    let (n, m) = (5, 21)
    var stream = RandomStream(seed: 11)
    let signs = (0..<m * n).map { _ in stream.uniform() < 0.5 ? -1.0 : 1 }
    let points = (0..<7 * n).map { _ in stream.uniform() < 0.5 ? -1.0 : 1 }
    let metric = (0..<n * n).map { $0 / n == $0 % n ? own : own / 20 }
    let process = PairedMetric(metric, noise: 0.1, signs: signs, players: n)
    let (odd, even) = (
      (0..<2 * m).map { _ in stream.normal() }, (0..<2 * m).map { _ in stream.normal() }
    )
    let found = PairedPredictor(process, odd: odd, even: even, outputs: 2).predictions(points)
    for place in 0..<7 {
      let point = Array(points[place * n..<(place + 1) * n])
      for output in 0..<2 {
        var expected = (odd: 0.0, even: 0.0)
        for row in 0..<m {
          let own = covariances(metric, point, Array(signs[row * n..<(row + 1) * n]))
          expected.odd += own.odd * odd[2 * row + output]
          expected.even += own.even * even[2 * row + output]
        }
        #expect(abs(found.odd[2 * place + output] - expected.odd) < 2e-5)
        #expect(abs(found.even[2 * place + output] - expected.even) < 2e-5)
      }
    }
    let values = process.values(points, columns: m)
    for place in 0..<7 {
      for row in 0..<m {
        let (point, sign) = (
          Array(points[place * n..<(place + 1) * n]), Array(signs[row * n..<(row + 1) * n])
        )
        #expect(abs(values.same[place * m + row] - kernel(metric, point, sign)) < 1e-12)
        #expect(
          abs(values.opposite[place * m + row] - kernel(metric, point, sign.map { -$0 })) < 1e-12)
      }
    }
  }

  /// The factors against those of covariances from their definition, across bands of rows.
  @Test func factorsAreThoseOfTheCovariances() throws {
    let (n, m) = (9, 140)
    let sample = try PairedCoalitions(
      spreadOver: n, pairs: m - 1, stream: RandomStream(seed: 6), work: .serial())
    let signs =
      [Double](repeating: 1, count: n) + sample.members.elements.map { Double(2 * $0 - 1) }
    let metric = (0..<n * n).map { $0 / n == $0 % n ? 0.3 : 0.03 }
    let process = PairedMetric(metric, noise: 0.05, signs: signs, players: n)
    var (odd, even) = ([Double](), [Double]())
    for row in 0..<m {
      for column in 0..<m {
        let own = covariances(
          metric, Array(signs[row * n..<(row + 1) * n]), Array(signs[column * n..<(column + 1) * n])
        )
        let noise = row == column && row > 0 ? 0.05 : 0
        odd.append(own.odd + noise)
        even.append(own.even + noise)
      }
    }
    let observed = (0..<m).map { sin(Double(5 * $0)) }
    let found = try #require(try process.factors(m, work: .serial()))
    let alone = try #require(try process.oddFactor(m, work: .serial()))
    for (factor, covariance) in [(found.odd, odd), (found.even, even), (alone, odd)] {
      let expected = try #require(Cholesky(covariance, order: m)).solve(observed)
      for (a, b) in zip(factor.solve(observed), expected) { #expect(abs(a - b) < 1e-8) }
    }
  }

  /// Each observation predicted from all others, by leaving it out.
  @Test func missesAreThoseOfProcessesWithoutTheRow() throws {
    let n = 6
    let sample = try PairedCoalitions(
      spreadOver: n, pairs: 20, stream: RandomStream(seed: 2), work: .serial())
    let signs =
      [Double](repeating: 1, count: n) + sample.members.elements.map { Double(2 * $0 - 1) }
    let metric = (0..<n * n).map { $0 / n == $0 % n ? 0.3 : 0.05 }
    let process = PairedMetric(metric, noise: 0.05, signs: signs, players: n)
    let observed = (0..<21).map { row in sin(Double(7 * row)) }
    let factor = try #require(try process.factors(21, work: .serial())).odd
    let solved = factor.solve(observed)
    let inverse = factor.inverse
    let covariance = (0..<21 * 21).map { index in
      let (row, column) = (index / 21, index % 21)
      return covariances(
        metric, Array(signs[row * n..<(row + 1) * n]), Array(signs[column * n..<(column + 1) * n])
      ).odd
    }
    for left in 1..<21 {
      let kept = (0..<21).filter { $0 != left }
      let block = kept.flatMap { row in
        kept.map { column in
          covariance[row * 21 + column] + (row == column && row > 0 ? 0.05 : 0)
        }
      }
      let weights = try #require(Cholesky(block, order: 20)).solve(kept.map { observed[$0] })
      let predicted = zip(kept, weights).reduce(0) { $0 + covariance[left * 21 + $1.0] * $1.1 }
      let found = observed[left] - solved[left] / inverse[left * 21 + left]
      #expect(abs(found - predicted) < 1e-8)
    }
  }
}

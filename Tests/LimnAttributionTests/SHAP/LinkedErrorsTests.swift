import LimnCore
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The errors of values from predictions of scores, by draws from the posterior.
@Suite struct LinkedErrorsTests {
  private static let players = 7

  /// Scores of classes that are not linear, at coalitions and their complements. The last objective
  /// is the sum of all classes but the first, which have equal probabilities.
  private static func learned(pairs: Int = 40, classes: Int = 2) throws -> (
    LinkedShapley, signs: [Double]
  ) {
    let n = players
    let sample = try PairedCoalitions(
      spreadOver: n, pairs: pairs, stream: RandomStream(seed: 3), work: .serial())
    let signs =
      [Double](repeating: 1, count: n) + sample.members.elements.map { Double(2 * $0 - 1) }
    func score(_ row: [Double], _ side: Double) -> Double {
      var sum = 0.4
      for (player, sign) in row.enumerated() { sum += side * sign * (0.2 + 0.1 * Double(player)) }
      return logistic(2 * (abs(sum) - 0.8 + 0.2 * sum))
    }
    var probabilities: [Double] = []
    for side in [1.0, -1.0] {
      for row in 0...pairs {
        let p = score(Array(signs[row * n..<(row + 1) * n]), side)
        probabilities.append(1 - p)
        probabilities += [Double](repeating: p / Double(classes - 1), count: classes - 1)
      }
    }
    let sum = try Objective(
      terms: (1..<classes).map { .init(output: $0, weight: 1) }, scale: .probability)
    let link = try #require(
      ScoreLink(
        [
          .probability(1), .probability(1, against: 0),
          sum,
        ],
        output: BlackBox(inputShape: .vector(n), outputCount: classes, scoreKind: .probabilities) {
          $0
        }.output))
    let process = try LinkedShapley(
      try #require(link.latents(of: probabilities)), signs: signs,
      magnitudes: [Double](repeating: 0, count: n), objectives: 3, work: .serial())
    return (try #require(process), signs)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// `k(s, t)` and `k(s, −t)` from the definition.
  private func kernels(_ process: PairedMetric, _ s: [Double], _ t: [Double]) -> (Double, Double) {
    func value(_ side: Double) -> Double {
      let difference = zip(s, t).map { $0 - side * $1 }
      let image = product(
        process.metric, difference, rows: Self.players, inner: Self.players, columns: 1)
      return exp(-dot(difference, image) / 2)
    }
    return (value(1), value(-1))
  }

  /// The mean squares of many draws are the variances of the posterior, which follow from the
  /// covariances: for the weights w of the observations, those of `f(q) − wᵀ(f(S) + ε)`.
  @Test func drawsHaveThePosteriorsVariance() throws {
    let (shapley, signs) = try Self.learned()
    let (process, n) = (shapley.process, Self.players)
    let m = process.rows
    let leftOut = try shapley.leftOut(work: .serial())
    let members = Matrix(
      rows: 3, columns: n,
      elements: [1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    var sums = (odd: [Double](repeating: 0, count: 3), even: [Double](repeating: 0, count: 3))
    let times = 60
    for seed in 0..<times {
      let errors = try #require(
        try LinkedErrors(
          shapley, leftOut, at: members, stream: RandomStream(seed: UInt64(seed)), work: .serial()))
      for index in errors.drawn.odd.indices {
        let row = index / LinkedErrors.draws
        sums.odd[row] += errors.drawn.odd[index] * errors.drawn.odd[index]
        sums.even[row] += errors.drawn.even[index] * errors.drawn.even[index]
      }
    }
    func row(_ index: Int) -> [Double] { Array(signs[index * n..<(index + 1) * n]) }
    for place in 0..<3 {
      let point = members[row: place].map { Double(2 * $0 - 1) }
      for (isOdd, factor, sum) in [
        (true, shapley.factors.odd, sums.odd[place]),
        (false, shapley.factors.even, sums.even[place]),
      ] {
        func prior(_ s: [Double], _ t: [Double]) -> Double {
          let (same, opposite) = kernels(process, s, t)
          return isOdd ? same - opposite : same + opposite
        }
        let wide = 2 * GaussianProcess.linearVariance
        let covariances = (0..<m).map {
          prior(point, row($0)) + (isOdd ? wide / Double(n) * dot(point, row($0)) : wide)
        }
        let weights = factor.solve(covariances)
        var expected = prior(point, point)
        for i in 0..<m {
          expected -= 2 * weights[i] * prior(point, row(i))
          if i > 0 { expected += process.noise * weights[i] * weights[i] }
          for j in 0..<m { expected += weights[i] * weights[j] * prior(row(i), row(j)) }
        }
        let found = sum / Double(times * LinkedErrors.draws)
        // 60 sets of features, each with 32 draws.
        #expect(abs(found / expected - 1) < 0.25, "\(place), \(isOdd): \(found) for \(expected)")
      }
    }
  }

  private func variances(_ objective: Int, missing factor: Double = 1, classes: Int = 2) throws
    -> [Double]?
  {
    let (shapley, _) = try Self.learned(classes: classes)
    let leftOut = try shapley.leftOut(work: .serial())
    let regression = try KernelRegression.determined(
      players: Self.players, pairs: LinkedErrors.points(pairs: 40), stream: RandomStream(seed: 1))
    let errors = try #require(
      try LinkedErrors(
        shapley, leftOut, at: regression.members, stream: RandomStream(seed: 2), work: .serial()))
    let misses = (0..<40).map { factor * sin(Double($0)) }
    return LinkedErrors.variances(
      [errors], objective: objective, misses: misses, regression: regression)
  }

  /// Predictions that miss twice as much give errors twice as large; those that miss nothing, none.
  @Test func errorsFollowWhatPredictionsMiss() throws {
    let (once, twice, never) = (
      try #require(try variances(0)), try #require(try variances(0, missing: 2)),
      try #require(try variances(0, missing: 0))
    )
    for player in 0..<Self.players {
      #expect(once[player] > 0)
      #expect(abs(twice[player] / once[player] - 4) < 1e-9)
      #expect(never[player] == 0)
    }
  }

  /// Of more terms than there are draws for what is missed, some share draws, at the evaluated pairs
  /// as elsewhere.
  @Test func manyTermsHaveTheErrorsOfOne() throws {
    let (one, many) = (
      try #require(try variances(0, classes: 12)), try #require(try variances(2, classes: 12))
    )
    let ratio = many.reduce(0, +) / one.reduce(0, +)
    #expect((0.6...1.6).contains(ratio), "\(ratio)")
  }

  /// What is missed decides how large errors are, whether an objective is one term or the difference
  /// of two, whose draws differ.
  @Test func severalTermsHaveTheSameErrorsForTheSameMisses() throws {
    let (one, two) = (try #require(try variances(0)), try #require(try variances(1)))
    let ratio = two.reduce(0, +) / one.reduce(0, +)
    #expect((0.6...1.6).contains(ratio), "\(ratio)")
  }

  /// The predictions of a pair from all others, by a process of the others.
  @Test func aLeftOutPairIsPredictedByTheOthers() throws {
    let (shapley, signs) = try Self.learned()
    let (process, n) = (shapley.process, Self.players)
    let leftOut = try shapley.leftOut(work: .serial())
    for left in [1, 17, 40] {
      let kept = (0..<process.rows).filter { $0 != left }
      let others = PairedMetric(
        process.metric, noise: process.noise,
        signs: kept.flatMap { signs[$0 * n..<($0 + 1) * n] }, players: n)
      let factors = try #require(try others.factors(kept.count, work: .serial()))
      func weights(_ factor: Cholesky, _ values: [Double]) -> [Double] {
        factor.solve(kept.flatMap { values[2 * $0..<2 * $0 + 2] }, columns: 2)
      }
      let found = PairedPredictor(
        others, odd: weights(factors.odd, shapley.odd), even: weights(factors.even, shapley.even),
        outputs: 2
      ).predictions(Array(signs[left * n..<(left + 1) * n]))
      for score in 0..<2 {
        #expect(abs(found.odd[score] - leftOut.odd[2 * left + score]) < 1e-3)
        #expect(abs(found.even[score] - leftOut.even[2 * left + score]) < 1e-3)
      }
    }
  }

  /// The log-odds of a class are those of its probability.
  @Test func logOddsAreThoseOfTheProbability() throws {
    let (shapley, _) = try Self.learned()
    let odds = shapley.logOdds(odd: shapley.odd, even: shapley.even, of: 1)
    let explained = odds.same.indices.map {
      (logistic(odds.same[$0]) - logistic(odds.opposite[$0])) / 2
    }
    let none = LinkedShapley.LeftOut(
      odd: shapley.odd, even: shapley.even,
      oddVariances: [Double](repeating: 1, count: odds.same.count), evenVariances: [])
    let observed = explained.flatMap { [$0, 2 * $0, $0] }
    for miss in shapley.misses(observed, none).linked { #expect(abs(miss) < 1e-12) }
  }
}

import LimnCore
import LimnNetwork
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Shapley values of probabilities from predictions of the logits behind them.
@Suite struct LinkedShapleyTests {
  /// A network whose classes are close, behind a function that gives probabilities or logits.
  private static func network() throws -> Network {
    try CoverageTests.Game.network("", [24, 16], .probability(1), gain: 8).model
  }

  private static func program(_ network: Network, _ kind: ScoreKind) -> BlackBox {
    BlackBox(inputShape: .vector(16), outputCount: 2, scoreKind: kind) { batch in
      let logits = network.scores(of: batch)
      return kind == .logits ? logits : logits.softmaxOfRows()
    }
  }

  private static let input = (0..<16).map { 0.3 + 0.05 * Float($0) }

  private func error(_ found: Attribution, _ truth: [Double]) -> Double {
    zip(found.values, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// The same values from probabilities as from logits, and much closer than by a process of the
  /// probability itself.
  @Test func logitsPredictAProbabilityBetter() throws {
    let network = try Self.network()
    let truth = try SHAP(network, estimator: .exact)
      .attribution(of: Self.input, objective: .probability(1)).values
    var (linked, plain) = (0.0, 0.0)
    for seed in 0..<4 as Range<UInt64> {
      func explain(_ model: any Model, _ decays: ShapleyDecays?) throws -> Attribution {
        try SHAP(
          model, estimator: .gaussianProcess, evaluations: 512, decays: decays, seed: seed
        ).attribution(of: Self.input, objective: .probability(1))
      }
      let found = try explain(Self.program(network, .probabilities), nil)
      #expect(found.options.contains(Attribution.Option("predicted", "logits")))
      #expect(abs(found.completenessGap) < 1e-6)
      #expect(found.evaluations <= 512)
      let same = try explain(Self.program(network, .logits), nil)
      for (a, b) in zip(found.values, same.values) { #expect(abs(a - b) < 2e-3) }
      linked += error(found, truth)
      plain += error(try explain(network, .fixed), truth)
    }
    #expect(linked < plain / 1.5, "\(linked) against \(plain)")
  }

  /// A linear logit is predicted exactly, and so is its probability, which jumps where a majority of
  /// unlike votes is reached.
  @Test func aSteepFunctionOfALinearLogitIsSolved() throws {
    let weights = (0..<16).map { 5 * (1 + 0.1 * Float($0)) }
    let game = try CoverageTests.Game.threshold("", weights, bias: -70)
    func explain(_ estimator: ShapleyEstimator, _ decays: ShapleyDecays?) throws -> Attribution {
      try SHAP(
        game.model, estimator: estimator, evaluations: estimator == .exact ? nil : 300,
        decays: decays
      )
      .attribution(of: game.input, objective: game.objective)
    }
    let truth = try explain(.exact, nil).values
    let (linked, plain) = (
      try explain(.gaussianProcess, .learned), try explain(.gaussianProcess, .fixed)
    )
    #expect(error(linked, truth) < error(plain, truth) / 1000)
    #expect(error(linked, truth) < 1e-5)
  }

  /// A probability of 0 has no logit; the values themselves are predicted then.
  @Test func aProbabilityOfZeroIsPredictedItself() throws {
    let model = BlackBox(inputShape: .vector(12), outputCount: 2, scoreKind: .probabilities) {
      batch in
      Matrix(rows: batch.rows, columns: 2) { scores in
        for row in 0..<batch.rows {
          let votes = batch[row: row].reduce(0, +)
          let p: Float = votes > 6.5 ? 1 : 0
          (scores[2 * row], scores[2 * row + 1]) = (1 - p, p)
        }
      }
    }
    let found = try SHAP(model, estimator: .gaussianProcess, evaluations: 600)
      .attribution(of: [Float](repeating: 1, count: 12), objective: .probability(1))
    #expect(found.options.contains(Attribution.Option("predicted", "values")))
    for value in found.values { #expect(abs(value - 1.0 / 12) < 0.03) }
  }

  /// A probability that adds up is predicted exactly, its logit is not.
  @Test func anAdditiveProbabilityIsPredictedItself() throws {
    let model = BlackBox(inputShape: .vector(12), outputCount: 2, scoreKind: .probabilities) {
      batch in
      Matrix(rows: batch.rows, columns: 2) { scores in
        for row in 0..<batch.rows {
          let p = 0.01 + 0.98 * batch[row: row].reduce(0, +) / 12
          (scores[2 * row], scores[2 * row + 1]) = (1 - p, p)
        }
      }
    }
    let found = try SHAP(model, estimator: .gaussianProcess, evaluations: 400)
      .attribution(of: [Float](repeating: 1, count: 12), objective: .probability(1))
    #expect(found.options.contains(Attribution.Option("predicted", "values")))
    for value in found.values { #expect(abs(value - 0.98 / 12) < 1e-4) }
  }

  @Test func sameBitsForAnyWorkersAndBatch() throws {
    let shap = try SHAP(
      Self.program(Self.network(), .probabilities), estimator: .gaussianProcess, evaluations: 300)
    let inputs = Matrix(
      rows: 3, columns: 16,
      elements: Self.input + Self.input.map { 1.2 * $0 } + Self.input.reversed())
    let objectives = [Objective](repeating: .probability(1), count: 3)
    let one = try shap.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    let many = try shap.attributions(of: inputs, objectives: objectives, work: Work(workers: 8))
    #expect(one == many)
    #expect(
      try shap.attribution(of: Array(inputs[row: 1]), objective: .probability(1)) == one[1])
  }

  /// A budget that several processes learn from is not exceeded, and several probabilities share
  /// their evaluations.
  @Test func blocksAndSeveralObjectives() throws {
    let network = try Self.network()
    let found = try SHAP(
      Self.program(network, .probabilities), estimator: .gaussianProcess, evaluations: 6400
    ).attributions(
      of: Self.input,
      objectives: [.probability(0), .probability(1), .probability(1, against: 0)])
    // The probabilities are single precision, so they sum to 1 only up to their rounding.
    for (a, b) in zip(found[0].values, found[1].values) { #expect(abs(a + b) < 1e-7) }
    for (b, c) in zip(found[1].values, found[2].values) { #expect(abs(2 * b - c) < 1e-7) }
    #expect(found.allSatisfy { $0.evaluations <= 6400 && $0.evaluations > 6300 })
    let truth = try SHAP(network, estimator: .exact)
      .attribution(of: Self.input, objective: .probability(1)).values
    #expect(error(found[1], truth) < 2e-3 * truth.reduce(0) { $0 + $1 * $1 })
  }

  /// Intervals on games whose logits differ in kind, steep ones among them.
  @Test func intervalsHold() throws {
    var (held, total) = (0, 0)
    for game in try CoverageTests.Game.all where game.objective.scale == .probability {
      let found = try game.coverage(
        .gaussianProcess, evaluations: 600, decays: .learned, seeds: 6)
      held += found.held
      total += found.of
    }
    let share = Double(held) / Double(total)
    #expect((0.92...0.995).contains(share), "\(share)")
  }

  // MARK: - Parts

  @Test func linksOfObjectives() throws {
    let classes = OutputSchema.classes(3)
    #expect(ScoreLink([.logit(0)], output: classes) == nil)
    #expect(ScoreLink([.probability(0), .logit(1)], output: classes) == nil)
    #expect(ScoreLink([.output(0)], output: OutputSchema(count: 1, link: .identity)) == nil)
    let link = try #require(
      ScoreLink([.probability(2), .probability(0, against: 2)], output: classes))
    #expect(link.scores == [.logit(0), .logit(1), .logit(2)])
    let flags = try #require(
      ScoreLink(
        [.probability(1)], output: OutputSchema(count: 3, link: .sigmoid, scores: .probabilities)))
    #expect(flags.scores == [.output(1)])
    #expect(flags.latents(of: [1]) == nil)
    #expect(flags.latents(of: [0.5])?.values == [0])
  }

  /// The predicted scores give back the explained values, with classes merged or not.
  @Test(arguments: [3, 40]) func latentsGiveTheExplainedValues(classes: Int) throws {
    var stream = RandomStream(seed: 4)
    let rows = (0..<2 * classes).map { _ in 3 * stream.normal() }
    let link = try #require(
      ScoreLink([.probability(1), .probability(0, against: 2)], output: .classes(classes)))
    let latents = try #require(link.latents(of: rows))
    #expect(latents.count == min(classes, ScoreLink.mostClasses + 1))
    let explained = link.explained(of: rows)
    for row in 0..<2 {
      let p = softmax(rows[row * classes..<(row + 1) * classes].map(Float.init))
      var scores = Array(latents.values[row * latents.count..<(row + 1) * latents.count])
      var found = [0.0, 0.0]
      scores.withUnsafeMutableBufferPointer { scores in
        found.withUnsafeMutableBufferPointer { latents.explain(scores, into: $0) }
      }
      for (place, expected) in [p[1], p[0] - p[2]].enumerated() {
        #expect(abs(found[place] - expected) < 1e-6)
        #expect(abs(explained[2 * row + place] - expected) < 1e-6)
      }
    }
  }

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

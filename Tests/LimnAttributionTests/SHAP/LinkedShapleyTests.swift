import LimnCore
import LimnNetwork
import Testing

@testable import LimnAttribution

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
        .gaussianProcess, evaluations: 600, decays: .learned, seeds: 12)
      held += found.held
      total += found.of
    }
    let share = Double(held) / Double(total)
    #expect((0.93...0.98).contains(share), "\(share)")
  }
}

import LimnAttribution
import LimnCore
import Testing

/// The laws that define Shapley values, on games in closed form, for every estimator that samples or
/// enumerates coalitions.
@Suite struct ShapleyLawTests {
  static let estimators: [ShapleyEstimator] = [
    .auto, .permutation, .sampling, .kernel, .gaussianProcess, .exact,
  ]
  /// Those whose values are uncertain.
  static let samplers: [ShapleyEstimator] = [.permutation, .sampling, .kernel, .gaussianProcess]

  /// Values of up to 10 read from `Float` scores: each is off by up to 5e-7.
  private let rounding = 5e-6

  private func explain(
    _ game: UnanimityGame, _ estimator: ShapleyEstimator, evaluations: Int? = nil,
    decays: ShapleyDecays? = nil, seed: UInt64 = 3
  ) throws -> Attribution {
    try SHAP(
      game.model, estimator: estimator, evaluations: evaluations, decays: decays, seed: seed
    ).attribution(of: game.input, objective: .logit(0))
  }

  @Test(arguments: estimators) func efficiency(_ estimator: ShapleyEstimator) throws {
    let game = UnanimityGame.random(players: 10, seed: 1)
    let found = try explain(game, estimator)
    // The values sum to the very scores that were read: only Double rounding is left.
    #expect(abs(found.completenessGap) < 1e-10)
    let worth = game.terms.reduce(0) { $0 + $1.worth }
    #expect(abs(found.scoreDifference - worth) < rounding)
  }

  @Test func enumerationIsTheClosedForm() throws {
    for players in 1...11 {
      let game = UnanimityGame.random(players: max(players, 5), seed: UInt64(players))
      let found = try explain(game, .exact)
      for (value, expected) in zip(found.values, game.shapleyValues) {
        #expect(abs(value - expected) < rounding)
      }
      #expect(game.accesses == 1 << game.players)
      #expect(found.standardErrors == nil)
    }
  }

  @Test func gamesOfOneAndOfNobody() throws {
    let game = UnanimityGame(players: 1, terms: [([0], 2.5)])
    for estimator in Self.estimators {
      #expect(try explain(game, estimator).values == [2.5])
      let nobody = try SHAP(game.model, estimator: estimator)
        .attribution(of: [0], objective: .logit(0))
      #expect(nobody.values == [0])
    }
  }

  /// Two orders are all there are, and one pair of coalitions.
  @Test(arguments: estimators) func gamesOfTwo(_ estimator: ShapleyEstimator) throws {
    let game = UnanimityGame(players: 2, terms: [([0], 1), ([1], 2), ([0, 1], 3)])
    let found = try explain(game, estimator)
    let error = found.standardErrors?[0] ?? 0
    #expect(abs(found.values[0] - 2.5) <= 4 * error + rounding)
    #expect(abs(found.values[1] - 3.5) <= 4 * error + rounding)
    #expect(error < 0.1)
  }

  /// Every estimator against the closed form, within four of its own standard errors: for 10 players
  /// in 12 games a chance of one in a hundred, and the seeds are fixed.
  @Test(arguments: samplers, [4, 7, 10]) func agreesWithinItsOwnError(
    _ estimator: ShapleyEstimator, players: Int
  ) throws {
    for seed in 0..<4 as Range<UInt64> {
      let game = UnanimityGame.random(players: max(players, 5), seed: 10 + seed)
      let found = try explain(game, estimator, evaluations: 400, seed: seed)
      let errors = try #require(found.standardErrors)
      for (index, expected) in game.shapleyValues.enumerated() {
        #expect(abs(found.values[index] - expected) < 4 * errors[index] + rounding)
        // And the error says something: it is smaller than the value's natural size.
        #expect(errors[index] < 0.2)
      }
    }
  }

  @Test(arguments: estimators) func dummy(_ estimator: ShapleyEstimator) throws {
    let game = UnanimityGame.random(players: 9, seed: 2, sparing: 4)
    let found = try explain(game, estimator, evaluations: 600)
    let error = found.standardErrors?[4] ?? 0
    #expect(abs(found.values[4]) <= 4 * error + rounding)
    if estimator == .permutation || estimator == .exact || estimator == .sampling {
      #expect(abs(found.values[4]) < rounding)
    }
  }

  @Test(arguments: estimators) func playersEqualToTheBaselineGetExactlyZero(
    _ estimator: ShapleyEstimator
  ) throws {
    let game = UnanimityGame.random(players: 9, seed: 2)
    var input = game.input
    input[3] = 0
    let found = try SHAP(game.model, estimator: estimator, evaluations: 600)
      .attribution(of: input, objective: .logit(0))
    #expect(found.values[3] == 0)
    #expect(found.standardErrors.map { $0[3] == 0 } ?? true)
    #expect(found.values.count(where: { $0 != 0 }) == 8)
  }

  /// Players 0 and 1 play the same part.
  @Test(arguments: estimators) func symmetry(_ estimator: ShapleyEstimator) throws {
    let game = UnanimityGame(
      players: 8,
      terms: [
        ([0], 1), ([1], 1), ([0, 2], -0.5), ([1, 2], -0.5), ([0, 1, 3], 2), ([4, 5, 6, 7], 1),
      ])
    let found = try explain(game, estimator, evaluations: 300)
    let error = found.standardErrors.map { $0[0] + $0[1] } ?? 0
    #expect(abs(found.values[0] - found.values[1]) <= 4 * error + rounding)
    #expect(abs(found.values[0] - (1 - 0.25 + 2.0 / 3)) <= 4 * error + rounding)
  }

  /// With the same seed the estimate is linear in the game, not only its expectation; what is learned
  /// from one game does not hold for another.
  @Test(arguments: estimators) func linearity(_ estimator: ShapleyEstimator) throws {
    let (one, other) = (
      UnanimityGame.random(players: 9, seed: 5), UnanimityGame.random(players: 9, seed: 6)
    )
    let both = UnanimityGame(
      players: 9, terms: one.terms.map { ($0.members, 2 * $0.worth) } + other.terms)
    let budget = estimator == .exact ? nil : 300
    let a = try explain(one, estimator, evaluations: budget, decays: .fixed)
    let b = try explain(other, estimator, evaluations: budget, decays: .fixed)
    let sum = try explain(both, estimator, evaluations: budget, decays: .fixed)
    for index in 0..<9 {
      #expect(abs(sum.values[index] - 2 * a.values[index] - b.values[index]) < 4 * rounding)
    }
  }

  @Test(arguments: samplers, [300, 1000, 1001]) func theBudgetIsACeilingAndIsUsed(
    _ estimator: ShapleyEstimator, budget: Int
  ) throws {
    let game = UnanimityGame.random(players: 12, seed: 8)
    let found = try explain(game, estimator, evaluations: budget)
    #expect(game.accesses == found.evaluations)
    #expect(game.accesses <= budget)
    // What is left does not pay for one more pair: of coalitions, or of orders of 12 players.
    let pair = estimator == .permutation || estimator == .sampling ? 22 : 2
    #expect(budget - game.accesses < pair)
  }

  /// The regression with every pair is the definition.
  @Test(arguments: [8, 9]) func kernelRegressionOnAllPairsIsExact(players: Int) throws {
    let game = UnanimityGame.random(players: players, seed: 4)
    let found = try explain(game, .kernel, evaluations: 5000)
    #expect(game.accesses == 1 << players)
    #expect(found.standardErrors == [Double](repeating: 0, count: players))
    for (value, expected) in zip(found.values, game.shapleyValues) {
      #expect(abs(value - expected) < rounding)
    }
  }

  @Test func severalObjectivesShareTheirEvaluations() throws {
    let game = UnanimityGame.random(players: 10, seed: 9)
    for estimator in Self.estimators {
      let before = game.accesses
      let shap = try SHAP(game.model, estimator: estimator, evaluations: 1100)
      let both = try shap.attributions(
        of: game.input, objectives: [.logit(0), .logit(1), .logit(0, against: 1)])
      #expect(game.accesses - before == both[0].evaluations)
      let alone = try shap.attribution(of: game.input, objective: .logit(0))
      for index in 0..<10 {
        #expect(abs(both[0].values[index] - alone.values[index]) < 1e-12)
        #expect(abs(both[1].values[index] + alone.values[index]) < 1e-12)
        #expect(abs(both[2].values[index] - 2 * alone.values[index]) < 1e-11)
      }
    }
  }
}

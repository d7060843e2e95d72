import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// 95% intervals hold the truth in 93% of cases or more, on many kinds of games.
///
/// The seeds are fixed, so each count is too. All values of one seed are of one sample, so a share of
/// 40 seeds is known to about 1.5%; the kinds are taken together where each is small.
@Suite struct CoverageTests {
  struct Game: Sendable, CustomStringConvertible {
    let description: String
    let model: Network
    let input: [Float]
    let objective: Objective

    static var all: [Game] {
      get throws {
        let ones = [Float](repeating: 1, count: 16)
        return [
          try .threshold("majority", [Float](repeating: 40, count: 18), bias: -380),
          try .threshold(
            "two thirds of unlike votes", [90, 60] + ones.map { 30 * $0 }, bias: -420),
          try .network("one hidden layer, logit", [24], .logit(1), gain: 2),
          try .network("one hidden layer, probability", [24], .probability(1), gain: 8),
          try .network("two hidden layers, logit", [24, 16], .logit(1), gain: 2),
          try .network("two hidden layers, probability", [24, 16], .probability(1), gain: 8),
        ]
      }
    }

    /// The probability of a class whose logit is linear and steep.
    static func threshold(_ name: String, _ weights: [Float], bias: Float) throws -> Game {
      let n = weights.count
      return Game(
        description: name,
        model: try Network(
          inputShape: .vector(n),
          layers: [
            Dense(
              weights: Matrix(rows: n, columns: 2, elements: weights.flatMap { [0, $0] }),
              bias: [0, bias]), Softmax(),
          ]), input: [Float](repeating: 1, count: n), objective: .probability(1))
    }

    static func network(_ name: String, _ hidden: [Int], _ objective: Objective, gain: Float) throws
      -> Game
    {
      var stream = RandomStream(seed: 77)
      func dense(_ rows: Int, _ columns: Int, _ gain: Float) -> Dense {
        let scale = gain / Float(rows).squareRoot()
        return Dense(
          weights: Matrix(
            rows: rows, columns: columns,
            elements: (0..<rows * columns).map { _ in scale * Float(stream.normal()) }),
          bias: (0..<columns).map { _ in 0.3 * Float(stream.normal()) })
      }
      var (layers, width) = ([any Layer](), 16)
      for units in hidden {
        layers += [dense(width, units, 1.5), ReLU()]
        width = units
      }
      layers += [dense(width, 2, gain), Softmax()]
      let network = try Network(inputShape: .vector(16), layers: layers)
      return Game(
        description: name, model: network,
        input: (0..<16).map { _ in 0.2 + Float(stream.uniform()) }, objective: objective)
    }

    /// How many of the intervals of so many seeds hold the truth, and how many there are.
    func coverage(
      _ estimator: ShapleyEstimator, evaluations: Int, decays: ShapleyDecays = .fixed, seeds: Int
    ) throws -> (held: Int, of: Int) {
      let truth = try SHAP(model, estimator: .exact).attribution(
        of: input, objective: objective
      ).values
      var (held, total) = (0, 0)
      for seed in 0..<seeds {
        let found = try SHAP(
          model, estimator: estimator, evaluations: evaluations, decays: decays,
          seed: UInt64(seed)
        ).attribution(of: input, objective: objective)
        let errors = try #require(found.standardErrors)
        for (player, expected) in truth.enumerated() {
          total += 1
          if abs(found.values[player] - expected) <= 1.96 * errors[player] { held += 1 }
        }
      }
      return (held, total)
    }
  }

  /// At most budgets an interval is right or wider: a few hundred coalitions of a few thousand are much
  /// of a game, which no estimator but the kernel's knows.
  @Test(arguments: [ShapleyEstimator.permutation, .kernel, .gaussianProcess])
  func intervalsHoldOnAllKindsOfGames(_ estimator: ShapleyEstimator) throws {
    var (held, total) = (0, 0)
    for game in try Game.all {
      let found = try game.coverage(estimator, evaluations: 1100, seeds: 16)
      let share = Double(found.held) / Double(found.of)
      // With 32 pairs of orders a majority of 18 is the least covered, by permutations.
      let least = estimator == .permutation ? 0.88 : 0.9
      #expect((least...0.99).contains(share), "\(estimator), \(game): \(share)")
      held += found.held
      total += found.of
    }
    let share = Double(held) / Double(total)
    #expect((0.93...0.985).contains(share), "\(estimator), all games: \(share)")
  }

  /// A jump in the middle sizes, which every player brings about as rarely as any other: at the default
  /// budget intervals covered 90%.
  @Test(arguments: [ShapleyEstimator.permutation, .gaussianProcess])
  func aMajorityIsCovered(_ estimator: ShapleyEstimator) throws {
    let found = try Game.all[0].coverage(
      estimator, evaluations: SHAP.defaultEvaluations, seeds: 30)
    let share = Double(found.held) / Double(found.of)
    #expect((0.93...0.99).contains(share), "\(estimator): \(share)")
  }
}

import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// Error bars at the extremes: the smallest budget an estimator starts with, and nearly all pairs.
@Suite struct ErrorBarExtremesTests {
  /// How many intervals hold the truth, over a smooth and a kinked network.
  private func coverage(
    _ estimator: ShapleyEstimator, players: Int, evaluations: Int, seeds: Range<UInt64>
  ) throws -> Double {
    var (covered, total) = (0, 0)
    var stream = RandomStream(seed: 31)
    let input = (0..<players).map { _ in Float(stream.uniform()) + 0.1 }
    for activation in [Tanh(), ReLU()] as [any Layer] {
      func values(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
      let network = try Network(
        inputShape: .vector(players),
        layers: [
          Dense(
            weights: Matrix(rows: players, columns: 12, elements: values(players * 12)),
            bias: values(12)), activation,
          Dense(weights: Matrix(rows: 12, columns: 2, elements: values(24)), bias: [0, 0]),
        ])
      let truth = try SHAP(network, estimator: .exact)
        .attribution(of: input, objective: .logit(1)).values
      for seed in seeds {
        let found = try SHAP(
          network, estimator: estimator, evaluations: evaluations, seed: seed
        ).attribution(of: input, objective: .logit(1))
        #expect(found.evaluations <= evaluations)
        let errors = try #require(found.standardErrors)
        for (index, expected) in truth.enumerated() {
          total += 1
          if abs(found.values[index] - expected) <= 1.96 * errors[index] { covered += 1 }
        }
      }
    }
    return Double(covered) / Double(total)
  }

  /// Two pairs of orders have a single degree of freedom, for which Student's factor is 6.5: without
  /// it three in four intervals hold.
  @Test(arguments: [ShapleyEstimator.permutation, .sampling])
  func twoPairsOfOrders(_ estimator: ShapleyEstimator) throws {
    let share = try coverage(estimator, players: 16, evaluations: 2 + 4 * 15, seeds: 0..<60)
    #expect(share >= 0.93, "\(estimator): \(share)")
  }

  /// Of all 2,047 pairs of 12 players 1,873 are taken: the rest leaves little error, by the root of
  /// the share that was left out.
  @Test func nearlyAllPairs() throws {
    let share = try coverage(.kernel, players: 12, evaluations: 2 + 2 * 1873, seeds: 0..<40)
    #expect((0.92...0.99).contains(share), "\(share)")
  }
}

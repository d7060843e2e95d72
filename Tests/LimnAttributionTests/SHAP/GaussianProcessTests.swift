import LimnCore
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Gaussian process against its definition.
@Suite struct GaussianProcessTests {
  /// Nine players: with the fewest pairs, whose scale comes from ten innovations, and with more than
  /// 64 of them. The factors are Student's quantiles over the normal one, `stats.t.ppf(0.975, …)` of
  /// SciPy 1.17.1 over 1.959964.
  @Test(
    arguments: [(18, 10, 2.228139 / 1.959964), (160, 64, 1.997730 / 1.959964)], [false, true])
  func valuesAndErrorsAreThePosteriors(
    budget: (pairs: Int, innovations: Int, factor: Double), isMajority: Bool
  ) throws {
    let (pairs, innovations, factor) = budget
    // The value of a majority of nine jumps in the middle size.
    let game =
      isMajority ? UnanimityGame.majority(of: 9) : UnanimityGame.random(players: 9, seed: 7)
    let found = try SHAP(
      game.model, estimator: .gaussianProcess, evaluations: 2 + 2 * pairs, decays: .fixed,
      seed: 5
    ).attribution(of: game.input, objective: .logit(0))
    let sample = try PairedCoalitions(
      spreadOver: 9, pairs: pairs, stream: RandomStream(seed: 5).split(0), work: Work())
    let coalitions =
      [(1 << 9) - 1]
      + (0..<pairs).map { row in
        (0..<9).reduce(0) { $0 | (sample.members[row, $1] == 1 ? 1 << $1 : 0) }
      }
    func worth(_ coalition: Int) -> Double {
      game.terms.reduce(0) { sum, term in
        sum + (term.members.allSatisfy { coalition >> $0 & 1 == 1 } ? term.worth : 0)
      }
    }
    let expected = PlainGaussianProcess(
      players: 9, coalitions: coalitions,
      observed: coalitions.map { (worth($0) - worth((1 << 9) - 1 - $0)) / 2 },
      innovations: innovations, factor: 1.05 * factor, decay: exp(-7.4 / 9))
    let errors = try #require(found.standardErrors)
    for player in 0..<9 {
      // Scores are rounded to single precision, and so are the innovations.
      #expect(abs(found.values[player] - expected.values[player]) < 2e-5)
      #expect(
        abs(errors[player] - expected.standardErrors[player])
          < 5e-3 * expected.standardErrors[player])
    }
  }

  /// The last observations are predicted from those before them, as by a process without the others.
  @Test func surprisesAreErrorsOfPredictions() throws {
    let (n, pairs) = (7, 30)
    let process = try GaussianProcess(
      players: n, pairs: pairs, stream: RandomStream(seed: 2), work: .serial())
    let observed = (0...pairs).map { row in sin(Double(5 * row)) }
    let signs = process.signs.map(Double.init)
    let kernel = DecayKernel(
      decays: [Double](repeating: 7.4 / 7, count: n), noise: GaussianProcess.noise,
      interactions: [])
    let covariance = try kernel.covariance(signs, work: .serial())
    let m = pairs + 1
    let count = min(GaussianProcess.innovationLimit, (m + 1) / 2)
    let expected = try (m - count..<m).reduce(0.0) { sum, row in
      let block = (0..<row * row).map { index in
        let (first, second) = (index / row, index % row)
        return covariance[max(first, second) * m + min(first, second)]
      }
      let weights = try #require(Cholesky(block, order: row)).solve(Array(observed[..<row]))
      let predicted = (0..<row).reduce(0.0) { $0 + covariance[row * m + $1] * weights[$1] }
      return sum + (observed[row] - predicted) * (observed[row] - predicted) / Double(count)
    }
    let found = process.squaredSurprises(observed, outputs: 1)[0]
    #expect(abs(found - expected) < 1e-4 * expected)
  }

  /// Each round has a sample of its own: what the second adds is as good as the first, and as wrong
  /// in its own way.
  @Test func roundsAreIndependent() throws {
    let network = try TestNetwork.random(inputs: 14, hidden: [9], classes: 3, seed: 4)
    let input = Array(TestNetwork.inputs(rows: 1, columns: 14)[row: 0])
    func explain(_ evaluations: Int) throws -> Attribution {
      try SHAP(network, estimator: .gaussianProcess, evaluations: evaluations)
        .attribution(of: input, objective: .logit(0))
    }
    // 4,098 pairs in two rounds of 2,049, of which the first alone is half the budget.
    let (both, first) = (try explain(2 + 2 * 4098), try explain(2 + 2 * 2049))
    let (errors, firstErrors) = (
      try #require(both.standardErrors), try #require(first.standardErrors)
    )
    var square = 0.0
    for player in 0..<14 {
      let second = 2 * both.values[player] - first.values[player]
      // Of two independent estimates the difference has twice the variance.
      let difference = (second - first.values[player]) / firstErrors[player]
      square += difference * difference / 2 / 14
      #expect((0.6...0.85).contains(errors[player] / firstErrors[player]))
    }
    // Of a quarter of all coalitions the errors are stated too wide; a shared sample gives 0.
    #expect((0.02...3).contains(square), "\(square)")
  }
}

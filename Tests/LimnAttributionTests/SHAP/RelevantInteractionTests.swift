import LimnCore
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Interactions of three players that the observations single out.
@Suite struct RelevantInteractionTests {
  private let players = 8
  private var sample: PairedCoalitions {
    get throws {
      try PairedCoalitions(
        spreadOver: players, pairs: 70, stream: RandomStream(seed: 3), work: .serial())
    }
  }

  /// The signs of everybody, then of the sample.
  private func signs() throws -> [Double] {
    try [Double](repeating: 1, count: players)
      + sample.members.elements.map { Double(2 * $0 - 1) }
  }

  private func kernel(_ interactions: [RelevantInteraction] = []) -> DecayKernel {
    DecayKernel(
      decays: [Double](repeating: 0.5, count: players), noise: 0.01, interactions: interactions)
  }

  /// The logarithm of the marginal likelihood, from its definition.
  private func evidence(
    _ interactions: [RelevantInteraction], _ signs: [Double], _ observed: [Double]
  ) throws -> Double {
    let m = observed.count
    let factor = try #require(
      Cholesky(try kernel(interactions).covariance(signs, work: .serial()), order: m))
    let fit = zip(factor.solve(observed), observed).reduce(0) { $0 + $1.0 * $1.1 }
    return -Double(m) / 2 * log(fit / Double(m)) - factor.logDeterminant / 2
  }

  private func observed(
    _ signs: [Double], _ terms: [([Int], Double)], noise: Double = 0.02
  ) -> [Double] {
    var stream = RandomStream(seed: 9)
    return stride(from: 0, to: signs.count, by: players).map { row in
      terms.reduce(noise * stream.normal()) { sum, term in
        sum + term.0.reduce(term.1) { $0 * signs[row + $1] }
      }
    }
  }

  private func found(_ signs: [Double], _ observed: [Double]) throws -> [RelevantInteraction] {
    let factor = try #require(try kernel().factor(signs, work: .serial()))
    return try InteractionSearch.found(kernel(), factor, signs, observed, work: .serial())
  }

  /// Each interaction raises the likelihood by more than its price, and no other variance of the last
  /// one raises it more.
  @Test func addsWhatTheLikelihoodAsksFor() throws {
    let signs = try signs()
    let observed = observed(
      signs, [([0], 1), ([3], -0.5), ([0, 1, 2], 0.8), ([2, 5, 7], -0.4)])
    let found = try self.found(signs, observed)
    #expect(Array(found.prefix(2)).map(\.players) == [[0, 1, 2], [2, 5, 7]])
    for count in 1...found.count {
      let before = try evidence(Array(found.prefix(count - 1)), signs, observed)
      let after = try evidence(Array(found.prefix(count)), signs, observed)
      let price = log(Double(56 - count + 1) / Double(count))
      #expect(after - before > price)
    }
    let last = try #require(found.last)
    let best = try evidence(found, signs, observed)
    for factor in [0.5, 0.9, 1.1, 2] {
      let other = RelevantInteraction(players: last.players, variance: factor * last.variance)
      #expect(try evidence(found.dropLast() + [other], signs, observed) < best)
    }
  }

  @Test func noiseHasNone() throws {
    let signs = try signs()
    let observed = observed(signs, [([1], 1)], noise: 0.3)
    #expect(try found(signs, observed).isEmpty)
  }

  /// Shapley values of a column and prior variances, from their definitions.
  @Test func valuesOfColumnsAreThoseOfTheParity() throws {
    let signs = try signs()
    let own = RelevantInteraction(players: [1, 4, 6], variance: 0.7)
    let (plain, with) = (kernel(), kernel([own]))
    let before = try plain.columns(signs, work: .serial())
    let after = try with.columns(signs, work: .serial())
    // φ_i of χ(S) = s_1 s_4 s_6 by counting out the orders of three players.
    func worth(_ present: Set<Int>) -> Double {
      [1, 4, 6].reduce(1) { $0 * (present.contains($1) ? 1 : -1) }
    }
    let orders = [[1, 4, 6], [1, 6, 4], [4, 1, 6], [4, 6, 1], [6, 1, 4], [6, 4, 1]]
    var values = [Double](repeating: 0, count: players)
    for order in orders {
      for (place, player) in order.enumerated() {
        values[player] +=
          (worth(Set(order[...place])) - worth(Set(order[..<place]))) / Double(orders.count)
      }
    }
    for row in 0..<signs.count / players {
      let parity = [1, 4, 6].reduce(1.0) { $0 * signs[row * players + $1] }
      for player in 0..<players {
        let difference = after[row * players + player] - before[row * players + player]
        #expect(abs(difference - 0.7 * parity * values[player]) < 1e-12)
      }
    }
    for player in 0..<players {
      let difference = with.priorVariances[player] - plain.priorVariances[player]
      #expect(abs(difference - 0.7 * values[player] * values[player]) < 1e-12)
    }
  }

  /// Twenty players, of whom three decide together and three others; the rest adds up. At 300
  /// evaluations decays alone leave an error fifty times as large.
  @Test func aGameOfFewTriplesIsSolved() throws {
    let model = BlackBox(inputShape: .vector(20), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1) { scores in
        for row in 0..<batch.rows {
          let x = Array(batch[row: row])
          scores[row] = 6 * x[0] * x[1] * x[2] - 3 * x[2] * x[7] * x[11] + x.reduce(0, +)
        }
      }
    }
    let found = try SHAP(model, estimator: .gaussianProcess, evaluations: 600)
      .attribution(of: [Float](repeating: 1, count: 20), objective: .logit(0))
    var truth = [Double](repeating: 1, count: 20)
    for player in [0, 1, 2] { truth[player] += 2 }
    for player in [2, 7, 11] { truth[player] -= 1 }
    for (value, expected) in zip(found.values, truth) { #expect(abs(value - expected) < 0.01) }
    #expect(found.options.contains(Attribution.Option("decays", "learned")))
  }
}

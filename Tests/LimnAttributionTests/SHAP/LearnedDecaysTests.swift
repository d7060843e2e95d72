import LimnAttribution
import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Gaussian process with decays learned for each player.
@Suite struct LearnedDecaysTests {
  private func error(_ game: CoverageTests.Game, _ decays: ShapleyDecays) throws -> Double {
    let truth = try SHAP(game.model, estimator: .exact)
      .attribution(of: game.input, objective: game.objective).values
    return try (0..<6).reduce(0.0) { sum, seed in
      let found = try SHAP(
        game.model, estimator: .gaussianProcess, evaluations: 512, decays: decays,
        seed: UInt64(seed)
      ).attribution(of: game.input, objective: game.objective)
      #expect(abs(found.completenessGap) < 1e-9)
      return sum + zip(found.values, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
  }

  /// Players that differ in how much they interact: five decide among themselves, eleven just add up. It
  /// takes decays of their own to tell them apart.
  @Test func playersThatInteractAreToldFromThoseThatDoNot() throws {
    let model = BlackBox(inputShape: .vector(16), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1) { scores in
        for row in 0..<batch.rows {
          let x = Array(batch[row: row])
          let votes = x[0] + x[1] + x[2] + x[3] + x[4]
          scores[row] = (votes > 2.5 ? 4 : 0) + x[5...].reduce(0, +)
        }
      }
    }
    let input = [Float](repeating: 1, count: 16)
    let truth = [Double](repeating: 0.8, count: 5) + [Double](repeating: 1, count: 11)
    func error(_ decays: ShapleyDecays) throws -> Double {
      let found = try SHAP(
        model, estimator: .gaussianProcess, evaluations: 300, decays: decays
      ).attribution(of: input, objective: .logit(0))
      return zip(found.values, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(try error(.learned) < error(.fixed) / 4)
  }

  /// Inputs that spread log-normally make players of unlike effects.
  @Test func unlikeEffectsComeCloser() throws {
    let game = try CoverageTests.Game.all[5]
    var stream = RandomStream(seed: 12)
    let unlike = CoverageTests.Game(
      description: "unlike", model: game.model,
      input: game.input.map { $0 * Float(exp(1.2 * stream.normal())) }, objective: game.objective)
    #expect(try error(unlike, .learned) < error(unlike, .fixed) / 1.5)
  }

  @Test func sameBitsForAnyWorkersAndBatch() throws {
    let game = try CoverageTests.Game.all[5]
    let shap = try SHAP(
      game.model, estimator: .gaussianProcess, evaluations: 300, decays: .learned)
    let inputs = Matrix(
      rows: 3, columns: 16,
      elements: game.input + game.input.map { 1.2 * $0 } + game.input.reversed())
    let objectives = [Objective](repeating: game.objective, count: 3)
    let one = try shap.attributions(of: inputs, objectives: objectives, work: Work(workers: 1))
    let many = try shap.attributions(of: inputs, objectives: objectives, work: Work(workers: 8))
    #expect(one == many)
    #expect(try shap.attribution(of: Array(inputs[row: 1]), objective: game.objective) == one[1])
  }

  /// A game without interactions, and a constant one: nothing to learn, nothing to fail on.
  @Test func plainGamesAreExact() throws {
    for slope in [0, 1] as [Float] {
      let model = BlackBox(inputShape: .vector(6), outputCount: 1, scoreKind: .logits) { batch in
        Matrix(
          rows: batch.rows, columns: 1,
          elements: (0..<batch.rows).map { slope * batch[row: $0].reduce(0, +) })
      }
      let found = try SHAP(
        model, estimator: .gaussianProcess, evaluations: 60, decays: .learned
      ).attribution(of: [1, 2, 3, 4, 5, 6], objective: .logit(0))
      for player in 0..<6 {
        #expect(abs(found.values[player] - Double(slope) * Double(player + 1)) < 1e-3)
      }
    }
  }
}

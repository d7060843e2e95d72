import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@testable import LimnEvaluation

/// The same perturbations of the same network, given to Captum 0.9.0 (torch, float32).
@Suite struct CaptumTests {
  private func batch() throws -> ExplainedBatch {
    let network = try Network(
      inputShape: .vector(4),
      layers: [
        Dense(
          weights: Matrix(
            rows: [[0.5, -1, 0.25], [1.5, 0.75, -0.5], [-0.25, 0.5, 1], [1, -0.5, 0.75]],
            columns: 3), bias: [0.125, -0.25, 0.5]),
        ReLU(),
        Dense(
          weights: Matrix(rows: [[1, -0.5], [-0.75, 1.25], [0.5, 0.25]], columns: 2),
          bias: [0.1, -0.2]),
      ])
    return try Subjects.batch(network, Matrix(row: [1, 0.5, -1.5, 2]))
  }

  /// `captum.metrics.infidelity` with `n_perturb_samples=6`; for contributions the attribution is
  /// divided by the input, which Captum multiplies it with.
  @Test func infidelity() throws {
    let batch = try batch()
    let subsets = FeatureSubsets(
      members: [[0], [1, 2], [0, 1, 3], [2, 3], [0, 1, 2, 3], [3]])
    let metric = Infidelity(scale: .scoreSquared)
    for (quantity, expected) in [
      (Quantity.contribution, 1.0598958730697632), (.slope, 0.5729166865348816),
    ] {
      let given = try Subjects.attribution([0.75, -0.25, 0.5, 1.25], in: batch, quantity: quantity)
      let found = try metric.values(of: [[given]], in: batch, work: Work(workers: 1)) { _ in subsets
      }
      #expect(abs(try #require(found[0][0].number) - expected) < 2e-6)
    }
  }

  /// `captum.metrics.sensitivity_max` of `InputXGradient` at three given neighbours.
  @Test func maxSensitivity() throws {
    let batch = try batch()
    let method = try GradientTimesInput(try #require(batch.model as? Network))
    let neighbours: [[Float]] = [
      [1.125, 0.375, -1.4375, 2.1], [0.9, 0.55, -1.4, 1.875], [1, 0.6, -1.625, 2.125],
    ]
    let moved = try neighbours.map { try method.attribution(of: $0, objective: .logit(0)).values }
    let values = try method.attribution(of: [1, 0.5, -1.5, 2], objective: .logit(0)).values
    let found = MaxSensitivity().value(values, moved)
    #expect(abs(try #require(found.number) - 0.07651173323392868) < 1e-6)
  }
}

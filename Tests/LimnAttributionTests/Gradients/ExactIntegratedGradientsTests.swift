import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct ExactIntegratedGradientsTests {
  private static let objectives: [Objective] = [
    .logit(1), .logit(2, against: 0), .probability(3), .probability(0, against: 4),
  ]

  @Test(arguments: [[], [24], [24, 20], [16, 12, 8]], [Float(0), 0.1])
  func agreesWithTheSharpReference(hidden: [Int], slope: Float) throws {
    let network = try TestNetwork.random(inputs: 12, hidden: hidden, classes: 5, slope: slope)
    let inputs = TestNetwork.inputs(rows: 4, columns: 12)
    let reference = DenseReference(network)
    let baseline = (0..<12).map { Float($0 % 3) * 0.2 - 0.1 }
    for origin in [Baseline.zeros, .values(baseline)] {
      let method = try IntegratedGradients(network, baseline: origin, rule: .exact)
      let start = try origin.row(width: 12)
      for objective in Self.objectives {
        let found = try method.attributions(
          of: inputs, objectives: Array(repeating: objective, count: 4), work: Work(workers: 1))
        for (row, attribution) in found.enumerated() {
          let input = Array(inputs[row: row])
          let expected = reference.sharpIntegratedGradients(
            from: start, to: input, objective: objective)
          for (a, b) in zip(attribution.values, expected) { #expect(abs(a - b) <= 1e-9) }
          #expect(
            abs(attribution.completenessGap)
              <= 1e-5 * max(1, abs(attribution.scoreDifference)))
          // Against scores in Double the sum is exact to the quadrature of the softmax pieces.
          let difference =
            reference.score(input, objective) - reference.score(start, objective)
          #expect(abs(attribution.sum - difference) <= 1e-9 * max(1, abs(difference)))
        }
      }
    }
  }
}

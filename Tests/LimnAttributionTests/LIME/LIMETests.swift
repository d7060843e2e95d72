import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// LIME as an attributor: reproducibility, budgets, refusals.
@Suite struct LIMETests {
  /// A linear model of `weights.count` features, a counting closure.
  private func linear(_ weights: [Float], bias: Float = 0.5) -> BlackBox {
    BlackBox(inputShape: .vector(weights.count), outputCount: 1, scoreKind: .logits) { batch in
      batch.affine(Matrix(rows: weights.count, columns: 1, elements: weights), bias: [bias])
    }
  }

  private let weights: [Float] = (0..<20).map { Float(($0 * 7) % 11) - 5 }

  /// A linear model explains itself; the penalty's shrinkage is inside the error bar.
  @Test(arguments: MaskSampling.allCases, [0, 1])
  func aLinearModelExplainsItself(_ sampling: MaskSampling, ridge: Double) throws {
    let input = (0..<20).map { Float($0 % 3) + 1 }
    let found = try LIME(model: linear(weights), samples: 1000, ridge: ridge, sampling: sampling)
      .attribution(of: input, objective: .logit(0))
    let errors = try #require(found.standardErrors)
    for index in 0..<20 {
      let expected = Double(weights[index] * input[index])
      let tolerance = ridge == 0 ? 1e-4 : 1.96 * errors[index] + 1e-4
      #expect(abs(found.values[index] - expected) < tolerance)
      #expect(errors[index] < 0.02 * abs(expected) + 0.1)
    }
    #expect(found.notes == [])
    #expect(found.evaluations == 1000)
  }
}

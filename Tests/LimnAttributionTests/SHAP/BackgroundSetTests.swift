import Foundation
import LimnAttribution
import LimnCore
import Testing

/// SHAP before several background rows: averaged over all of them, or drawn.
@Suite struct BackgroundSetTests {
  /// For a linear model `φ_i = w_i (x_i − mean background_i)`, whatever the estimator.
  @Test(arguments: ShapleyLawTests.estimators) func backgroundSetsAreAveraged(
    _ estimator: ShapleyEstimator
  ) throws {
    let weights: [Float] = [1, -2, 3, 0.5, -1, 2]
    let model = BlackBox(inputShape: .vector(6), outputCount: 1, scoreKind: .logits) { batch in
      batch.multiplied(by: Matrix(rows: 6, columns: 1, elements: weights))
    }
    let background = Matrix(rows: 3, columns: 6, elements: (0..<18).map { Float($0 * 7 % 5) })
    let input: [Float] = [1, 2, 3, 4, 5, 6]
    let found = try SHAP(model, background: .rows(background), estimator: estimator)
      .attribution(of: input, objective: .logit(0))
    for feature in 0..<6 {
      let mean = (0..<3).reduce(0.0) { $0 + Double(background[$1, feature]) } / 3
      let expected = Double(weights[feature]) * (Double(input[feature]) - mean)
      let error = found.standardErrors?[feature] ?? 0
      #expect(abs(found.values[feature] - expected) < 4 * error + 1e-4)
    }
    #expect(abs(found.completenessGap) < 1e-10)
  }

  /// A budget that stops in the middle of a round through the background still sums up.
  @Test func drawnBackgroundsSumToTheWholeSet() throws {
    var stream = RandomStream(seed: 12)
    let model = BlackBox(inputShape: .vector(20), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1) { scores in
        for row in 0..<batch.rows { scores[row] = tanh(batch[row: row].reduce(0, +) / 4) }
      }
    }
    let rows = Matrix(
      rows: 60, columns: 20, elements: (0..<1200).map { _ in Float(stream.normal()) })
    let found = try SHAP(
      model, background: .rows(rows.rows(1..<60)), estimator: .sampling, evaluations: 1000
    ).attribution(of: Array(rows[row: 0]), objective: .logit(0))
    #expect(found.evaluations == 1 + 59 + 24 * 38)
    #expect(abs(found.completenessGap) < 1e-10)
  }

  /// Before drawn rows a linear model's values are w (x − mean of all rows), whichever rows were drawn, and a
  /// feature that the model does not read has none of what the sum misses.
  @Test func drawnRowsStandForAll() throws {
    let weights: [Float] = [2, -1, 0.5, 0, 3, -2]
    let model = BlackBox(inputShape: .vector(6), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1) { scores in
        for row in 0..<batch.rows {
          scores[row] = zip(batch[row: row], weights).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
    }
    var stream = RandomStream(seed: 2)
    let rows = Matrix(
      rows: 200, columns: 6, elements: (0..<1200).map { _ in Float(stream.normal()) })
    let input: [Float] = [1, 2, 3, 4, 5, 6]
    let found = try SHAP(
      model, background: .rows(rows), estimator: .sampling, evaluations: 400
    ).attribution(of: input, objective: .logit(0))
    for (feature, weight) in weights.enumerated() {
      let mean = (0..<200).reduce(0) { $0 + Double(rows[$1, feature]) } / 200
      let exact = Double(weight) * (Double(input[feature]) - mean)
      #expect(abs(found.values[feature] - exact) < 1e-5, "\(feature)")
      #expect(try #require(found.standardErrors)[feature] < 1e-3)
    }
    #expect(found.values[3] == 0 && abs(found.completenessGap) < 1e-12)

    // Of a product the slope does not explain all, and the error bar says so.
    let product = BlackBox(inputShape: .vector(6), outputCount: 1, scoreKind: .logits) { batch in
      Matrix(rows: batch.rows, columns: 1) { scores in
        for row in 0..<batch.rows { scores[row] = batch[row, 0] * batch[row, 1] }
      }
    }
    let means = (0..<2).map { feature in
      (0..<200).reduce(0) { $0 + Double(rows[$1, feature]) } / 200
    }
    let empty = (0..<200).reduce(0) { $0 + Double(rows[$1, 0]) * Double(rows[$1, 1]) } / 200
    // Over both orders: x = 1 and 2.
    let exact = (means[1] - empty + 2 - 2 * means[0]) / 2
    var held = 0
    for seed in 0..<40 as Range<UInt64> {
      let found = try SHAP(
        product, background: .rows(rows), estimator: .sampling, evaluations: 400, seed: seed
      ).attribution(of: input, objective: .logit(0))
      let error = try #require(found.standardErrors)[0]
      if abs(found.values[0] - exact) <= 1.96 * error { held += 1 }
    }
    #expect(held >= 34, "\(held) of 40")
  }
}

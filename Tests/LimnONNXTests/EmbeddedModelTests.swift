import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import Testing

@Suite struct EmbeddedModelTests {
  @Test func isTheTrainedDigitsNetwork() throws {
    let model = try EmbeddedModel.model()
    #expect(model.name == "digits-64-64-10")
    #expect(model.network.inputShape == Digits.inputShape)
    #expect(model.network.widths == [64, 64, 64, 64, 10, 10])
    #expect(model.network.endsInSoftmax)
  }

  /// The logits that onnxruntime 1.32.0 gives for `Fixtures/digits-64-64-10.onnx` and
  /// `Fixtures/digits.bin`, to six digits.
  @Test func answersAsOnnxruntimeDoes() throws {
    let expected: [(digit: Int, logits: [Double])] = [
      (
        0,
        [
          11.4978, -15.1126, -7.22767, -6.69813, -7.27318, -2.67157, -4.87045, -3.07769, -1.75626,
          -2.16962,
        ]
      ),
      (
        17,
        [
          -7.46892, -2.46853, -9.75006, -4.44561, 0.0962878, -7.30517, -12.7329, 6.34842, -2.94597,
          -9.43413,
        ]
      ),
      (
        1796,
        [
          -5.03014, -6.34622, -8.22634, -9.93738, -6.93451, -7.6965, 1.02702, -12.4634, 7.0147,
          -0.418365,
        ]
      ),
    ]
    let scores = try EmbeddedModel.network().scores(of: Digits.all.inputs)
    for (digit, logits) in expected {
      for (label, logit) in logits.enumerated() {
        #expect(abs(Double(scores[digit, label]) - logit) < 1e-4)
      }
    }
    // And the digits it takes for others.
    let mistakes = zip(scores.argmaxOfRows(), Digits.all.labels).enumerated()
      .filter { $0.element.0 != $0.element.1 }.map(\.offset)
    #expect(
      mistakes == [77, 129, 291, 421, 492, 547, 1078, 1118, 1274, 1361, 1551, 1552, 1660])
  }

  /// The file notes how well it was found to do on digits it was not trained on.
  @Test func itsNotesAreTrue() throws {
    let model = try EmbeddedModel.model()
    func note(_ key: String) throws -> Double {
      let text = try #require(model.metadata.first { $0.key == key }?.value, "\(key)")
      return try #require(Double(text))
    }
    let split = try Split(of: Digits.all, seed: 0)
    for (key, rows) in [
      ("training accuracy", split.training), ("validation accuracy", split.validation),
      ("test accuracy", split.test),
    ] {
      let part = Digits.all.examples(at: rows)
      let answers = model.network.scores(of: part.inputs).argmaxOfRows()
      let right = zip(answers, part.labels).count { $0 == $1 }
      #expect(try note(key) == Double(right) / Double(part.count))
    }
    // The bar the project sets itself, for the mean over seeds, is 0.97.
    #expect(try note("test accuracy") > 0.96)
  }
}

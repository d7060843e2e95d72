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

  @Test func readsDigitsItWasNotTrainedOn() throws {
    let test = Digits.all.examples(at: try Split(of: Digits.all, seed: 0).test)
    let answers = try EmbeddedModel.network().scores(of: test.inputs).argmaxOfRows()
    let right = zip(answers, test.labels).count { $0 == $1 }
    // The bar the project sets itself, for the mean over seeds, is 0.97.
    #expect(Double(right) / Double(test.count) > 0.96)
  }
}

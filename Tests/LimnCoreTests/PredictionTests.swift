import LimnCore
import Testing

@Suite struct PredictionTests {
  @Test func aClassIsOneOfSeveral() throws {
    let schema = try OutputSchema.classes(3).with(names: ["rain", "sun", "snow"])
    let prediction = Prediction(scores: [0, 2, 1] as [Float], schema: schema)
    #expect(prediction.answer == .label(1) && prediction.label == "sun")
    #expect(prediction.logits == [0, 2, 1])
    let total = 1 + 7.38905609893065 + 2.718281828459045
    #expect(abs(try #require(prediction.probability) - 7.38905609893065 / total) < 1e-15)
    #expect(prediction.outputs == prediction.probabilities)
    #expect(prediction.explainedOutput == 1)
  }

  @Test func oneSigmoidSaysYesOrNo() throws {
    let schema = try OutputSchema(count: 1, link: .sigmoid, names: ["spam"])
    let no = Prediction(scores: [-1] as [Float], schema: schema)
    #expect(no.answer == .label(0) && no.label == nil && no.explainedOutput == 0)
    #expect(abs(try #require(no.probability) - 0.7310585786300049) < 1e-15)
    #expect(abs(no.outputs[0] - 0.2689414213699951) < 1e-15)
    #expect(no.logits == [-1])
  }

  @Test func aRegressionHasNoProbability() {
    let schema = OutputSchema(count: 2, task: .regression, link: .identity)
    let prediction = Prediction(scores: [152.5, -3] as [Float], schema: schema)
    #expect(prediction.answer == .numbers([152.5, -3]))
    #expect(prediction.probabilities == nil && prediction.logits == nil)
    #expect(prediction.probability == nil && prediction.label == nil)
    #expect(prediction.outputs == [152.5, -3])
  }

  @Test func logSoftmaxGivesItsOwnOutputs() throws {
    let schema = OutputSchema(count: 2, link: .logSoftmax)
    let prediction = Prediction(scores: [1, 1] as [Float], schema: schema)
    #expect(prediction.outputs.allSatisfy { abs($0 + 0.6931471805599453) < 1e-15 })
    #expect(prediction.probabilities == [0.5, 0.5])
  }

  @Test func flagsExplainTheStrongest() {
    let schema = OutputSchema(count: 3, link: .sigmoid)
    let prediction = Prediction(scores: [-1, 0.5, 2] as [Float], schema: schema)
    #expect(prediction.answer == .flags([1, 2]) && prediction.explainedOutput == 2)
  }

  @Test func hiddenLogitsStayHidden() {
    let prediction = Prediction(
      scores: [0.25, 0.75] as [Float], schema: .classes(2, scores: .probabilities))
    #expect(prediction.logits == nil && prediction.probabilities == [0.25, 0.75])
  }
}

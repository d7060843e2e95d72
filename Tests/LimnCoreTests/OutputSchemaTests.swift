import Foundation
import LimnCore
import Testing

@Suite struct OutputSchemaTests {
  @Test func theLinkSaysWhatAnAnswerIs() {
    #expect(OutputSchema(count: 3, link: .softmax).task == .classification)
    #expect(OutputSchema(count: 3, link: .identity).task == .classification)
    #expect(OutputSchema(count: 1, link: .identity).task == .regression)
    #expect(OutputSchema(count: 3, link: .sigmoid).task == .multilabel)
    #expect(OutputSchema(count: 1, link: .sigmoid).task == .classification)
    #expect(OutputSchema(count: 1, link: .sigmoid).classCount == 2)
    #expect(OutputSchema(count: 3, link: .sigmoid).classCount == nil)
  }

  @Test func answersAreClassesFlagsOrNumbers() {
    let scores: [Float] = [-1, 2, 0.75]
    #expect(OutputSchema(count: 3).answer(of: scores) == .label(1))
    #expect(OutputSchema(count: 3, link: .sigmoid).answer(of: scores) == .flags([1, 2]))
    #expect(
      OutputSchema(count: 3, link: .sigmoid, scores: .probabilities).answer(of: [0.4, 0.6, 0.5])
        == .flags([1]))
    #expect(
      OutputSchema(count: 3, task: .regression, link: .identity).answer(of: scores)
        == .numbers([-1, 2, 0.75]))
    #expect(OutputSchema(count: 1, link: .sigmoid).answer(of: [0.1]) == .label(1))
    #expect(OutputSchema(count: 1, link: .sigmoid).answer(of: [-0.1]) == .label(0))
    #expect(OutputSchema(count: 2).answer(of: [1, 1] as [Float]) == .label(0))
  }

  @Test func scalesThatAModelDoesNotHaveAreRefused() throws {
    let number = OutputSchema(count: 1, link: .identity)
    #expect(throws: ModelError.noClasses(.probability)) {
      try number.response(for: .probability)
    }
    #expect(try number.response(for: .output) == .identity)
    #expect(number.defaultScale == .output)
    let hidden = OutputSchema.classes(3, scores: .probabilities)
    #expect(throws: ModelError.logitsUnknown) { try hidden.response(for: .logit) }
  }

  @Test func namesFitTheOutputs() throws {
    #expect(throws: ModelError.outputNames(found: 2, expected: 3)) {
      try OutputSchema(count: 3, names: ["a", "b"])
    }
    #expect(throws: ModelError.featureNames(found: 1, expected: 2)) {
      try InputSchema(.vector(2), names: ["a"])
    }
    let named = try OutputSchema.classes(2).with(names: ["no", "yes"])
    #expect(named.name(of: 1) == "yes" && OutputSchema.classes(2).name(of: 1) == "1")
  }

  /// One sigmoid chooses between two classes, and both may have names.
  @Test func aSingleYesOrNoMayNameBothAnswers() throws {
    let rain = try OutputSchema(count: 1, link: .sigmoid, names: ["dry", "rain"])
    #expect(rain.names == ["rain"] && rain.noName == "dry" && rain.name(of: 0) == "rain")
    #expect(try Prediction(scores: [-0.1], schema: rain).label == "dry")
    #expect(try Prediction(scores: [0.1], schema: rain).label == "rain")
    #expect(rain.givenNames == ["dry", "rain"])
    let bytes = try JSONEncoder().encode(rain)
    #expect(try JSONDecoder().decode(OutputSchema.self, from: bytes) == rain)
    // Its yes alone, as before; neither answer is called by a name that is not its own.
    let half = try rain.with(names: ["rain"])
    #expect(try half.noName == nil && Prediction(scores: [-0.1], schema: half).label == nil)
    // A flag or a number has one name.
    #expect(try rain.with(task: .multilabel).noName == nil)
    for task in [OutputSchema.Task.multilabel, .regression] {
      #expect(throws: ModelError.outputNames(found: 2, expected: 1)) {
        try OutputSchema(count: 1, task: task, link: .identity, names: ["dry", "rain"])
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(
        OutputSchema.self, from: Data(text.replacing("classification", with: "multilabel").utf8))
    }
  }

  @Test func aSchemaSurvivesJSONAndABrokenOneIsRefused() throws {
    let schema = try OutputSchema(
      count: 2, task: .multilabel, link: .identity, names: ["α", "β"])
    let bytes = try JSONEncoder().encode(schema)
    #expect(try JSONDecoder().decode(OutputSchema.self, from: bytes) == schema)
    let text = String(decoding: bytes, as: UTF8.self)
    for (from, to) in [("2", "0"), ("2", "3"), ("multilabel", "guess"), ("2", "-9")] {
      #expect(throws: (any Error).self) {
        try JSONDecoder().decode(
          OutputSchema.self, from: Data(text.replacing(from, with: to).utf8))
      }
    }
  }
}

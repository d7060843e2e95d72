import Foundation
import LimnCore
import Testing

@Suite struct PredictionTests {
  /// Of each kind of answer, with and without names.
  @Test func aPredictionGoesThereAndBack() throws {
    let schemas = [
      try OutputSchema.classes(3).with(names: ["rain", "sun", "snow"]),
      OutputSchema(count: 3, link: .sigmoid), .classes(3, scores: .probabilities),
      OutputSchema(count: 3, task: .regression, link: .identity),
      OutputSchema(count: 3, link: .logSoftmax),
    ]
    for schema in schemas {
      let prediction = try Prediction(scores: [0.1, 0.7, 0.2], schema: schema)
      let document = try JSONEncoder().encode(prediction)
      #expect(try JSONDecoder().decode(Prediction.self, from: document) == prediction)
    }
  }

  @Test func aForeignOrCutDocumentIsRefused() throws {
    let prediction = try Prediction(scores: [0.1, 0.7, 0.2], schema: .classes(3))
    let document = try JSONEncoder().encode(prediction)
    for length in stride(from: 0, to: document.count, by: 7) {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Prediction.self, from: document.prefix(length))
      }
    }
    let schema = String(decoding: try JSONEncoder().encode(prediction.schema), as: UTF8.self)
    for text in [
      "{}", "[]", #"{"schema":\#(schema)}"#, #"{"scores":[1,2,3]}"#,
      #"{"schema":\#(schema),"scores":[1,2]}"#, #"{"schema":\#(schema),"scores":[1,2,3,4]}"#,
      #"{"schema":\#(schema),"scores":["1","2","3"]}"#,
    ] {
      #expect(throws: DecodingError.self, "\(text)") {
        try JSONDecoder().decode(Prediction.self, from: Data(text.utf8))
      }
    }
  }

  @Test func scoresThatAreNotTheSchemasAreRefused() {
    #expect(
      throws: ModelError.scoreShape(rows: 1, columns: 2, expectedRows: 1, expectedColumns: 3)
    ) { try Prediction(scores: [1, 2], schema: .classes(3)) }
    #expect(throws: ModelError.nonFiniteScore(row: 0, output: 1)) {
      try Prediction(scores: [1, .nan], schema: .classes(2))
    }
  }

  @Test func aClassIsOneOfSeveral() throws {
    let schema = try OutputSchema.classes(3).with(names: ["rain", "sun", "snow"])
    let prediction = try Prediction(scores: [0, 2, 1] as [Float], schema: schema)
    #expect(prediction.answer == .label(1) && prediction.label == "sun")
    #expect(prediction.logits == [0, 2, 1])
    let total = 1 + 7.38905609893065 + 2.718281828459045
    #expect(abs(try #require(prediction.probability) - 7.38905609893065 / total) < 1e-15)
    #expect(prediction.outputs == prediction.probabilities)
    #expect(prediction.explainedOutput == 1)
  }

  @Test func oneSigmoidSaysYesOrNo() throws {
    let schema = try OutputSchema(count: 1, link: .sigmoid, names: ["spam"])
    let no = try Prediction(scores: [-1] as [Float], schema: schema)
    #expect(no.answer == .label(0) && no.label == nil && no.explainedOutput == 0)
    #expect(abs(try #require(no.probability) - 0.7310585786300049) < 1e-15)
    #expect(abs(no.outputs[0] - 0.2689414213699951) < 1e-15)
    #expect(no.logits == [-1])
  }

  @Test func aRegressionHasNoProbability() throws {
    let schema = OutputSchema(count: 2, task: .regression, link: .identity)
    let prediction = try Prediction(scores: [152.5, -3] as [Float], schema: schema)
    #expect(prediction.answer == .numbers([152.5, -3]))
    #expect(prediction.probabilities == nil && prediction.logits == nil)
    #expect(prediction.probability == nil && prediction.label == nil)
    #expect(prediction.outputs == [152.5, -3])
  }

  @Test func logSoftmaxGivesItsOwnOutputs() throws {
    let schema = OutputSchema(count: 2, link: .logSoftmax)
    let prediction = try Prediction(scores: [1, 1] as [Float], schema: schema)
    #expect(prediction.outputs.allSatisfy { abs($0 + 0.6931471805599453) < 1e-15 })
    #expect(prediction.probabilities == [0.5, 0.5])
  }

  @Test func flagsExplainTheStrongest() throws {
    let schema = OutputSchema(count: 3, link: .sigmoid)
    let prediction = try Prediction(scores: [-1, 0.5, 2] as [Float], schema: schema)
    #expect(prediction.answer == .flags([1, 2]) && prediction.explainedOutput == 2)
  }

  @Test func hiddenLogitsStayHidden() throws {
    let prediction = try Prediction(
      scores: [0.25, 0.75] as [Float], schema: .classes(2, scores: .probabilities))
    #expect(prediction.logits == nil && prediction.probabilities == [0.25, 0.75])
  }

  /// What is explained unless another is asked for, of each kind of answer.
  @Test func aPredictionHasItsObjective() throws {
    let row: [Float] = [0, 2, 1]
    #expect(try Prediction(scores: row, schema: .classes(3)).objective == .logit(1))
    #expect(
      try Prediction(
        scores: [0.2, 0.7, 0.1] as [Float], schema: .classes(3, scores: .probabilities)
      )
      .objective == .probability(1))
    let numbers = OutputSchema(count: 2, task: .regression, link: .identity)
    #expect(try Prediction(scores: [5, 7] as [Float], schema: numbers).objective == .output(0))
    let flags = OutputSchema(count: 3, task: .multilabel, link: .sigmoid)
    #expect(try Prediction(scores: row, schema: flags).objective == .logit(1))
  }

  /// A batch's predictions are those of its rows. Red where rows and scores are mixed up.
  @Test func aModelPredictsRowsAndBatches() throws {
    let model = BlackBox(inputShape: .vector(2), outputCount: 2, scoreKind: .logits) { batch in
      batch.map { -$0 }
    }
    let batch = Matrix(rows: [[3, 1], [0, 5], [2, 2]], columns: 2)
    let predictions = try model.predictions(of: batch)
    #expect(predictions.map(\.answer.label) == [1, 0, 0])
    for (row, prediction) in zip(batch.eachRow, predictions) {
      #expect(try model.prediction(of: row) == prediction)
    }
    #expect(try model.predictions(of: Matrix(rows: 0, columns: 2)).isEmpty)
    #expect(throws: ModelError.inputWidth(found: 3, expected: 2)) {
      try model.prediction(of: [1, 2, 3])
    }
    #expect(throws: ModelError.nonFiniteScore(row: 0, output: 1)) {
      try model.prediction(of: [1, .nan])
    }
  }
}

import Foundation
import LimnCore
import LimnData
import Testing

/// Labels and counts come from outside: what does not fit is refused, never a trap.
@Suite struct RefusedExamplesTests {
  private let inputs = Matrix(rows: 3, columns: 2)

  @Test func aSetWhosePartsDoNotFit() {
    #expect(throws: DataError.exampleCount(of: "targets", found: 2, expected: 3)) {
      try LabeledSet(inputs: inputs, labels: [0, 1], classCount: 2)
    }
    #expect(throws: DataError.exampleCount(of: "source rows", found: 1, expected: 3)) {
      try LabeledSet(inputs: inputs, labels: [0, 1, 0], classCount: 2, sourceRows: [7])
    }
    for (label, row) in [(2, 1), (-1, 2)] {
      var labels = [0, 0, 0]
      labels[row] = label
      #expect(throws: DataError.noSuchClass(label, row: row, count: 2)) {
        try LabeledSet(inputs: inputs, labels: labels, classCount: 2)
      }
    }
  }

  @Test func aConfusionThatIsNone() throws {
    #expect(throws: DataError.exampleCount(of: "predictions", found: 1, expected: 2)) {
      try ConfusionMatrix(labels: [0, 1], predictions: [0], classCount: 2)
    }
    #expect(throws: DataError.noSuchClass(5, row: 0, count: 2)) {
      try ConfusionMatrix(labels: [0], predictions: [5], classCount: 2)
    }
    #expect(throws: DataError.confusionCounts(classes: 2)) {
      try ConfusionMatrix(counts: [[1, 0], [2]])
    }
    #expect(throws: DataError.confusionCounts(classes: 1)) { try ConfusionMatrix(counts: [[-1]]) }
    let matrix = try ConfusionMatrix(counts: [[3, 1], [0, 2]])
    let bytes = try JSONEncoder().encode(matrix)
    #expect(String(decoding: bytes, as: UTF8.self) == "[[3,1],[0,2]]")
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: bytes) == matrix)
    #expect(throws: DataError.confusionCounts(classes: 2)) {
      try JSONDecoder().decode(ConfusionMatrix.self, from: Data("[[1],[2]]".utf8))
    }
  }

  @Test func aFitOfNothing() throws {
    #expect(RegressionFit([(predicted: Double, target: Double)]()) == nil)
    let model = BlackBox(
      input: InputSchema(.vector(2)),
      output: OutputSchema(count: 1, task: .regression, link: .identity)
    ) { Matrix(rows: $0.rows, columns: 1) }
    let none = try LabeledSet(
      inputs: Matrix(rows: 0, columns: 2), targets: .numbers(Matrix(rows: 0, columns: 1)))
    #expect(throws: DataError.noExamples) { try RegressionFit.all(of: model, on: none) }
  }

  @Test func everyRefusalIsASentence() {
    for error in [
      DataError.noExamples, .exampleCount(of: "targets", found: 2, expected: 3),
      .noSuchClass(5, row: 1, count: 2), .confusionCounts(classes: 2),
    ] {
      #expect(error.description.hasSuffix("."))
      #expect(!error.description.contains("("))
    }
  }
}

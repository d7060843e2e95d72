import LimnCore
import LimnData
import Testing

@Suite struct ConfusionMatrixTests {
  private static let labels = [0, 0, 0, 1, 1, 2, 2, 2, 2, 4, 4, 1, 0, 2]
  private static let predictions = [0, 1, 0, 1, 1, 2, 0, 2, 4, 4, 2, 1, 0, 2]

  /// Values of scikit-learn 1.9.1: confusion_matrix, precision_recall_fscore_support with labels
  /// 0 to 4, accuracy_score. Class 3 is absent: scikit-learn gives 0 with a warning.
  @Test func agreesWithScikitLearn() throws {
    let matrix = try ConfusionMatrix(
      labels: Self.labels, predictions: Self.predictions, classCount: 5)
    #expect(
      matrix.counts == [
        [3, 1, 0, 0, 0], [0, 3, 0, 0, 0], [1, 0, 3, 0, 1], [0, 0, 0, 0, 0], [0, 0, 1, 0, 1],
      ])
    #expect(matrix.accuracy == 0.7142857142857143)
    #expect((0..<5).map(matrix.precision) == [0.75, 0.75, 0.75, nil, 0.5])
    #expect((0..<5).map(matrix.recall) == [0.75, 1, 0.6, nil, 0.5])
    #expect((0..<5).map(matrix.f1) == [0.75, 0.8571428571428571, 0.6666666666666666, nil, 0.5])
    #expect((0..<5).map(matrix.labelled) == [4, 3, 5, 0, 2])
    #expect((matrix.total, matrix.correct) == (14, 10))
  }

  /// Class 2 has an example and is never predicted: its recall is 0, its precision undefined.
  @Test func whatIsUndefinedIsNotZero() throws {
    let matrix = try ConfusionMatrix(
      labels: [0, 0, 1, 1, 2], predictions: [0, 0, 0, 1, 1], classCount: 3)
    #expect((0..<3).map(matrix.precision) == [2.0 / 3, 0.5, nil])
    #expect((0..<3).map(matrix.recall) == [1, 0.5, 0])
    #expect((0..<3).map(matrix.f1) == [0.8, 0.5, nil])
    #expect(try ConfusionMatrix(labels: [], predictions: [], classCount: 2).accuracy == nil)
  }

  @Test func aModelIsAskedForItsLargestScore() throws {
    let set = try LabeledSet(
      inputs: Matrix(rows: 3, columns: 2, elements: [1, 0, 0, 1, 5, 6]), labels: [0, 1, 0],
      classCount: 2)
    let model = BlackBox(inputShape: .vector(2), outputCount: 2, scoreKind: .logits) { $0 }
    #expect(try ConfusionMatrix(of: model, on: set).counts == [[1, 1], [0, 1]])
    let other = try LabeledSet(inputs: set.inputs, labels: set.labels, classCount: 3)
    #expect(
      throws: ModelError.scoreShape(rows: 3, columns: 2, expectedRows: 3, expectedColumns: 3)
    ) { try ConfusionMatrix(of: model, on: other) }
  }
}

import LimnCore
import Testing

/// A model that breaks its contract is found out, whatever it answers with.
@Suite struct ModelContractTests {
  /// Two inputs, three outputs; what is answered is given.
  private struct Model: DifferentiableModel {
    var answer: @Sendable (Matrix) -> Matrix = { Matrix(rows: $0.rows, columns: 3) }
    var gradient: @Sendable (Matrix) -> Matrix = { Matrix(rows: $0.rows, columns: 2) }

    var input: InputSchema { InputSchema(.vector(2)) }
    var output: OutputSchema { .classes(3) }
    func scores(of inputs: Matrix) -> Matrix { answer(inputs) }
    func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) -> Matrix {
      gradient(inputs)
    }
  }

  private let inputs = Matrix(rows: 4, columns: 2)
  private let cotangents = Matrix(rows: 4, columns: 3)

  @Test(arguments: [(3, 3), (5, 3), (4, 2), (4, 4), (0, 3)])
  func scoresOfAnotherShape(rows: Int, columns: Int) {
    let model = Model { _ in Matrix(rows: rows, columns: columns) }
    let error = ModelError.scoreShape(
      rows: rows, columns: columns, expectedRows: 4, expectedColumns: 3)
    #expect(throws: error) { try model.checkedScores(of: inputs) }
    #expect(throws: error) {
      try model.checkedScoresAndGradients(at: inputs) { _ in cotangents }
    }
  }

  @Test(arguments: [(3, 2), (5, 2), (4, 1), (4, 3)])
  func gradientsOfAnotherShape(rows: Int, columns: Int) {
    let model = Model(gradient: { _ in Matrix(rows: rows, columns: columns) })
    let error = ModelError.gradientShape(
      rows: rows, columns: columns, expectedRows: 4, expectedColumns: 2)
    #expect(throws: error) {
      try model.checkedVectorJacobianProduct(at: inputs, cotangents: cotangents)
    }
    #expect(throws: error) {
      try model.checkedScoresAndGradients(at: inputs) { _ in cotangents }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func numbersThatAreNone(number: Float) {
    let scoring = Model { inputs in
      var scores = Matrix(rows: inputs.rows, columns: 3)
      scores[2, 1] = number
      return scores
    }
    #expect(throws: ModelError.nonFiniteScore(row: 2, output: 1)) {
      try scoring.checkedScores(of: inputs)
    }
    let sloping = Model(gradient: { inputs in
      var gradients = Matrix(rows: inputs.rows, columns: 2)
      gradients[3, 0] = number
      return gradients
    })
    let error = ModelError.nonFiniteGradient(row: 3, input: 0)
    #expect(throws: error) {
      try sloping.checkedVectorJacobianProduct(at: inputs, cotangents: cotangents)
    }
    #expect(throws: error) {
      try sloping.checkedScoresAndGradients(at: inputs) { _ in cotangents }
    }
  }

  @Test func inputsOfAnotherWidth() {
    let wide = Matrix(rows: 4, columns: 3)
    let error = ModelError.inputWidth(found: 3, expected: 2)
    #expect(throws: error) { try Model().checkedScores(of: wide) }
    #expect(throws: error) {
      try Model().checkedVectorJacobianProduct(at: wide, cotangents: cotangents)
    }
    #expect(throws: error) {
      try Model().checkedScoresAndGradients(at: wide) { _ in cotangents }
    }
  }
}

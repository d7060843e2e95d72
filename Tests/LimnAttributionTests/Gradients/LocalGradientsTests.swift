import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// Saliency and gradient × input against the oracle's gradient.
@Suite struct LocalGradientsTests {
  private let input: [Float] = [1, -2, 0.5, 0]
  private let start: [Float] = [0.5, 0, 0.5, -1]

  @Test(arguments: [
    Objective.logit(1), .logit(0, against: 2), .probability(2), .probability(1, against: 0),
  ])
  func agreeWithTheirDefinitions(objective: Objective) throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9, 7], classes: 3, slope: 0.1)
    let model = RecordingModel(network)
    let reference = DenseReference(network)
    let slope = reference.gradient(input.map(Double.init), objective)
    let saliency = try Saliency(model).attribution(of: input, objective: objective)
    #expect(saliency.evaluations == model.evaluations)
    let product = try GradientTimesInput(model).attribution(of: input, objective: objective)
    let shifted = try GradientTimesInput(network, baseline: .values(start)).attribution(
      of: input, objective: objective)
    for i in 0..<4 {
      #expect(abs(saliency.values[i] - abs(slope[i])) <= 1e-6)
      #expect(abs(product.values[i] - slope[i] * Double(input[i])) <= 1e-6)
      #expect(abs(shifted.values[i] - slope[i] * Double(input[i] - start[i])) <= 1e-6)
    }
    #expect(saliency.quantity == .slopeMagnitude)
    #expect(product.quantity == .contribution)
    #expect(saliency.notes.count == 1 && product.notes.count == 1)
    #expect(abs(shifted.scoreAtBaseline - reference.score(start, objective)) <= 1e-6)
    #expect(abs(shifted.scoreAtInput - reference.score(input, objective)) <= 1e-6)
  }

  /// Gradient × input is complete for an affine model.
  @Test func affineModels() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [], classes: 3)
    let found = try GradientTimesInput(network, baseline: .values(start)).attribution(
      of: input, objective: .logit(0, against: 1))
    #expect(abs(found.completenessGap) <= 1e-6)
  }

  @Test func rowsKeepTheirObjectives() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    let inputs = TestNetwork.inputs(rows: 600, columns: 4)
    let objectives = (0..<600).map {
      Objective(target: $0 % 3, scale: $0 % 2 == 0 ? .logit : .probability)
    }
    let one = try GradientTimesInput(network).attributions(
      of: inputs, objectives: objectives, work: Work(workers: 1))
    #expect(
      try GradientTimesInput(network).attributions(
        of: inputs, objectives: objectives, work: Work(workers: 8)) == one)
    let reference = DenseReference(network)
    for row in [0, 1, 2, 511, 512, 599] {
      let input = inputs[row: row].map(Double.init)
      let slope = reference.gradient(input, objectives[row])
      #expect(one[row].objective == objectives[row])
      for i in 0..<4 { #expect(abs(one[row].values[i] - slope[i] * input[i]) <= 1e-5) }
    }
  }

  @Test func modelsThatBreakTheContractAreNamed() {
    #expect(
      throws: ModelError.gradientShape(rows: 1, columns: 1, expectedRows: 1, expectedColumns: 2)
    ) { try Saliency(Broken(gradient: [1])).attribution(of: [1, 2], objective: .logit(0)) }
    #expect(throws: ModelError.nonFiniteGradient(row: 0, input: 1)) {
      try Saliency(Broken(gradient: [1, .nan])).attribution(of: [1, 2], objective: .logit(0))
    }
  }

  /// Takes two features, and answers with the given gradient whatever it is asked.
  private struct Broken: DifferentiableModel {
    let gradient: [Float]
    var input: InputSchema { InputSchema(.vector(2)) }
    var output: OutputSchema { .classes(1) }
    func scores(of inputs: Matrix) -> Matrix { Matrix(rows: inputs.rows, columns: 1) }
    func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) -> Matrix {
      Matrix(row: gradient)
    }
  }

  /// A model that shows probabilities alone: the cotangent needs no scores, and logits are refused.
  @Test func modelsOfProbabilities() throws {
    let model = Halves()
    let found = try Saliency(model).attribution(of: [0.25], objective: .probability(0, against: 1))
    #expect(found.values == [2])
    #expect(found.evaluations == 3)
    #expect(throws: ModelError.logitsUnknown) {
      try Saliency(model).attribution(of: [0.25], objective: .logit(0))
    }
  }

  /// p = (x, 1 − x).
  private struct Halves: DifferentiableModel {
    var input: InputSchema { InputSchema(.vector(1)) }
    var output: OutputSchema { .classes(2, scores: .probabilities) }
    func scores(of inputs: Matrix) -> Matrix {
      Matrix(rows: inputs.elements.map { [$0, 1 - $0] }, columns: 2)
    }
    func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) -> Matrix {
      Matrix(
        rows: (0..<inputs.rows).map { [cotangents[$0, 0] - cotangents[$0, 1]] }, columns: 1)
    }
  }
}

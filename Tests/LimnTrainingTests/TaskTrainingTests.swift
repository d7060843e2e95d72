import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Training of regressions and of several labels, where the answer is known.
@Suite struct TaskTrainingTests {
  /// `t = 3a − 2b + 7 + noise`, seen from 40 examples.
  private static func line(scale: Double = 1, shift: Double = 0) -> LabeledSet {
    var stream = RandomStream(seed: 5)
    let inputs = Matrix(rows: 40, columns: 2) { target in
      for i in target.indices { target[i] = Float(stream.normal()) }
    }
    let targets = Matrix(rows: 40, columns: 1) { target in
      for row in target.indices {
        let (a, b) = (Double(inputs[row, 0]), Double(inputs[row, 1]))
        target[row] = Float(scale * (3 * a - 2 * b + 7 + 0.3 * stream.normal()) + shift)
      }
    }
    return LabeledSet(checked: inputs, .numbers(targets), sourceRows: Array(0..<40))
  }

  /// Least squares, from the normal equations in `Double`.
  private static func leastSquares(_ set: LabeledSet, _ targets: Matrix) -> [Double] {
    let rows = (0..<set.count).map { [Double(set.inputs[$0, 0]), Double(set.inputs[$0, 1]), 1] }
    var system = (0..<3).map { i in
      (0..<3).map { j in rows.reduce(0) { $0 + $1[i] * $1[j] } }
        + [zip(rows, targets.elements).reduce(0) { $0 + $1.0[i] * Double($1.1) }]
    }
    for pivot in 0..<3 {
      let head = system[pivot].map { $0 / system[pivot][pivot] }
      system[pivot] = head
      for row in 0..<3 where row != pivot {
        let factor = system[row][pivot]
        system[row] = zip(system[row], head).map { $0 - factor * $1 }
      }
    }
    return system.map { $0[3] }
  }

  private func trained(_ set: LabeledSet, epochs: Int = 400) throws -> (Network, TrainingHistory) {
    let network = try NetworkArchitecture(
      inputShape: .vector(set.inputs.columns), hidden: [], output: try set.targets.output()
    ).network(seed: 1)
    var trainer = try Trainer(
      network, on: set,
      options: TrainingOptions(
        optimizer: GradientDescent(), learningRate: .constant(0.3), weightDecay: 0,
        batch: .wholeSet, epochs: epochs, earlyStopping: nil,
        targetScaling: TargetScaling(of: set.targets)))
    return (try trainer.run(), trainer.history)
  }

  /// The squared error of a linear model has one minimum, which gradient descent reaches.
  @Test func aLinearRegressionIsLeastSquares() throws {
    let set = Self.line()
    guard case .numbers(let targets) = set.targets else { return }
    let (network, history) = try trained(set)
    let expected = Self.leastSquares(set, targets)
    let dense = try #require(network.layers.last as? Dense)
    for (found, expected) in zip(dense.weights.elements + dense.bias.elements, expected) {
      #expect(abs(Double(found) - expected) < 1e-4)
    }
    #expect(history.configuration.loss == .meanSquaredError)
    // Of standardised targets the loss is the share of variance that is left.
    let last = try #require(history.epochs.last?.training)
    #expect(last.metric == .rSquared)
    #expect(abs(try #require(last.score) - (1 - last.loss)) < 1e-6)
    let fit = try RegressionFit.all(of: network, on: set)[0]
    #expect(abs(try #require(fit.rSquared) - (1 - last.loss)) < 1e-5)
  }

  /// A unit of the targets changes nothing but the unit of the answers.
  @Test func theUnitOfTheTargetsDoesNotMatter() throws {
    let (network, history) = try trained(Self.line(), epochs: 30)
    let (other, otherHistory) = try trained(Self.line(scale: 1000, shift: -5e4), epochs: 30)
    for (a, b) in zip(history.epochs, otherHistory.epochs) {
      #expect(abs(a.training.loss - b.training.loss) < 1e-5 * a.training.loss)
    }
    let inputs = Self.line().inputs
    for (a, b) in zip(
      network.scores(of: inputs).elements, other.scores(of: inputs).elements)
    {
      #expect(abs(1000 * Double(a) - 5e4 - Double(b)) < 0.5)
    }
  }

  /// With one yes-or-no input, a label's best odds are its frequencies among each kind of example.
  @Test func labelsAreLearntToTheirFrequencies() throws {
    // Of input 1: three of four have label 0, one of four label 1; of input 0: one of five, four of five.
    let inputs = Matrix(rows: [1, 1, 1, 1, 0, 0, 0, 0, 0].map { [Float($0)] }, columns: 1)
    let flags = Matrix(
      rows: [[1, 0], [1, 1], [1, 0], [0, 0], [1, 1], [0, 1], [0, 1], [0, 1], [0, 0]], columns: 2)
    let (network, history) = try trained(
      LabeledSet(inputs: inputs, targets: .flags(flags)), epochs: 4000)
    let schema = network.output
    #expect(schema.task == .multilabel && schema.link == .sigmoid)
    let found = network.output(of: Matrix(rows: [[1], [0]], columns: 1)).elements
    for (found, expected) in zip(found, [0.75, 0.25, 0.2, 0.8] as [Float]) {
      #expect(abs(found - expected) < 1e-3)
    }
    let last = try #require(history.epochs.last?.training)
    // Right are the likelier answers: 3 + 3 of the four, 4 + 4 of the five.
    #expect(last.metric == .labelAccuracy && last.score == 14.0 / 18)
    #expect(history.configuration.loss == .binaryCrossEntropy)
  }

  /// One sigmoid tells two classes apart: its loss, its answers and its score are those of classes.
  @Test func oneSigmoidIsTrainedOnClasses() throws {
    let output = OutputSchema(count: 1, link: .sigmoid)
    let network = try NetworkArchitecture(inputShape: .vector(1), hidden: [], output: output)
      .network(seed: 1)
    let set = try LabeledSet(
      inputs: Matrix(rows: [[-2], [-1], [1], [2], [0.5]], columns: 1), labels: [0, 0, 1, 1, 0],
      classCount: 2)
    var trainer = try Trainer(
      network, on: set,
      options: TrainingOptions(learningRate: .constant(0.1), epochs: 200, earlyStopping: nil))
    let trained = try trainer.run()
    let accuracy = try #require(trainer.history.epochs.last?.training.accuracy)
    let matrix = try ConfusionMatrix(of: trained, on: set)
    #expect(accuracy == matrix.accuracy && accuracy >= 0.8)
    #expect(trainer.history.configuration.loss == .binaryCrossEntropy)
  }

  @Test func targetsOfAnotherKindAreRefused() throws {
    let set = Self.line()
    let classifier = try NetworkArchitecture(inputShape: .vector(2), hidden: [], classCount: 2)
      .network(seed: 0)
    #expect(
      throws: TrainingError.targetsOfTask(.training, found: .regression, expected: .classification)
    ) { try Trainer(classifier, on: set) }
    let regression = try NetworkArchitecture(
      inputShape: .vector(2), hidden: [], output: try set.targets.output()
    ).network(seed: 0)
    #expect(throws: TrainingError.lossOfTask(.crossEntropy, .regression)) {
      try Trainer(regression, on: set, options: TrainingOptions(loss: .crossEntropy))
    }
    #expect(throws: TrainingError.nonFiniteTarget(.training, row: 1, column: 0)) {
      try Trainer(
        regression,
        on: LabeledSet(
          inputs: Matrix(rows: [[0, 0], [1, 1]], columns: 2),
          targets: .numbers(Matrix(rows: [[1], [.nan]], columns: 1))),
        options: TrainingOptions(earlyStopping: nil))
    }
  }

  @Test func aConstantTargetHasNoRSquared() throws {
    let set = try LabeledSet(
      inputs: Matrix(rows: [[0], [1]], columns: 1),
      targets: .numbers(Matrix(rows: [[4], [4]], columns: 1)))
    let (network, history) = try trained(set, epochs: 200)
    #expect(history.epochs.last?.training.score == nil)
    #expect(try TrainingHistory(json: history.json()) == history)
    #expect(abs(network.scores(of: set.inputs)[0, 0] - 4) < 1e-3)
  }

  /// Without classes nothing is divided by them, and every example goes somewhere once.
  @Test func aSplitDividesNumbers() throws {
    let set = Self.line()
    let split = try Split(of: set, seed: 3)
    #expect((split.training + split.validation + split.test).sorted() == Array(0..<40))
    #expect(split.validation.count == 8 && split.test.count == 8)
  }
}

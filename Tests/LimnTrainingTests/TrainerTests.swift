import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

@Suite struct TrainerTests {
  /// The history's bytes and the trained weights of a short run on the digits.
  private func run(
    seed: UInt64, architecture: NetworkArchitecture = .digits(hidden: [16], dropout: 0.2)
  ) throws -> (json: [UInt8], weights: [[Float]], history: TrainingHistory) {
    let options = TrainingOptions(epochs: 3, seed: seed)
    var trainer = try Trainer(
      try architecture.network(seed: seed), on: try DigitSets.training(),
      validation: try DigitSets.validation(), options: options)
    let trained = try trainer.run()
    return (
      try trainer.history.json(),
      trained.layers.flatMap { $0.parameters.map(\.values.elements) }, trainer.history
    )
  }

  @Test func sameSeedGivesTheSameBytesAndAnotherSeedOthers() throws {
    let (first, second, other) = (try run(seed: 7), try run(seed: 7), try run(seed: 8))
    #expect(first.json == second.json)
    #expect(first.weights == second.weights)
    #expect(first.json != other.json)
    #expect(first.weights != other.weights)
  }

  @Test(arguments: StandardOptimizer.allCases)
  func everyOptimizerLearnsTheDigits(_ choice: StandardOptimizer) throws {
    let rate: Double =
      switch choice {
      case .gradientDescent: 0.5
      case .sgd: 0.3
      case .momentum, .nesterov: 0.05
      case .adagrad: 0.02
      case .rmsprop, .adam, .adamw: 0.003
      }
    let options = TrainingOptions(
      optimizer: choice.optimizer, learningRate: .constant(rate), weightDecay: 1e-4,
      batch: choice.usesWholeSet ? .wholeSet : .examples(32),
      epochs: choice.usesWholeSet ? 200 : 10, earlyStopping: nil)
    var trainer = try Trainer(
      try NetworkArchitecture.digits().network(seed: 0), on: try DigitSets.training(),
      options: options)
    let trained = try trainer.run()
    let accuracy = try #require(
      Performance(of: trained, on: try DigitSets.validation()).accuracy)
    // 1 in 10 by chance; a linear classifier reaches about 0.95.
    #expect(accuracy > 0.93, "\(choice.rawValue) reached \(accuracy)")
  }
}

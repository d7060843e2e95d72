import LimnCore
import LimnTraining
import Testing

/// The defaults are those that Docs/Decisions/default-hyperparameters.md chose.
@Suite struct DefaultOptionsTests {
  @Test func training() throws {
    let options = TrainingOptions()
    let adam = try #require(options.optimizer as? Adam)
    #expect(adam == Adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    #expect(options.loss == nil)
    #expect(Loss.standard(for: .classes(10)) == .crossEntropy)
    #expect(options.learningRate == .constant(0.01))
    #expect(options.weightDecay == 1e-4)
    #expect(options.batch == .examples(64))
    #expect(options.epochs == 100)
    #expect(options.earlyStopping == EarlyStopping(patience: 20, minimumImprovement: 0))
    #expect(options.seed == 0)
  }

  /// Those of the papers, or of PyTorch.
  @Test func optimizers() {
    func settings(_ optimizer: StandardOptimizer) -> [String: Double] {
      Dictionary(
        uniqueKeysWithValues: optimizer.optimizer.hyperparameters.map { ($0.name, $0.value) })
    }
    #expect(settings(.sgd) == [:] && settings(.gradientDescent) == [:])
    #expect(settings(.momentum) == ["momentum": 0.9] && settings(.nesterov) == ["momentum": 0.9])
    #expect(settings(.adagrad) == ["epsilon": 1e-10])
    #expect(settings(.rmsprop) == ["decay": 0.99, "epsilon": 1e-8])
    for optimizer in [StandardOptimizer.adam, .adamw] {
      #expect(settings(optimizer) == ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8])
    }
  }
}

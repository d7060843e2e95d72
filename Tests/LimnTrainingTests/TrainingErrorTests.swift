import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

@Suite struct TrainingErrorTests {
  private let set = LabeledSet.random(8, features: 3, classes: 2, seed: 6)
  private let architecture = NetworkArchitecture(
    inputShape: .vector(3), hidden: [4], classCount: 2)

  private func train(
    on training: LabeledSet? = nil, validation: LabeledSet? = nil,
    options: TrainingOptions = TrainingOptions(earlyStopping: nil)
  ) throws -> Trainer {
    try Trainer(
      try architecture.network(seed: 0), on: training ?? set, validation: validation,
      options: options)
  }

  /// In either part, the same complaint.
  private func expect(
    _ bad: LabeledSet, _ error: (TrainingError.Part) -> TrainingError,
    location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error(.training), sourceLocation: location) { try train(on: bad) }
    #expect(throws: error(.validation), sourceLocation: location) { try train(validation: bad) }
  }

  @Test func setsThatDoNotFitAreRefused() {
    expect(.random(0, features: 3, classes: 2, seed: 0)) { .noExamples($0) }
    expect(.random(5, features: 4, classes: 2, seed: 0)) {
      .inputWidth($0, found: 4, expected: 3)
    }
    expect(.random(5, features: 3, classes: 3, seed: 0)) {
      .classCount($0, found: 3, expected: 2)
    }
    for bad in [Float.nan, .infinity, -.infinity] {
      var inputs = set.inputs
      inputs[6, 1] = bad
      expect(LabeledSet(checked: inputs, set.targets, sourceRows: set.sourceRows)) {
        .nonFiniteInput($0, row: 6, column: 1)
      }
    }
  }

  @Test func aNetworkWithoutParametersIsRefused() throws {
    let network = try Network(inputShape: .vector(2), layers: [Softmax()])
    #expect(throws: TrainingError.nothingToTrain) {
      try Trainer(
        network, on: .random(4, features: 2, classes: 2, seed: 0),
        options: TrainingOptions(earlyStopping: nil))
    }
  }

  @Test func earlyStoppingNeedsAValidationSet() {
    #expect(throws: TrainingError.earlyStoppingWithoutValidation) {
      try train(options: TrainingOptions(earlyStopping: EarlyStopping(patience: 1)))
    }
  }

  @Test(arguments: [
    (TrainingOptions(learningRate: .constant(0)), "learning rate", 0, AllowedRange.positive),
    (TrainingOptions(learningRate: .constant(-.infinity)), "learning rate", -.infinity, .positive),
    (TrainingOptions(learningRate: .constant(.infinity)), "learning rate", .infinity, .positive),
    (
      TrainingOptions(learningRate: .step(initial: 1, factor: 0, every: 1)),
      "learning rate factor", 0, .positive
    ),
    (
      TrainingOptions(learningRate: .step(initial: 1, factor: 0.5, every: 0)),
      "epochs between steps of the learning rate", 0, .count
    ),
    (
      TrainingOptions(learningRate: .cosine(initial: 1, final: -1)), "final learning rate", -1,
      .nonNegative
    ),
    (
      TrainingOptions(learningRate: .constant(1e39)), "learning rate", 1e39, .positive
    ),
    (TrainingOptions(weightDecay: 1e39), "weight decay", 1e39, .nonNegative),
    (TrainingOptions(epochs: Int.max), "epochs", Double(Int.max), .count),
    (TrainingOptions(weightDecay: -0.5), "weight decay", -0.5, .nonNegative),
    (TrainingOptions(batch: .examples(0)), "batch size", 0, .count),
    (TrainingOptions(epochs: 0), "epochs", 0, .count),
    (TrainingOptions(earlyStopping: EarlyStopping(patience: 0)), "patience", 0, .count),
    (
      TrainingOptions(earlyStopping: EarlyStopping(patience: 1, minimumImprovement: -1)),
      "minimum improvement", -1, .nonNegative
    ),
    (TrainingOptions(optimizer: Momentum(momentum: 1)), "momentum", 1, .fraction),
    (TrainingOptions(optimizer: Nesterov(momentum: -0.5)), "momentum", -0.5, .fraction),
    (TrainingOptions(optimizer: RMSprop(decay: 1)), "decay", 1, .fraction),
    (TrainingOptions(optimizer: RMSprop(epsilon: 0)), "epsilon", 0, .positive),
    (TrainingOptions(optimizer: AdaGrad(epsilon: -1)), "epsilon", -1, .positive),
    (TrainingOptions(optimizer: Adam(beta1: 1)), "beta1", 1, .fraction),
    (TrainingOptions(optimizer: Adam(beta2: 1.5)), "beta2", 1.5, .fraction),
    (TrainingOptions(optimizer: AdamW(Adam(epsilon: 0))), "epsilon", 0, .positive),
  ])
  func settingsOutOfRangeAreNamed(
    options: TrainingOptions, name: String, value: Double, allowed: AllowedRange
  ) {
    #expect(throws: TrainingError.setting(name: name, value: value, allowed: allowed)) {
      try train(validation: set, options: options)
    }
  }

  /// Weights of 1000 × 1000 and 1000 × 10, biases, and what three layers give 64 examples.
  @Test func whatDoesNotFitIntoMemoryIsRefused() throws {
    let (parameters, values) = (1_000.0 * 1_001 + 10 * 1_001, 64 * 2_010.0)
    let bytes = 2 * (24 * parameters + 8 * values)
    func require(_ memory: Int) throws {
      try TrainingMemory.requireRoom(
        parameters: parameters, values: 2_010, examples: 64, runs: 2, memory: memory)
    }
    try require(Int(bytes))
    #expect(
      throws: TrainingError.tooLarge(
        parameters: parameters, bytes: bytes, memory: Int(bytes) - 1)
    ) { try require(Int(bytes) - 1) }
    // Before a weight is drawn.
    #expect(throws: TrainingError.self) {
      try NetworkArchitecture.digits(hidden: [1_000_000, 1_000_000]).network(seed: 0)
    }
    #expect(throws: TrainingError.self) {
      try NetworkArchitecture.digits(hidden: [1_000_000_000, 1_000_000_000]).network(seed: 0)
    }
  }

  @Test func aRateOfNaNIsRefused() {
    let error = #expect(throws: TrainingError.self) {
      try train(options: TrainingOptions(learningRate: .constant(.nan), earlyStopping: nil))
    }
    guard case .setting("learning rate", let value, .positive) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(value.isNaN)
  }

  /// A step of 10³⁸ overflows the weights: the batch after it, or the judge, finds a loss that is
  /// not finite.
  @Test(
    arguments: [
      (TrainingOptions.Batch.examples(3), 2), (.examples(8), nil), (.wholeSet, nil),
    ] as [(TrainingOptions.Batch, Int?)])
  func divergenceIsAnErrorWithItsPlace(batch: TrainingOptions.Batch, at expected: Int?) throws {
    var trainer = try train(
      options: TrainingOptions(
        optimizer: GradientDescent(), learningRate: .constant(1e38), batch: batch, epochs: 5,
        earlyStopping: nil))
    #expect(throws: TrainingError.nonFiniteLoss(epoch: 1, batch: expected)) { try trainer.run() }
    #expect(trainer.history.outcome == .diverged(epoch: 1, batch: expected))
    #expect(trainer.history.epochs.isEmpty)
    #expect(try trainer.nextEpoch() == nil)
    #expect(try TrainingHistory(json: try trainer.history.json()) == trainer.history)
  }

  /// Inputs whose logits overflow stand in the validation set alone.
  @Test func divergenceInValidationIsFound() throws {
    let far = set.inputs.map { $0 < 0 ? -3e38 : 3e38 }
    var trainer = try train(
      validation: LabeledSet(inputs: far, labels: set.labels, classCount: 2),
      options: TrainingOptions(epochs: 5, earlyStopping: nil))
    #expect(throws: TrainingError.nonFiniteLoss(epoch: 1, batch: nil)) { try trainer.run() }
  }
}

/// The options of a training run. The defaults are explained in
/// Docs/Decisions/default-hyperparameters.md.
public struct TrainingOptions: Sendable {
  /// The number of examples in a step.
  public enum Batch: Sendable, Hashable {
    /// The whole training set, in one step per epoch and without shuffling.
    case wholeSet
    /// Mini-batches of the given size, shuffled in every epoch; the last batch of an epoch holds
    /// the remaining examples.
    case examples(Int)
  }

  /// The optimizer.
  public var optimizer: any Optimizer
  /// The loss; `nil` for ``Loss/standard(for:)`` the network's outputs.
  public var loss: Loss?
  /// The learning rate, constant or by epoch; positive.
  public var learningRate: LearningRateSchedule
  /// The weight decay λ, which applies to weights but not to biases; not negative. It is coupled to
  /// the gradient as an L2 penalty `½λ‖w‖²`, or decoupled from it with ``AdamW``.
  public var weightDecay: Double
  /// The number of examples in a step.
  public var batch: Batch
  /// The maximum number of epochs; at least 1.
  public var epochs: Int
  /// The rule for stopping early; `nil` to run all ``epochs`` and keep the last weights.
  public var earlyStopping: EarlyStopping?
  /// The seed for the order of the examples and for dropout.
  public var seed: UInt64
  /// The standardisation of a regression's targets during training (see ``TargetScaling``); `nil`
  /// to leave targets unchanged.
  public var targetScaling: TargetScaling?

  /// Creates training options; see the properties for ranges and defaults.
  public init(
    optimizer: any Optimizer = Adam(), loss: Loss? = nil,
    learningRate: LearningRateSchedule = .constant(0.01), weightDecay: Double = 1e-4,
    batch: Batch = .examples(64), epochs: Int = 100,
    earlyStopping: EarlyStopping? = EarlyStopping(patience: 20), seed: UInt64 = 0,
    targetScaling: TargetScaling? = nil
  ) {
    self.optimizer = optimizer
    self.loss = loss
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.batch = batch
    self.epochs = epochs
    self.earlyStopping = earlyStopping
    self.seed = seed
    self.targetScaling = targetScaling
  }

  /// The number of examples in a step, for a training set of `count` examples.
  public func batchSize(of count: Int) -> Int {
    switch batch {
    case .wholeSet: count
    case .examples(let size): min(size, count)
    }
  }

  /// Checks the ranges of all options.
  ///
  /// - Throws: `TrainingError.setting`.
  func check() throws {
    for hyperparameter in optimizer.hyperparameters {
      try hyperparameter.allowed.check(hyperparameter.name, hyperparameter.value)
    }
    try learningRate.check()
    try AllowedRange.nonNegative.check("weight decay", weightDecay)
    if case .examples(let size) = batch {
      try AllowedRange.count.check("batch size", Double(size))
    }
    try AllowedRange.count.check("epochs", Double(epochs))
    try earlyStopping?.check()
  }
}

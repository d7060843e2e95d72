/// How a network is trained. The defaults are those of Docs/Decisions/default-hyperparameters.md.
public struct TrainingOptions: Sendable {
  /// How many examples a step sees.
  public enum Batch: Sendable, Hashable {
    /// The whole training set: one step an epoch, nothing shuffled.
    case wholeSet
    /// So many, in an order drawn anew for every epoch; an epoch's last batch holds what is left.
    case examples(Int)
  }

  /// The optimizer.
  public var optimizer: any Optimizer
  /// `nil` for what goes with the network's outputs, ``Loss/standard(for:)``.
  public var loss: Loss?
  /// The learning rate, as a constant or by epoch.
  public var learningRate: LearningRateSchedule
  /// λ: the pull of weights (not biases) towards 0: coupled to the gradient as an L2 penalty
  /// `½λ‖w‖²`, decoupled from it under ``AdamW``.
  public var weightDecay: Double
  /// How many examples a step sees.
  public var batch: Batch
  /// The most epochs to run.
  public var epochs: Int
  /// Without it, training runs all ``epochs`` and keeps the last weights.
  public var earlyStopping: EarlyStopping?
  /// Fixes the order of the examples and what dropout drops.
  public var seed: UInt64
  /// Standardises a regression's targets while the network learns; see ``TargetScaling``. `nil` leaves
  /// them as they are.
  public var targetScaling: TargetScaling?

  /// How to train; see the properties for ranges and defaults.
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

  /// The examples of a step on a training set of `count`.
  public func batchSize(of count: Int) -> Int {
    switch batch {
    case .wholeSet: count
    case .examples(let size): min(size, count)
    }
  }

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

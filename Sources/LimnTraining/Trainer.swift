import LimnCore
import LimnData
import LimnNetwork

/// Trains a network epoch by epoch.
///
/// ```swift
/// var trainer = try Trainer(network, on: training, validation: validation, options: options)
/// while let epoch = try trainer.nextEpoch() {
///   print(epoch.epoch, epoch.training.loss)   // look at trainer.network, or break off
/// }
/// let trained = trainer.trainedNetwork
/// ```
///
/// The same network, sets and options give bit-identical results.
public struct Trainer: Sendable {
  /// The network after the last step; with ``TrainingOptions/targetScaling`` it predicts
  /// standardised numbers.
  public private(set) var network: Network
  /// The configuration, all completed epochs, and how the run ended.
  public private(set) var history: TrainingHistory
  /// The gradients `∂L/∂p` of the last mini-batch, for each layer up to the logits and each of its
  /// parameters, for use in histograms. Empty before the first step.
  public private(set) var lastGradients: [[Matrix]] = []

  /// The training examples, with standardised targets if ``TrainingOptions/targetScaling`` is set.
  package let training: LabeledSet
  private let validation: LabeledSet?
  private let loss: Loss
  private let options: TrainingOptions
  private var optimizer: NetworkOptimizer
  private var best: (network: Network, epoch: Int, loss: Double)?

  /// Prepares a run without making any steps.
  ///
  /// - Parameters:
  ///   - network: the initial network; see ``NetworkArchitecture/network(seed:)``.
  ///   - training: the examples to learn from.
  ///   - validation: the examples for monitoring and early stopping.
  ///   - options: the training options.
  /// - Throws: ``TrainingError`` if sets, network and options do not fit together, or if training
  ///   would not fit into memory.
  public init(
    _ network: Network, on training: LabeledSet, validation: LabeledSet? = nil,
    options: TrainingOptions = TrainingOptions()
  ) throws {
    try options.check()
    let loss = options.loss ?? .standard(for: network.output)
    guard loss.suits(network.output) else {
      throw TrainingError.lossOfTask(loss, network.output.task)
    }
    try training.check(as: .training, for: network)
    try validation?.check(as: .validation, for: network)
    if let scaling = options.targetScaling { try scaling.check(network) }
    try TrainingMemory.requireRoom(
      for: network, examples: options.batchSize(of: training.count))
    guard network.parameterCount > 0 else { throw TrainingError.nothingToTrain }
    guard options.earlyStopping == nil || validation != nil else {
      throw TrainingError.earlyStoppingWithoutValidation
    }
    self.network = network
    self.loss = loss
    self.training = options.targetScaling?.standardized(training) ?? training
    self.validation = validation.map { options.targetScaling?.standardized($0) ?? $0 }
    self.options = options
    optimizer = NetworkOptimizer(options.optimizer, for: network)
    history = TrainingHistory(
      configuration: TrainingConfiguration(
        network: network, training: training, validation: validation, loss: loss,
        options: options))
  }

  /// The result of the run: with early stopping the network of the best epoch so far, otherwise the
  /// current network. It predicts numbers in their original units.
  public var trainedNetwork: Network {
    options.targetScaling?.rescaled(keptNetwork) ?? keptNetwork
  }

  /// The network behind ``trainedNetwork`` before conversion to original units; with
  /// ``TrainingOptions/targetScaling`` it predicts standardised numbers.
  public var keptNetwork: Network {
    options.earlyStopping == nil ? network : best?.network ?? network
  }

  /// The performance of ``keptNetwork`` on other examples, with the loss of the run; the targets of
  /// a regression are standardised like those of the training set.
  public func performance(on set: LabeledSet) -> Performance {
    Performance(
      of: keptNetwork, on: options.targetScaling?.standardized(set) ?? set, loss: loss)
  }

  /// Runs one epoch.
  ///
  /// Cost: three matrix products for each dense layer over the training set, then one over the
  /// training and validation sets to judge the network as it stands after the epoch.
  ///
  /// - Parameter work: cancels the run, also between mini-batches, and receives the number of
  ///   completed epochs as progress. An epoch uses one thread.
  /// - Returns: the record of the epoch, or `nil` if the run has ended.
  /// - Throws: `TrainingError.nonFiniteLoss`, after which the run has ended (see ``history``);
  ///   `CancellationError`, after which ``network`` is in the middle of an epoch and continuing
  ///   would not give the same bits as an uninterrupted run.
  public mutating func nextEpoch(work: Work = Work()) throws -> EpochRecord? {
    guard history.outcome == .unfinished else { return nil }
    let epoch = history.epochs.count + 1
    let rate = options.learningRate.rate(after: epoch - 1, of: options.epochs)
    let epochs = work.doing(.training).shares(of: options.epochs, done: epoch - 1)
    let share = epochs.share()
    try learn(epoch: epoch, rate: rate, work: share.work)
    let record = try judge(epoch: epoch, rate: rate, work: share.work.silent)
    share.finish()
    history.append(record)
    keepBest(record)
    if epoch == options.epochs, history.outcome == .unfinished { history.end(.completed) }
    return record
  }

  /// Runs the remaining epochs and passes each record to `observe`, whose error ends the run.
  ///
  /// - Parameters:
  ///   - work: cancels the run, and receives the number of completed epochs as progress.
  ///   - observe: called with the record of each epoch.
  /// - Returns: ``trainedNetwork``.
  /// - Throws: `TrainingError.nonFiniteLoss`, `CancellationError`, or whatever `observe` throws.
  public mutating func run(
    work: Work = Work(), observing observe: (EpochRecord) throws -> Void = { _ in }
  ) throws -> Network {
    while let record = try nextEpoch(work: work) { try observe(record) }
    return trainedNetwork
  }

  private mutating func learn(epoch: Int, rate: Double, work: Work) throws {
    let batchSize = options.batchSize(of: training.count)
    let order = exampleOrder(epoch: epoch)
    var dropout = RandomStream(seed: options.seed).split(StreamPurpose.dropout).split(epoch)
    for (batch, start) in stride(from: 0, to: training.count, by: batchSize).enumerated() {
      try work.checkpoint(done: start, of: training.count)
      let rows = order[start..<min(start + batchSize, training.count)]
      let (logits, tape) = network.trainingForward(
        training.inputs.rows(at: Array(rows)), stream: &dropout)
      let result = loss.evaluate(
        scores: logits, targets: training.targets.examples(at: Array(rows)), link: network.link)
      guard result.loss.isFinite else { throw diverged(epoch: epoch, batch: batch + 1) }
      lastGradients = network.parameterGradients(result.gradient, tape: tape)
      optimizer.step(
        &network, gradients: lastGradients, learningRate: rate, weightDecay: options.weightDecay)
    }
  }

  /// The order in which an epoch visits the examples.
  private func exampleOrder(epoch: Int) -> [Int] {
    switch options.batch {
    case .wholeSet:
      return Array(0..<training.count)
    case .examples:
      var stream = RandomStream(seed: options.seed).split(StreamPurpose.shuffling).split(epoch)
      return stream.permutation(of: training.count)
    }
  }

  private mutating func judge(epoch: Int, rate: Double, work: Work) throws -> EpochRecord {
    let inspection = try Inspection(
      of: network, on: training, loss: loss, lookingAtUnits: true
    ) { (_) throws(CancellationError) in try work.checkpoint() }
    let validated = try validation.map {
      try Performance(of: network, on: $0, loss: loss, work: work)
    }
    guard inspection.performance.loss.isFinite, validated?.loss.isFinite ?? true else {
      throw diverged(epoch: epoch, batch: nil)
    }
    return EpochRecord(
      epoch: epoch, learningRate: rate, training: inspection.performance, validation: validated,
      layers: optimizer.takeRecords(), activations: inspection.activations)
  }

  private mutating func keepBest(_ record: EpochRecord) {
    guard let stopping = options.earlyStopping, let loss = record.validation?.loss else { return }
    if let best, !(loss < best.loss - stopping.minimumImprovement) {
      if record.epoch - best.epoch >= stopping.patience { history.end(.stoppedEarly) }
    } else {
      best = (network, record.epoch, loss)
      history.keep(epoch: record.epoch)
    }
  }

  private mutating func diverged(epoch: Int, batch: Int?) -> TrainingError {
    history.end(.diverged(epoch: epoch, batch: batch))
    return TrainingError.nonFiniteLoss(epoch: epoch, batch: batch)
  }
}

extension LabeledSet {
  /// Checks that the set fits the network.
  ///
  /// - Throws: ``TrainingError``.
  fileprivate func check(as part: TrainingError.Part, for network: Network) throws {
    guard count > 0 else { throw TrainingError.noExamples(part) }
    guard inputs.columns == network.inputShape.count else {
      throw TrainingError.inputWidth(
        part, found: inputs.columns, expected: network.inputShape.count)
    }
    guard targets.task == network.output.task else {
      throw TrainingError.targetsOfTask(
        part, found: targets.task, expected: network.output.task)
    }
    guard targets.fit(network.output) else {
      throw TrainingError.classCount(
        part, found: targets.width,
        expected: network.output.classCount ?? network.outputCount)
    }
    if let (row, column) = inputs.firstNonFinite() {
      throw TrainingError.nonFiniteInput(part, row: row, column: column)
    }
    if case .numbers(let numbers) = targets, let (row, column) = numbers.firstNonFinite() {
      throw TrainingError.nonFiniteTarget(part, row: row, column: column)
    }
  }
}

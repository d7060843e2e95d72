import ArgumentParser
import Limn

/// The options for training a network.
struct OptimizationOptions: ParsableArguments {
  private static let defaults = TrainingOptions()

  @Option(
    name: .customLong("optimizer"),
    help: ArgumentHelp(
      "The optimizer (default: adam).", valueName: "optimizer"))
  var namedOptimizer: StandardOptimizer?

  @Option(
    help: ArgumentHelp(
      "The learning rate, above 0 and at most 1e38 (default: what suits the optimizer, 0.01 for adam).",
      valueName: "x"))
  var learningRate: Double?

  @Option(help: ArgumentHelp("How the learning rate changes over the epochs.", visibility: .rare))
  var schedule = ScheduleName.constant

  @Option(
    help: ArgumentHelp(
      "What --schedule step multiplies the rate by (default: 0.5).", valueName: "x",
      visibility: .rare))
  var stepFactor: Double?

  @Option(
    help: ArgumentHelp(
      "After how many epochs, each time, --schedule step does so (default: 20).", valueName: "n",
      visibility: .rare))
  var stepEpochs: Int?

  @Option(
    help: ArgumentHelp(
      "The learning rate at which --schedule cosine ends (default: 0).", valueName: "x",
      visibility: .rare))
  var finalRate: Double?

  @Option(
    name: .customLong("weight-decay"),
    help: ArgumentHelp(
      "The weight decay, from 0 to 1e38 (default: 0; 0.01 for a table of at most "
        + "\(Self.mostRowsOfSmallTable) rows).", valueName: "x", visibility: .rare))
  var namedWeightDecay: Double?

  @Option(
    help: ArgumentHelp(
      "The batch size (default: 64; 16 for a table of at most \(Self.mostRowsOfSmallTable) "
        + "rows; all for gradient-descent).", valueName: "n|all", visibility: .rare))
  var batchSize: BatchSize?

  @Option(help: ArgumentHelp("The maximum number of epochs, 1 to 1,000,000,000.", valueName: "n"))
  var epochs = defaults.epochs

  @Option(
    help: ArgumentHelp(
      "Stop after n epochs without a lower validation loss, and keep the best weights "
        + "(default: 20).", valueName: "n", visibility: .rare))
  var patience: Int?

  @Flag(help: ArgumentHelp("Run all epochs and keep the last weights.", visibility: .rare))
  var noEarlyStopping = false

  @Option(
    help: ArgumentHelp(
      "The loss (default: cross-entropy for classes, binary-cross-entropy for several "
        + "labels, mean-squared-error for numbers).",
      valueName: Loss.allCases.map(\.rawValue).joined(separator: "|"), visibility: .rare))
  var loss: Loss?

  @Option(
    help: ArgumentHelp(
      "The seed of the initial weights, the order of examples and dropout.",
      valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    if noEarlyStopping, patience != nil {
      throw ValidationError("--patience does not go with --no-early-stopping.")
    }
    if schedule != .step, stepFactor != nil || stepEpochs != nil {
      throw ValidationError("--step-factor and --step-epochs belong to --schedule step.")
    }
    if schedule != .cosine, finalRate != nil {
      throw ValidationError("--final-rate belongs to --schedule cosine.")
    }
    if optimizer.usesWholeSet, let batchSize, batchSize != .all {
      throw ValidationError(
        "gradient-descent steps on all examples at once: leave --batch-size out, or take sgd.")
    }
  }

  private static let mostRowsOfSmallTable = 2000

  /// The options with defaults that depend on the data: a small table has few steps per epoch, and
  /// fewer rows than there are weights.
  func settled(for data: TrainingData) -> OptimizationOptions {
    guard data.isStandardised, data.examples.count <= Self.mostRowsOfSmallTable else { return self }
    var options = self
    options.namedWeightDecay = namedWeightDecay ?? 0.01
    if !optimizer.usesWholeSet { options.batchSize = batchSize ?? .examples(16) }
    return options
  }

  var optimizer: StandardOptimizer { namedOptimizer ?? .adam }

  var weightDecay: Double { namedWeightDecay ?? Self.defaults.weightDecay }

  /// - Parameter training: the training examples; a regression's targets are standardised.
  func trainingOptions(on training: LabeledSet) -> TrainingOptions {
    TrainingOptions(
      optimizer: optimizer.optimizer, loss: loss, learningRate: learningRateSchedule,
      weightDecay: weightDecay, batch: batch.batch, epochs: epochs,
      earlyStopping: noEarlyStopping ? nil : EarlyStopping(patience: patienceInUse), seed: seed,
      targetScaling: TargetScaling(of: training.targets))
  }

  var patienceInUse: Int { patience ?? Self.defaults.earlyStopping?.patience ?? epochs }

  var batch: BatchSize { batchSize ?? (optimizer.usesWholeSet ? .all : .examples(64)) }

  var rate: Double { learningRate ?? optimizer.usualLearningRate }

  var learningRateSchedule: LearningRateSchedule {
    switch schedule {
    case .constant: .constant(rate)
    case .step: .step(initial: rate, factor: stepFactor ?? 0.5, every: stepEpochs ?? 20)
    case .cosine: .cosine(initial: rate, final: finalRate ?? 0)
    }
  }
}

/// The schedules of the learning rate, by name.
enum ScheduleName: String, ExpressibleByArgument, CaseIterable {
  case constant
  case step
  case cosine
}

/// A number of examples, or "all".
enum BatchSize: ExpressibleByArgument, Equatable {
  case all
  case examples(Int)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let count = Int(argument), count > 0 {
      self = .examples(count)
    } else {
      return nil
    }
  }

  var batch: TrainingOptions.Batch {
    switch self {
    case .all: .wholeSet
    case .examples(let count): .examples(count)
    }
  }
}

extension StandardOptimizer: ExpressibleByArgument {}

extension Loss: ExpressibleByArgument {}

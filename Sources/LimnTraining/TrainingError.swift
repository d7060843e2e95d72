import LimnCore

/// What can be wrong with a training run.
public enum TrainingError: Error, Equatable {
  /// A training or validation set without an example.
  case noExamples(Part)
  /// Examples of another width than the network's input.
  case inputWidth(Part, found: Int, expected: Int)
  /// Targets of another kind than the network answers.
  case targetsOfTask(Part, found: OutputSchema.Task, expected: OutputSchema.Task)
  /// A loss that has no meaning for what the network answers.
  case lossOfTask(Loss, OutputSchema.Task)
  /// A regression whose targets are to be standardised while it learns, and which ends in no dense layer
  /// that could be brought back to their own units.
  case noDenseEnd
  /// A NaN or an infinity among a regression's targets; row and column are counted from 0.
  case nonFiniteTarget(Part, row: Int, column: Int)
  /// Examples of another number of classes, labels or numbers than the network gives.
  case classCount(Part, found: Int, expected: Int)
  /// A NaN or an infinity among the inputs; row and column are counted from 0.
  case nonFiniteInput(Part, row: Int, column: Int)
  /// A network without a parameter to train.
  case nothingToTrain
  /// A setting outside the range it makes sense in.
  case setting(name: String, value: Double, allowed: AllowedRange)
  /// Early stopping watches the validation loss, and there is no validation set.
  case earlyStoppingWithoutValidation
  /// The loss is NaN or infinite; epochs and batches are counted from 1. Without a batch: when the
  /// whole set was judged after the epoch.
  case nonFiniteLoss(epoch: Int, batch: Int?)
  /// A network whose training would take more bytes of memory than the machine has.
  case tooLarge(parameters: Double, bytes: Double, memory: Int)
  /// An item of a list of layers that is none, by its place counted from 1.
  case layerItem(String, number: Int, expected: String)
  /// A list of too many layers.
  case layerCount(Int, most: Int)
  /// A layer that cannot take what the one before it gives, or the input, in this place of the list,
  /// counted from 1.
  case layerInput(String, number: Int, found: [Int], expected: String)
  /// A history file that is not one; `reason` names the place.
  case malformedHistory(reason: String)

  /// A training path of so few states, or so little movement, that it spans no plane.
  case shortPath(states: Int)

  /// Which examples are meant.
  public enum Part: String, Sendable {
    /// The training or the validation examples.
    case training, validation
  }
}

/// Where a setting makes sense.
public enum AllowedRange: String, Sendable {
  /// Above 0.
  case positive = "above 0 and at most 1e38"
  /// From 0.
  case nonNegative = "from 0 to 1e38"
  /// A share below 1.
  case fraction = "from 0 up to but not including 1"
  /// A number of things: epochs, examples, units.
  case count = "from 1 to 1,000,000,000"

  static let largestCount = 1_000_000_000

  func contains(_ value: Double) -> Bool {
    switch self {
    case .positive: value > 0 && value <= 1e38
    case .nonNegative: value >= 0 && value <= 1e38
    case .fraction: value >= 0 && value < 1
    case .count: value >= 1 && value <= Double(Self.largestCount)
    }
  }

  /// - Throws: `TrainingError.setting` when `value` lies outside.
  func check(_ name: String, _ value: Double) throws {
    guard contains(value) else {
      throw TrainingError.setting(name: name, value: value, allowed: self)
    }
  }
}

import LimnCore

/// An error in setting up or running a training.
public enum TrainingError: Error, Equatable {
  /// The training or validation set is empty.
  case noExamples(Part)
  /// The number of values in the examples is not that of the network's input.
  case inputWidth(Part, found: Int, expected: Int)
  /// The targets are of another task than the network's.
  case targetsOfTask(Part, found: OutputSchema.Task, expected: OutputSchema.Task)
  /// The loss is not meaningful for the network's task.
  case lossOfTask(Loss, OutputSchema.Task)
  /// The targets of a regression are to be standardised, but the network does not end in a dense
  /// layer, whose outputs could be converted back to their units.
  case noDenseEnd
  /// A target of a regression is NaN or infinite; rows and columns are counted from 0.
  case nonFiniteTarget(Part, row: Int, column: Int)
  /// The number of classes, labels or numbers in the targets is not that of the network.
  case classCount(Part, found: Int, expected: Int)
  /// An input value is NaN or infinite; rows and columns are counted from 0.
  case nonFiniteInput(Part, row: Int, column: Int)
  /// The network has no parameters to train.
  case nothingToTrain
  /// The value of a setting is out of range.
  case setting(name: String, value: Double, allowed: AllowedRange)
  /// Early stopping needs a validation set, but there is none.
  case earlyStoppingWithoutValidation
  /// The loss is NaN or infinite; epochs and batches are counted from 1. Without a batch, this was
  /// found when the network was evaluated after the epoch.
  case nonFiniteLoss(epoch: Int, batch: Int?)
  /// Training the network would need more memory, in bytes, than the machine has.
  case tooLarge(parameters: Double, bytes: Double, memory: Int)
  /// An item in a list of layers is not a layer; positions are counted from 1.
  case layerItem(String, number: Int, expected: String)
  /// The list of layers is too long.
  case layerCount(Int, most: Int)
  /// A layer cannot take the output of the preceding layer, or the input; positions are counted
  /// from 1.
  case layerInput(String, number: Int, found: [Int], expected: String)
  /// The file is not a valid history; `reason` contains the position of the error.
  case malformedHistory(reason: String)

  /// The training path has too few states, or too little movement, to span a plane.
  case shortPath(states: Int)

  /// The part of the data that an error refers to.
  public enum Part: String, Sendable {
    /// The training or the validation examples.
    case training, validation
  }
}

/// The allowed range of a setting; the raw value describes it in text.
public enum AllowedRange: String, Sendable {
  /// Above 0, at most 1e38.
  case positive = "above 0 and at most 1e38"
  /// From 0 to 1e38.
  case nonNegative = "from 0 to 1e38"
  /// A fraction from 0 up to but not including 1.
  case fraction = "from 0 up to but not including 1"
  /// A count of epochs, examples or units: from 1 to 1,000,000,000.
  case count = "from 1 to 1,000,000,000"
  /// The points on a side of a grid.
  case grid = "from 2 to 10,000"

  static let largestCount = 1_000_000_000

  func contains(_ value: Double) -> Bool {
    switch self {
    case .positive: value > 0 && value <= 1e38
    case .nonNegative: value >= 0 && value <= 1e38
    case .fraction: value >= 0 && value < 1
    case .count: value >= 1 && value <= Double(Self.largestCount)
    case .grid: value >= 2 && value <= 10_000
    }
  }

  /// Checks that a value is in the range.
  ///
  /// - Throws: `TrainingError.setting` if it is not.
  func check(_ name: String, _ value: Double) throws {
    guard contains(value) else {
      throw TrainingError.setting(name: name, value: value, allowed: self)
    }
  }
}

import LimnTraining

/// A training run with its name in a figure.
public struct TrainingRun: Sendable {
  /// The name of the run in the legend.
  public let name: String
  /// The records of the run's epochs.
  public let history: TrainingHistory

  /// A run with its name.
  public init(name: String, history: TrainingHistory) {
    self.name = name
    self.history = history
  }
}

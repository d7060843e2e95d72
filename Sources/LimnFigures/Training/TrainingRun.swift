import LimnTraining

/// A training run with the name a figure calls it by.
public struct TrainingRun: Sendable {
  /// What the run is called in the legend.
  public let name: String
  /// What each epoch showed.
  public let history: TrainingHistory

  /// A run with its name.
  public init(name: String, history: TrainingHistory) {
    self.name = name
    self.history = history
  }
}

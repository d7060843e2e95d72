import LimnTraining

/// A training run with the name a figure calls it by.
public struct TrainingRun: Sendable {
  public let name: String
  public let history: TrainingHistory

  public init(name: String, history: TrainingHistory) {
    self.name = name
    self.history = history
  }
}

/// The course of a training run: its configuration, all completed epochs, and how it ended.
public struct TrainingHistory: Sendable, Codable, Equatable {
  /// How a run ended.
  public enum Outcome: Sendable, Codable, Equatable {
    /// The run was interrupted, or is still in progress.
    case unfinished
    /// All epochs were completed.
    case completed
    /// The validation loss no longer fell.
    case stoppedEarly
    /// The loss became NaN or infinite in the given epoch, which has no record. Without a batch,
    /// this was found when the network was evaluated after the epoch.
    case diverged(epoch: Int, batch: Int?)
  }

  /// The configuration of the run.
  public let configuration: TrainingConfiguration
  /// The completed epochs, in order.
  public private(set) var epochs: [EpochRecord] = []
  /// How the run ended.
  public private(set) var outcome = Outcome.unfinished
  /// The epoch whose weights the run returns: with early stopping the best one, otherwise the last.
  /// `nil` before the first epoch.
  public private(set) var keptEpoch: Int?

  init(configuration: TrainingConfiguration) {
    self.configuration = configuration
  }

  /// Creates a history without a run, for example to try out a figure.
  package init(
    configuration: TrainingConfiguration, epochs: [EpochRecord], outcome: Outcome, keptEpoch: Int?
  ) {
    self.configuration = configuration
    self.epochs = epochs
    self.outcome = outcome
    self.keptEpoch = keptEpoch
  }

  /// The epoch with the lowest finite validation loss, or training loss if there was no validation.
  public var bestEpoch: Int? {
    epochs.map { (epoch: $0.epoch, loss: ($0.validation ?? $0.training).loss) }
      .filter(\.loss.isFinite)
      .min { $0.loss < $1.loss }?.epoch
  }

  /// The metric that is recorded besides the loss.
  public var metric: Performance.Metric { epochs.first?.training.metric ?? .accuracy }

  mutating func append(_ record: EpochRecord) {
    epochs.append(record)
    if configuration.earlyStopping == nil { keptEpoch = record.epoch }
  }

  mutating func keep(epoch: Int) { keptEpoch = epoch }

  mutating func end(_ outcome: Outcome) { self.outcome = outcome }
}

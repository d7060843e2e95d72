/// A training run as it went: how it was set up, every completed epoch, and how it ended.
public struct TrainingHistory: Sendable, Codable, Equatable {
  /// How a run ended.
  public enum Outcome: Sendable, Codable, Equatable {
    /// It was broken off, or is still running.
    case unfinished
    /// All epochs were run.
    case completed
    /// The validation loss no longer fell.
    case stoppedEarly
    /// The loss was NaN or infinite in the named epoch, which has no record; without a batch, when
    /// the network was judged after it.
    case diverged(epoch: Int, batch: Int?)
  }

  /// How the run was set up.
  public let configuration: TrainingConfiguration
  /// The completed epochs, in order.
  public private(set) var epochs: [EpochRecord] = []
  /// How the run ended.
  public private(set) var outcome = Outcome.unfinished
  /// The epoch whose weights the run gives: with early stopping the best one, otherwise the last.
  /// `nil` before the first epoch.
  public private(set) var keptEpoch: Int?

  init(configuration: TrainingConfiguration) {
    self.configuration = configuration
  }

  /// A history that was not lived through, such as one made up to try a figure.
  package init(
    configuration: TrainingConfiguration, epochs: [EpochRecord], outcome: Outcome, keptEpoch: Int?
  ) {
    self.configuration = configuration
    self.epochs = epochs
    self.outcome = outcome
    self.keptEpoch = keptEpoch
  }

  /// The epoch of the lowest finite validation loss, or training loss where nothing was validated.
  public var bestEpoch: Int? {
    epochs.map { (epoch: $0.epoch, loss: ($0.validation ?? $0.training).loss) }
      .filter(\.loss.isFinite)
      .min { $0.loss < $1.loss }?.epoch
  }

  /// What is counted beside the loss.
  public var metric: Performance.Metric { epochs.first?.training.metric ?? .accuracy }

  mutating func append(_ record: EpochRecord) {
    epochs.append(record)
    if configuration.earlyStopping == nil { keptEpoch = record.epoch }
  }

  mutating func keep(epoch: Int) { keptEpoch = epoch }

  mutating func end(_ outcome: Outcome) { self.outcome = outcome }
}

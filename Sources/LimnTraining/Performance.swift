import LimnCore
import LimnData
import LimnNetwork

/// A network's performance on a set with known targets.
public struct Performance: Sendable, Hashable {
  /// The metric besides the loss; the raw value is its name in text.
  public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
    /// The fraction of examples whose class is predicted correctly, in `0...1`.
    case accuracy
    /// For several labels, the fraction of all yes-or-no answers that are correct, in `0...1`.
    case labelAccuracy = "label accuracy"
    /// For a regression, the coefficient of determination `1 − Σ(y − t)²/Σ(t − t̄)²`: 1 for a
    /// perfect fit, 0 if predicting the mean of the targets is as good, negative if it is better.
    /// With several outputs, the mean over those whose targets vary.
    case rSquared = "R²"

    /// The metric for a task.
    public init(for task: OutputSchema.Task) {
      switch task {
      case .classification: self = .accuracy
      case .multilabel: self = .labelAccuracy
      case .regression: self = .rSquared
      }
    }

    /// Whether the metric is a fraction of correct answers, in `0...1`.
    public var isShare: Bool { self != .rSquared }
  }

  /// The mean loss.
  public let loss: Double
  /// The metric besides the loss.
  public let metric: Metric
  /// The value of ``metric``; `nil` for R² if the targets do not vary.
  public let score: Double?

  /// Creates a performance from a loss and a metric.
  ///
  /// - Parameters:
  ///   - loss: the mean loss.
  ///   - metric: the metric besides the loss.
  ///   - score: the value of `metric`.
  public init(loss: Double, metric: Metric, score: Double?) {
    self.loss = loss
    self.metric = metric
    self.score = score
  }

  /// Creates the performance of a classifier.
  public init(loss: Double, accuracy: Double) {
    self.init(loss: loss, metric: .accuracy, score: accuracy)
  }

  /// The fraction of examples whose class is predicted correctly; `nil` unless the network is a
  /// classifier.
  public var accuracy: Double? { metric == .accuracy ? score : nil }

  /// Evaluates `network` on `set` at inference, without dropout.
  ///
  /// - Parameters:
  ///   - network: the network to evaluate.
  ///   - set: the examples; their targets must match the network's outputs.
  ///   - loss: `nil` for the standard loss for the network's outputs.
  public init(of network: Network, on set: LabeledSet, loss: Loss? = nil) {
    self = Inspection(of: network, on: set, loss: loss, lookingAtUnits: false) { _ in }.performance
  }

  /// Evaluates `network` on `set` on one thread, with cancellation and progress.
  ///
  /// - Parameters:
  ///   - network: the network to evaluate.
  ///   - set: the examples; their targets must match the network's outputs.
  ///   - loss: `nil` for the standard loss for the network's outputs.
  ///   - work: the cancellation and the progress, in examples.
  /// - Throws: `CancellationError`.
  public init(
    of network: Network, on set: LabeledSet, loss: Loss? = nil, work: Work
  ) throws(CancellationError) {
    self = try Inspection(of: network, on: set, loss: loss, lookingAtUnits: false) {
      (done) throws(CancellationError) in try work.checkpoint(done: done, of: set.count)
    }.performance
  }
}

/// Encoded as `{"accuracy": …, "loss": …}`, with `labelAccuracy` or `rSquared` in place of
/// `accuracy`; an undefined R² is null.
extension Performance: Codable {
  private enum CodingKeys: String, CodingKey { case loss, accuracy, labelAccuracy, rSquared }

  private static func key(of metric: Metric) -> CodingKeys {
    switch metric {
    case .accuracy: .accuracy
    case .labelAccuracy: .labelAccuracy
    case .rSquared: .rSquared
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    loss = try container.decode(Double.self, forKey: .loss)
    let metric = Metric.allCases.first { container.contains(Self.key(of: $0)) } ?? .accuracy
    self.metric = metric
    score =
      metric == .rSquared
      ? try container.decodeIfPresent(Double.self, forKey: .rSquared)
      : try container.decode(Double.self, forKey: Self.key(of: metric))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(loss, forKey: .loss)
    try container.encode(score, forKey: Self.key(of: metric))
  }
}

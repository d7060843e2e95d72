import LimnCore
import LimnData
import LimnNetwork

/// How well a network does on a labelled set.
public struct Performance: Sendable, Hashable {
  /// What is counted beside the loss, in a person's words.
  public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
    /// The share of examples whose predicted class is their own, in `0...1`.
    case accuracy
    /// Of several labels the share of all answers, yes or no, that are right, in `0...1`.
    case labelAccuracy = "label accuracy"
    /// Of numbers the coefficient of determination, `1 − Σ(y − t)²/Σ(t − t̄)²`: 1 for a perfect fit, 0
    /// for what the mean of the targets does as well, below 0 for worse. Of several numbers the mean of
    /// theirs, without those whose targets do not vary.
    case rSquared = "R²"

    /// What goes with a model's kind of answer.
    public init(for task: OutputSchema.Task) {
      switch task {
      case .classification: self = .accuracy
      case .multilabel: self = .labelAccuracy
      case .regression: self = .rSquared
      }
    }

    /// Whether it is a share of what is right, from 0 to 1.
    public var isShare: Bool { self != .rSquared }
  }

  /// The mean loss.
  public let loss: Double
  /// What is counted beside the loss.
  public let metric: Metric
  /// What ``metric`` says; `nil` for an R² of targets that do not vary.
  public let score: Double?

  /// A loss, and what is counted beside it.
  ///
  /// - Parameter score: on `metric`.
  public init(loss: Double, metric: Metric, score: Double?) {
    self.loss = loss
    self.metric = metric
    self.score = score
  }

  /// Of a classification.
  public init(loss: Double, accuracy: Double) {
    self.init(loss: loss, metric: .accuracy, score: accuracy)
  }

  /// The share of examples whose predicted class is their own; `nil` where no class is predicted.
  public var accuracy: Double? { metric == .accuracy ? score : nil }

  /// Runs `network` over `set` as at inference, without dropout.
  ///
  /// - Parameter loss: `nil` for what goes with the network's outputs.
  public init(of network: Network, on set: LabeledSet, loss: Loss? = nil) {
    self = Inspection(of: network, on: set, loss: loss, lookingAtUnits: false) { _ in }.performance
  }

  /// The same, which can be stopped. It takes one thread.
  public init(
    of network: Network, on set: LabeledSet, loss: Loss? = nil, work: Work
  ) throws(CancellationError) {
    self = try Inspection(of: network, on: set, loss: loss, lookingAtUnits: false) {
      (done) throws(CancellationError) in try work.checkpoint(done: done, of: set.count)
    }.performance
  }
}

/// As `{"accuracy": …, "loss": …}`, with `labelAccuracy` or `rSquared` in its place; an R² that is
/// undefined is null.
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

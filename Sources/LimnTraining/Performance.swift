import LimnCore
import LimnData
import LimnNetwork

/// How well a network does on a labelled set.
public struct Performance: Sendable, Hashable, Codable {
  /// The mean loss.
  public let loss: Double
  /// The share of examples whose largest logit is their class's, in `0...1`.
  public let accuracy: Double

  public init(loss: Double, accuracy: Double) {
    self.loss = loss
    self.accuracy = accuracy
  }

  /// Runs `network` over `set` as at inference, without dropout.
  public init(of network: Network, on set: LabeledSet, loss: Loss = .crossEntropy) {
    self = Inspection(of: network, on: set, loss: loss, lookingAtUnits: false) { _ in }.performance
  }

  /// The same, which can be stopped. It takes one thread.
  public init(
    of network: Network, on set: LabeledSet, loss: Loss = .crossEntropy, work: Work
  ) throws(CancellationError) {
    self = try Inspection(of: network, on: set, loss: loss, lookingAtUnits: false) {
      (done) throws(CancellationError) in try work.checkpoint(done: done, of: set.count)
    }.performance
  }
}

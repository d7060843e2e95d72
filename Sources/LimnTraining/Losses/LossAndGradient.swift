import LimnCore

/// The mean loss of a batch and its gradient with respect to what the loss was given.
public struct LossAndGradient: Sendable, Equatable {
  /// The mean over the batch, accumulated in `Double`.
  public let loss: Double
  /// `∂loss/∂input`, of the input's shape.
  public let gradient: Matrix
}

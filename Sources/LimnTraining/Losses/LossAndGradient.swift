import LimnCore

/// The mean loss of a batch and its gradient with respect to the loss's input.
public struct LossAndGradient: Sendable, Equatable {
  /// The mean loss over the batch, accumulated in `Double`.
  public let loss: Double
  /// The gradient `∂loss/∂input`, in the input's shape.
  public let gradient: Matrix
}

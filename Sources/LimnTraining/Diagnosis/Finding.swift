/// A problem that a ``DiagnosisRule`` detected in a history, with the epoch where it begins and the
/// evidence.
public struct Finding: Sendable, Hashable {
  /// The kind of problem.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The validation loss rises while the training loss falls.
    case overfitting
    /// The network does not fit the training examples.
    case underfitting
    /// Steps overshoot.
    case learningRateTooHigh = "learning rate too high"
    /// Steps are too small to make progress.
    case learningRateTooLow = "learning rate too low"
    /// Gradients of early layers are much smaller than those of the output layer.
    case vanishingGradients = "vanishing gradients"
    /// The gradients of a layer are huge or not finite.
    case explodingGradients = "exploding gradients"
    /// Units of a layer pass no gradient for any training example.
    case deadUnits = "dead units"
    /// The features differ in scale by orders of magnitude.
    case inputScales = "inputs are not on one scale"

    /// The consequences of the problem, which are not reported alongside it.
    var explains: Set<Kind> {
      switch self {
      case .learningRateTooHigh, .learningRateTooLow, .explodingGradients, .deadUnits:
        [.underfitting]
      case .vanishingGradients: [.underfitting, .learningRateTooLow]
      case .inputScales:
        [
          .underfitting, .learningRateTooHigh, .learningRateTooLow, .explodingGradients,
          .vanishingGradients, .deadUnits,
        ]
      case .overfitting, .underfitting: []
      }
    }
  }

  /// A quantity at the epoch of a finding, and at the end of the run.
  public struct Change: Sendable, Hashable {
    /// The value before.
    public let before: Double
    /// The value after.
    public let after: Double

    /// Creates a change from the values before and after.
    public init(before: Double, after: Double) {
      self.before = before
      self.after = after
    }
  }

  /// The evidence for a finding. Layers are given by their index in the network.
  public enum Evidence: Sendable, Hashable {
    /// The smoothed losses at the best epoch and at the end.
    case partingLosses(validation: Change, training: Change)
    /// The fractions of wrong examples at the end, and the fraction of the training loss's decrease
    /// that occurred in the second half of the run.
    case poorFit(trainingError: Double, validationError: Double?, laterFall: Double)
    /// The loss became NaN or infinite.
    case divergence(batch: Int?)
    /// The sums of all increases and of all decreases of the training loss from epoch to epoch.
    case oscillation(rise: Double, fall: Double)
    /// The size of a step relative to the weights, and the accuracy at the end.
    case overshoot(updateRatio: Double, accuracy: Double)
    /// The size of a step relative to the weights, and the fraction of the training loss's decrease
    /// that occurred in the second half of the run.
    case slowDescent(updateRatio: Double, laterFall: Double)
    /// The median gradient norm of a layer, and that of the output layer.
    case smallGradient(layer: Int, norm: Double, outputLayer: Int, outputNorm: Double)
    /// The largest gradient norm of a layer, as the mean over an epoch.
    case largeGradient(layer: Int, norm: Double)
    /// The fraction of a layer's units that are dead at the end.
    case dead(layer: Int, share: Double)
    /// The scales of the features, and the performance on the training examples at the end; `nil`
    /// if the loss was not finite.
    case unequalInputs(InputScales, training: Performance?)
  }

  /// The epoch in which the problem first shows, counted from 1.
  public let epoch: Int
  /// The numbers on which the rule based its verdict.
  public let evidence: Evidence

  /// Creates a finding from the epoch where it begins and the evidence.
  public init(epoch: Int, evidence: Evidence) {
    self.epoch = epoch
    self.evidence = evidence
  }

  /// The kind of problem.
  public var kind: Kind {
    switch evidence {
    case .partingLosses: .overfitting
    case .poorFit: .underfitting
    case .divergence, .oscillation, .overshoot: .learningRateTooHigh
    case .slowDescent: .learningRateTooLow
    case .smallGradient: .vanishingGradients
    case .largeGradient: .explodingGradients
    case .dead: .deadUnits
    case .unequalInputs: .inputScales
    }
  }
}

/// What a ``DiagnosisRule`` found in a history, since when, and the numbers that say so.
public struct Finding: Sendable, Hashable {
  /// What is wrong.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The validation loss rises while the training loss falls.
    case overfitting
    /// The training examples are not learnt.
    case underfitting
    /// Steps overshoot.
    case learningRateTooHigh = "learning rate too high"
    /// Steps are too small to get anywhere.
    case learningRateTooLow = "learning rate too low"
    /// Gradients of early layers are far smaller than the output's.
    case vanishingGradients = "vanishing gradients"
    /// A layer's gradients are huge or not finite.
    case explodingGradients = "exploding gradients"
    /// Units pass no gradient for any training example.
    case deadUnits = "dead units"
    /// Features differ in size by orders of magnitude.
    case inputScales = "inputs are not on one scale"

    /// What follows from it and is not a finding of its own beside it.
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

    /// A value before and after.
    public init(before: Double, after: Double) {
      self.before = before
      self.after = after
    }
  }

  /// The numbers behind a finding. Layers are indices in the network.
  public enum Evidence: Sendable, Hashable {
    /// The levels of the losses around the best epoch, and at the end.
    case partingLosses(validation: Change, training: Change)
    /// The share of examples that are wrong at the end, and the share of the whole fall of the
    /// training loss that its second half brought.
    case poorFit(trainingError: Double, validationError: Double?, laterFall: Double)
    /// The loss was no longer finite.
    case divergence(batch: Int?)
    /// All that the training loss rose and fell from epoch to epoch.
    case oscillation(rise: Double, fall: Double)
    /// The size of a step relative to the weights, and the accuracy at the end.
    case overshoot(updateRatio: Double, accuracy: Double)
    /// As in `overshoot` and `poorFit`.
    case slowDescent(updateRatio: Double, laterFall: Double)
    /// The median norm of a layer's gradient, and that of the output layer's.
    case smallGradient(layer: Int, norm: Double, outputLayer: Int, outputNorm: Double)
    /// The largest norm of a layer's gradient: the mean over an epoch.
    case largeGradient(layer: Int, norm: Double)
    /// The share of a layer's units that are dead at the end.
    case dead(layer: Int, share: Double)
    /// The sizes of the features, and how the training examples are met at the end: `nil` where the loss
    /// was no longer finite.
    case unequalInputs(InputScales, training: Performance?)
  }

  /// Where it shows first, counted from 1.
  public let epoch: Int
  /// The numbers that the rule went by.
  public let evidence: Evidence

  /// A finding from an epoch on, with its evidence.
  public init(epoch: Int, evidence: Evidence) {
    self.epoch = epoch
    self.evidence = evidence
  }

  /// What was found.
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

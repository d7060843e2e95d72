/// What one epoch of training showed. The measures of performance are those of the network as it
/// stands after the epoch, at inference, so training and validation compare.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// Counted from 1.
  public let epoch: Int
  /// The learning rate of the epoch.
  public let learningRate: Double
  /// How the network does on the training set after the epoch.
  public let training: Performance
  /// `nil` where the run has no validation set.
  public let validation: Performance?
  /// One for each layer with parameters.
  public let layers: [LayerRecord]
  /// One for each activation layer.
  public let activations: [ActivationRecord]

  /// What an epoch showed; see the properties.
  public init(
    epoch: Int, learningRate: Double, training: Performance, validation: Performance?,
    layers: [LayerRecord], activations: [ActivationRecord]
  ) {
    self.epoch = epoch
    self.learningRate = learningRate
    self.training = training
    self.validation = validation
    self.layers = layers
    self.activations = activations
  }
}

/// How a layer with parameters was moved, on average over an epoch's steps.
public struct LayerRecord: Sendable, Codable, Equatable {
  /// The layer's index in the network.
  public let layer: Int
  /// The mean over steps of `‖∂L/∂p‖₂`, over the layer's weights and biases together, without
  /// weight decay.
  public let gradientNorm: Double
  /// The mean over steps of `‖Δw‖₂/‖w‖₂`, over the layer's weights; infinite for weights that were
  /// all 0, NaN where these did not move either.
  public let updateRatio: Double

  /// What a layer's weights showed in an epoch.
  public init(layer: Int, gradientNorm: Double, updateRatio: Double) {
    self.layer = layer
    self.gradientNorm = gradientNorm
    self.updateRatio = updateRatio
  }
}

/// The state of an activation layer after an epoch.
public struct ActivationRecord: Sendable, Codable, Equatable {
  /// The layer's index in the network.
  public let layer: Int
  /// The share of units, in `0...1`, whose derivative is below 1e-6 for every training example:
  /// rectifiers that are off for all of them, saturated sigmoids.
  public let deadUnits: Double

  /// The share of a layer's units, from 0 to 1, that are dead.
  public init(layer: Int, deadUnits: Double) {
    self.layer = layer
    self.deadUnits = deadUnits
  }
}

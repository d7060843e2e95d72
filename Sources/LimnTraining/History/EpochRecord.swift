/// The measurements of one training epoch. The performance is that of the network after the epoch,
/// at inference, so that training and validation can be compared.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// The learning rate of the epoch.
  public let learningRate: Double
  /// The performance on the training set.
  public let training: Performance
  /// The performance on the validation set; `nil` if there is none.
  public let validation: Performance?
  /// One record for each layer with parameters.
  public let layers: [LayerRecord]
  /// One record for each activation layer.
  public let activations: [ActivationRecord]

  /// Creates a record; see the properties.
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

/// The updates of a layer with parameters, averaged over the steps of an epoch.
public struct LayerRecord: Sendable, Codable, Equatable {
  /// The layer's index in the network.
  public let layer: Int
  /// The mean over steps of `‖∂L/∂p‖₂`, for all weights and biases of the layer, without weight
  /// decay.
  public let gradientNorm: Double
  /// The mean over steps of `‖Δw‖₂/‖w‖₂`, for the weights of the layer. Infinite if the weights
  /// were all 0, or NaN if these also did not change.
  public let updateRatio: Double

  /// Creates a record; see the properties.
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
  /// The fraction of units, in `0...1`, whose derivative is below 1e-6 for every training example,
  /// such as rectifiers that are always inactive and saturated sigmoids.
  public let deadUnits: Double

  /// Creates a record; see the properties.
  public init(layer: Int, deadUnits: Double) {
    self.layer = layer
    self.deadUnits = deadUnits
  }
}

import LimnNetwork

/// The activations a hidden layer may have, by name.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// max(0, u).
  case relu
  /// u, and below 0 a hundredth of it.
  case leakyReLU = "leaky-relu"
  /// u, and below 0 eᵘ − 1.
  case elu
  /// u times the normal distribution's share below u.
  case gelu
  /// The hyperbolic tangent.
  case tanh
  /// The logistic function.
  case sigmoid
  /// log(1 + eᵘ).
  case softplus

  /// The layer, with its standard constants.
  public var layer: any ElementwiseActivation {
    switch self {
    case .relu: ReLU()
    case .leakyReLU: LeakyReLU()
    case .elu: ELU()
    case .gelu: GELU()
    case .tanh: Tanh()
    case .sigmoid: Sigmoid()
    case .softplus: Softplus()
    }
  }

  /// The initialisation of the weights that feed it: He's for those that stop half of their inputs,
  /// Glorot's for those that are near linear around 0.
  public var initialization: Initialization {
    switch self {
    case .relu, .leakyReLU, .elu, .gelu, .softplus: Initialization(.he, .uniform)
    case .tanh, .sigmoid: Initialization(.glorot, .uniform)
    }
  }
}

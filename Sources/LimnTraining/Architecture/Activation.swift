import LimnNetwork

/// The activations a hidden layer may have, by name.
public enum Activation: String, Sendable, Codable, CaseIterable {
  case relu
  case leakyReLU = "leaky-relu"
  case elu
  case gelu
  case tanh
  case sigmoid
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

import LimnNetwork

/// The activations available for hidden layers, by name.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// The rectifier, max(0, u).
  case relu
  /// The leaky rectifier: u above 0, 0.01 u below.
  case leakyReLU = "leaky-relu"
  /// The exponential linear unit: u above 0, eᵘ − 1 below.
  case elu
  /// The Gaussian error linear unit, u Φ(u).
  case gelu
  /// The hyperbolic tangent.
  case tanh
  /// The logistic function, 1/(1 + e⁻ᵘ).
  case sigmoid
  /// The smooth rectifier, log(1 + eᵘ).
  case softplus

  /// The layer with its default constants.
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

  /// The initialisation for the weights that feed the activation: He's for rectifier-like
  /// activations, Glorot's for those that are nearly linear around 0.
  public var initialization: Initialization {
    switch self {
    case .relu, .leakyReLU, .elu, .gelu, .softplus: Initialization(.he, .uniform)
    case .tanh, .sigmoid: Initialization(.glorot, .uniform)
    }
  }
}

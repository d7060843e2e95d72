/// The leaky rectifier `g(u) = u` for `u > 0`, `s·u` otherwise (Maas, Hannun, Ng 2013).
///
/// Derivation (Docs/Derivations/activations.md): `g′(u) = 1` for `u > 0`, `s` otherwise.
public struct LeakyReLU: PiecewiseLinearActivation, Equatable {
  /// The slope `s` below 0. The default of 0.01 is that of ONNX and PyTorch.
  public let negativeSlope: Float

  /// Creates a leaky rectifier with a slope below 0.
  public init(negativeSlope: Float = 0.01) {
    self.negativeSlope = negativeSlope
  }

  public var kind: String { "LeakyReLU" }
  public var setting: String? { "slope \(negativeSlope)" }
}

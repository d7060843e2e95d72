/// The rectifier `g(u) = max(u, 0)` (Nair and Hinton 2010).
///
/// Derivation (Docs/Derivations/activations.md): `g′(u) = 1` for `u > 0` and `0` for `u < 0`; at the
/// kink any value in [0, 1] is a subgradient and 0 is taken.
public struct ReLU: PiecewiseLinearActivation, Equatable {
  /// The rectifier.
  public init() {}
  public var kind: String { "ReLU" }
  public var negativeSlope: Float { 0 }
  /// Not `0 · u`, which is NaN at −∞; a NaN stays one.
  public func value(_ u: Float) -> Float { u < 0 ? 0 : u }
}

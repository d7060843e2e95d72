/// The rectifier `g(u) = max(u, 0)` (Nair and Hinton 2010).
///
/// Derivation (Docs/Derivations/activations.md): `g′(u) = 1` for `u > 0` and `0` for `u < 0`. At
/// the kink, any value in [0, 1] is a subgradient; 0 is used.
public struct ReLU: PiecewiseLinearActivation, Equatable {
  /// Creates a rectifier.
  public init() {}
  public var kind: String { "ReLU" }
  public var negativeSlope: Float { 0 }
  /// `max(u, 0)`, without computing `0 · u`, which is NaN at −∞; NaN stays NaN.
  public func value(_ u: Float) -> Float { u < 0 ? 0 : u }
}

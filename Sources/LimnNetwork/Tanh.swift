#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The hyperbolic tangent.
///
/// Derivation (Docs/Derivations/activations.md): `g′(u) = 1 − tanh²(u)`. Computed as `4σ′(2u)`,
/// from `tanh(u) = 2σ(2u) − 1`, because the difference cancels where `tanh(u)` is close to ±1.
public struct Tanh: ElementwiseActivation, Equatable {
  /// Creates a hyperbolic tangent activation.
  public init() {}
  public var kind: String { "Tanh" }
  public func value(_ u: Float) -> Float { tanh(u) }
  public func derivative(_ u: Float) -> Float { 4 * Sigmoid.logisticDerivative(2 * u) }
}

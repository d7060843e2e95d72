#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The smooth rectifier `g(u) = log(1 + eᵘ)`.
///
/// Derivation (Docs/Derivations/activations.md): `g′(u) = eᵘ/(1 + eᵘ) = σ(u)`. Computed as
/// `max(u, 0) + log1p(e^{−|u|})`, which never overflows.
public struct Softplus: ElementwiseActivation, Equatable {
  /// Creates a softplus activation.
  public init() {}
  public var kind: String { "Softplus" }
  public func value(_ u: Float) -> Float { max(u, 0) + log1p(exp(-abs(u))) }
  public func derivative(_ u: Float) -> Float { Sigmoid.logistic(u) }
}

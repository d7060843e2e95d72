#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The logistic function `σ(u) = 1/(1 + e⁻ᵘ)`.
///
/// Derivation (Docs/Derivations/activations.md): `σ′(u) = σ(u)(1 − σ(u)) = σ(u) σ(−u)`; the second
/// form does not cancel for large `u`.
public struct Sigmoid: ElementwiseActivation, Equatable {
  public init() {}
  public var kind: String { "Sigmoid" }
  public func value(_ u: Float) -> Float { Self.logistic(u) }
  public func derivative(_ u: Float) -> Float { Self.logistic(u) * Self.logistic(-u) }

  /// `σ(u)`; `e⁻ᵘ` may overflow to infinity, which gives the right limit 0.
  static func logistic(_ u: Float) -> Float { 1 / (1 + exp(-u)) }
}

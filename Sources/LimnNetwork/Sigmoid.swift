#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The logistic function `σ(u) = 1/(1 + e⁻ᵘ)`.
///
/// Derivation (Docs/Derivations/activations.md): `σ′(u) = σ(u)(1 − σ(u)) = e⁻ᵘ/(1 + e⁻ᵘ)²`. It is
/// even in `u`, so `|u|` is put in: nothing overflows and nothing cancels.
public struct Sigmoid: ElementwiseActivation, Equatable {
  /// The logistic function.
  public init() {}
  public var kind: String { "Sigmoid" }
  public func value(_ u: Float) -> Float { Self.logistic(u) }
  public func derivative(_ u: Float) -> Float { Self.logisticDerivative(u) }

  /// `σ(u)`; `e⁻ᵘ` may overflow to infinity, which gives the right limit 0.
  static func logistic(_ u: Float) -> Float { 1 / (1 + exp(-u)) }

  /// `σ′(u)`.
  static func logisticDerivative(_ u: Float) -> Float {
    let e = exp(-abs(u))
    return e / ((1 + e) * (1 + e))
  }
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The logistic function `σ(u) = 1/(1 + e⁻ᵘ)`.
///
/// Derivation (Docs/Derivations/activations.md): `σ′(u) = σ(u)(1 − σ(u)) = e⁻ᵘ/(1 + e⁻ᵘ)²`. The
/// derivative is even in `u` and is computed from `|u|`, which avoids overflow and cancellation.
public struct Sigmoid: ElementwiseActivation, Equatable {
  /// Creates a logistic activation.
  public init() {}
  public var kind: String { "Sigmoid" }
  public func value(_ u: Float) -> Float { Self.logistic(u) }
  public func derivative(_ u: Float) -> Float { Self.logisticDerivative(u) }

  /// `σ(u)`. If `e⁻ᵘ` overflows to infinity, the result is the correct limit 0.
  static func logistic(_ u: Float) -> Float { 1 / (1 + exp(-u)) }

  /// `σ′(u)`.
  static func logisticDerivative(_ u: Float) -> Float {
    let e = exp(-abs(u))
    return e / ((1 + e) * (1 + e))
  }
}

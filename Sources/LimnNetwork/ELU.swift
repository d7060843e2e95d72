#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The exponential linear unit `g(u) = u` for `u > 0`, `α(eᵘ − 1)` otherwise (Clevert, Unterthiner,
/// Hochreiter 2016, arXiv 1511.07289).
///
/// Derivation (Docs/Derivations/activations.md): `g′(u) = 1` for `u > 0`, `α eᵘ` otherwise.
public struct ELU: ElementwiseActivation, Equatable {
  /// The scale α; the limit of the function for `u → −∞` is `−α`.
  public let alpha: Float

  /// Creates an ELU whose limit on the left is `−alpha`.
  public init(alpha: Float = 1) {
    self.alpha = alpha
  }

  public var kind: String { "ELU" }
  public var setting: String? { "α \(alpha)" }
  public func value(_ u: Float) -> Float { u > 0 ? u : alpha * expm1(u) }
  public func derivative(_ u: Float) -> Float { u > 0 ? 1 : alpha * exp(u) }
}

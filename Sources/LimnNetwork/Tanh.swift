#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The hyperbolic tangent.
///
/// Derivation (Docs/Derivations/activations.md): `g′(u) = 1 − tanh²(u)`.
public struct Tanh: ElementwiseActivation, Equatable {
  public init() {}
  public var kind: String { "Tanh" }
  public func value(_ u: Float) -> Float { tanh(u) }

  public func derivative(_ u: Float) -> Float {
    let y = tanh(u)
    return 1 - y * y
  }
}

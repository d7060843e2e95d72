#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Gaussian error linear unit `g(u) = u Φ(u)` (Hendrycks and Gimpel 2016, arXiv 1606.08415),
/// with Φ the normal distribution function, or its tanh approximation.
///
/// Derivation (Docs/Derivations/activations.md): the product rule gives
/// `g′(u) = Φ(u) + u φ(u)` with `φ(u) = exp(−u²/2)/√(2π)`. For the approximation
/// `g(u) = ½u(1 + t)`, `t = tanh(c(u + 0.044715u³))`, `c = √(2/π)`:
/// `g′(u) = ½(1 + t) + ½u(1 − t²)c(1 + 0.134145u²)`.
public struct GELU: ElementwiseActivation, Equatable {
  /// How Φ is computed.
  public enum Form: String, Sendable, CaseIterable {
    /// Through the error function: ONNX `approximate="none"`.
    case exact
    /// Through the hyperbolic tangent: ONNX `approximate="tanh"`.
    case tanh
  }

  public let form: Form

  public init(form: Form = .exact) {
    self.form = form
  }

  public var kind: String { "GELU" }

  public func value(_ u: Float) -> Float {
    switch form {
    case .exact: u * Self.normalDistribution(u)
    case .tanh: 0.5 * u * (1 + Self.innerTanh(u))
    }
  }

  public func derivative(_ u: Float) -> Float {
    switch form {
    case .exact:
      Self.normalDistribution(u) + u * exp(-0.5 * u * u) * 0.398_942_28
    case .tanh:
      {
        let t = Self.innerTanh(u)
        return 0.5 * (1 + t) + 0.5 * u * (1 - t * t) * Self.c * (1 + 0.134145 * u * u)
      }()
    }
  }

  private static let c: Float = 0.797_884_56

  /// `Φ(u) = ½ erfc(−u/√2)`: accurate in the lower tail, where `1 + erf` cancels.
  private static func normalDistribution(_ u: Float) -> Float {
    0.5 * erfc(-u * 0.707_106_78)
  }

  private static func innerTanh(_ u: Float) -> Float {
    #if canImport(Darwin)
      Darwin.tanh(c * (u + 0.044715 * u * u * u))
    #else
      Glibc.tanh(c * (u + 0.044715 * u * u * u))
    #endif
  }
}

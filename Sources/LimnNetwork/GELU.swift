#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The Gaussian error linear unit `g(u) = u Φ(u)` (Hendrycks and Gimpel 2016, arXiv 1606.08415),
/// where Φ is the normal distribution function or its tanh approximation.
///
/// Derivation (Docs/Derivations/activations.md): the product rule gives `g′(u) = Φ(u) + u φ(u)`
/// with `φ = Φ′`, `φ(u) = exp(−u²/2)/√(2π)`. The approximation replaces Φ by
/// `½(1 + tanh(v)) = σ(2v)`, `v = √(2/π)(u + 0.044715u³)`, and therefore φ by
/// `2σ′(2v)√(2/π)(1 + 0.134145u²)`.
public struct GELU: ElementwiseActivation, Equatable {
  /// How Φ is computed.
  public enum Form: String, Sendable, CaseIterable {
    /// With the error function: ONNX `approximate="none"`.
    case exact
    /// With the hyperbolic tangent: ONNX `approximate="tanh"`.
    case tanh
  }

  /// How Φ is computed.
  public let form: Form

  /// Creates a GELU in its exact or its tanh form.
  public init(form: Form = .exact) {
    self.form = form
  }

  public var kind: String { "GELU" }
  public var setting: String? { form == .tanh ? "tanh form" : nil }

  public func value(_ u: Float) -> Float {
    let share = distribution(u)
    // At −∞ the factor is 0, and so is the limit of the product.
    return share == 0 ? 0 : u * share
  }

  public func derivative(_ u: Float) -> Float {
    let density = density(u)
    return density == 0 ? distribution(u) : distribution(u) + u * density
  }

  /// `Φ(u)` as `½ erfc(−u/√2)`, which is accurate in the lower tail, where `1 + erf` cancels.
  private func distribution(_ u: Float) -> Float {
    switch form {
    case .exact: 0.5 * erfc(-u * 0.707_106_78)
    case .tanh: Sigmoid.logistic(2 * Self.inner(u))
    }
  }

  /// `φ(u)`.
  private func density(_ u: Float) -> Float {
    switch form {
    case .exact:
      return 0.398_942_28 * exp(-0.5 * u * u)
    case .tanh:
      let slope = Sigmoid.logisticDerivative(2 * Self.inner(u))
      return slope == 0 ? 0 : 2 * slope * Self.scale * (1 + 0.134145 * u * u)
    }
  }

  /// `√(2/π)`.
  private static let scale: Float = 0.797_884_56

  private static func inner(_ u: Float) -> Float { scale * (u + 0.044715 * u * u * u) }
}

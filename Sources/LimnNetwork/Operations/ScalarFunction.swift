#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A function of one number, as it occurs in a ``ScalarExpression``.
public enum ScalarFunction: Sendable, Equatable {
  /// The rectifier, max(0, u).
  case relu
  /// The leaky rectifier: u above 0, the given slope times u below.
  case leakyReLU(Float)
  /// The exponential linear unit: u above 0, α(eᵘ − 1) below.
  case elu(Float)
  /// The Gaussian error linear unit, u Φ(u).
  case gelu(GELU.Form)
  /// Common smooth activations.
  case tanh, sigmoid, softplus
  /// The error function.
  case erf
  /// Functions with the usual meaning.
  case exp, log, sqrt, reciprocal, abs, negate
  /// Trigonometric functions, in radians.
  case sin, cos, atan
  /// The sign: −1, 0 or 1.
  case sign
  /// Rounding: down, up, towards 0, and to the nearest integer with ties to even.
  case floor, ceil, truncate, round
  /// Logical negation: 1 if u is 0, otherwise 0.
  case not

  /// The name to display.
  public var name: String {
    switch self {
    case .leakyReLU(let slope): "leakyReLU[\(slope)]"
    case .elu(let alpha): "elu[\(alpha)]"
    case .gelu(let form): form == .exact ? "gelu" : "gelu[tanh]"
    default: "\(self)"
    }
  }

  /// The value at `u`.
  public func value(at u: Double) -> Double {
    switch self {
    case .relu: u < 0 ? 0 : u
    case .leakyReLU(let slope): u < 0 ? Double(slope) * u : u
    case .elu(let alpha): u > 0 ? u : Double(alpha) * expm1(u)
    case .gelu(.exact): u == -.infinity ? 0 : 0.5 * u * erfc(-u * 0.5.squareRoot())
    case .gelu(.tanh):
      0.5 * u * (1 + Self.tanhOf((2 / Double.pi).squareRoot() * (u + 0.044715 * u * u * u)))
    case .tanh: Self.tanhOf(u)
    case .sigmoid: 1 / (1 + Self.expOf(-u))
    case .softplus: max(u, 0) + log1p(Self.expOf(-Swift.abs(u)))
    case .erf: Self.erfOf(u)
    case .exp: Self.expOf(u)
    case .log: Self.logOf(u)
    case .sqrt: u.squareRoot()
    case .reciprocal: 1 / u
    case .abs: Swift.abs(u)
    case .negate: -u
    case .sin: Self.sinOf(u)
    case .cos: Self.cosOf(u)
    case .atan: Self.atanOf(u)
    case .sign: u > 0 ? 1 : u < 0 ? -1 : u
    case .floor: u.rounded(.down)
    case .ceil: u.rounded(.up)
    case .truncate: u.rounded(.towardZero)
    case .round: u.rounded(.toNearestOrEven)
    case .not: u == 0 ? 1 : 0
    }
  }

  /// The derivative at `u`. At the kink of a rectifier it is that from below; at the kink of `abs`
  /// and for step functions it is 0.
  public func slope(at u: Double) -> Double {
    switch self {
    case .relu: return u > 0 ? 1 : 0
    case .leakyReLU(let slope): return u > 0 ? 1 : Double(slope)
    case .elu(let alpha): return u > 0 ? 1 : Double(alpha) * Self.expOf(u)
    case .gelu(.exact):
      let density = Self.expOf(-0.5 * u * u) / (2 * Double.pi).squareRoot()
      return 0.5 * erfc(-u * 0.5.squareRoot()) + (density == 0 ? 0 : u * density)
    case .gelu(.tanh):
      let scale = (2 / Double.pi).squareRoot()
      let t = Self.tanhOf(scale * (u + 0.044715 * u * u * u))
      let steep = 1 - t * t
      return 0.5 * (1 + t) + (steep == 0 ? 0 : 0.5 * u * steep * scale * (1 + 0.134145 * u * u))
    case .tanh:
      let e = Self.expOf(-2 * Swift.abs(u))
      return 4 * e / ((1 + e) * (1 + e))
    case .sigmoid:
      let e = Self.expOf(-Swift.abs(u))
      return e / ((1 + e) * (1 + e))
    case .softplus: return 1 / (1 + Self.expOf(-u))
    case .erf: return 2 / Double.pi.squareRoot() * Self.expOf(-u * u)
    case .exp: return Self.expOf(u)
    case .log: return 1 / u
    case .sqrt: return 0.5 / u.squareRoot()
    case .reciprocal: return -1 / (u * u)
    case .abs: return u > 0 ? 1 : u < 0 ? -1 : 0
    case .negate: return -1
    case .sin: return Self.cosOf(u)
    case .cos: return -Self.sinOf(u)
    case .atan: return 1 / (1 + u * u)
    case .sign, .floor, .ceil, .truncate, .round, .not: return 0
    }
  }

  // Inside the enum, the plain names refer to its cases.
  private static func tanhOf(_ u: Double) -> Double { Libm.tanh(u) }
  private static func erfOf(_ u: Double) -> Double { Libm.erf(u) }
  private static func expOf(_ u: Double) -> Double { Libm.exp(u) }
  private static func logOf(_ u: Double) -> Double { Libm.log(u) }
  private static func sinOf(_ u: Double) -> Double { Libm.sin(u) }
  private static func cosOf(_ u: Double) -> Double { Libm.cos(u) }
  private static func atanOf(_ u: Double) -> Double { Libm.atan(u) }
}

/// The functions of the C library under names that the enum's cases do not shadow.
private enum Libm {
  #if canImport(Darwin)
    static func tanh(_ u: Double) -> Double { Darwin.tanh(u) }
    static func erf(_ u: Double) -> Double { Darwin.erf(u) }
    static func exp(_ u: Double) -> Double { Darwin.exp(u) }
    static func log(_ u: Double) -> Double { Darwin.log(u) }
    static func sin(_ u: Double) -> Double { Darwin.sin(u) }
    static func cos(_ u: Double) -> Double { Darwin.cos(u) }
    static func atan(_ u: Double) -> Double { Darwin.atan(u) }
  #else
    static func tanh(_ u: Double) -> Double { Glibc.tanh(u) }
    static func erf(_ u: Double) -> Double { Glibc.erf(u) }
    static func exp(_ u: Double) -> Double { Glibc.exp(u) }
    static func log(_ u: Double) -> Double { Glibc.log(u) }
    static func sin(_ u: Double) -> Double { Glibc.sin(u) }
    static func cos(_ u: Double) -> Double { Glibc.cos(u) }
    static func atan(_ u: Double) -> Double { Glibc.atan(u) }
  #endif
}

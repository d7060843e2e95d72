import LimnNetwork

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A function of one number that a run of elementwise nodes computes, before it is known which
/// activation it is: exporters take some activations apart (GELU into a division, an error function,
/// an addition and two products).
indirect enum ScalarExpression: Equatable {
  case input
  case constant(Double)
  case function(ScalarFunction, ScalarExpression)
  case arithmetic(Arithmetic, ScalarExpression, ScalarExpression)
  /// `condition > 0 ? then : otherwise`.
  case choice(ScalarExpression, ScalarExpression, ScalarExpression)

  /// The number of terms, counted at most to ``largestSize`` or a little beyond: a shared part
  /// counts wherever it stands, since evaluation visits it as often.
  var size: Int {
    switch self {
    case .input, .constant: 1
    case .function(_, let inner): 1 + inner.size
    case .arithmetic(_, let left, let right): 1 + left.size + right.size
    case .choice(let condition, let then, let otherwise):
      1 + condition.size + then.size + otherwise.size
    }
  }

  /// Far beyond what any activation is taken apart into.
  static let largestSize = 128

  func value(at u: Double) -> Double {
    switch self {
    case .input: u
    case .constant(let value): value
    case .function(let function, let inner): function.value(at: inner.value(at: u))
    case .arithmetic(let operation, let left, let right):
      operation.value(left.value(at: u), right.value(at: u))
    case .choice(let condition, let then, let otherwise):
      condition.value(at: u) > 0 ? then.value(at: u) : otherwise.value(at: u)
    }
  }

  /// Slope and intercept where the expression is affine in a part that is not a constant, and that
  /// part: the input, a function of it, or a product of two such parts.
  func affine() -> (slope: Double, intercept: Double, of: ScalarExpression) {
    guard case .arithmetic(let operation, let left, let right) = self else { return (1, 0, self) }
    switch (operation, left, right) {
    case (.add, let e, .constant(let c)), (.add, .constant(let c), let e):
      let (slope, intercept, part) = e.affine()
      return (slope, intercept + c, part)
    case (.subtract, let e, .constant(let c)):
      let (slope, intercept, part) = e.affine()
      return (slope, intercept - c, part)
    case (.subtract, .constant(let c), let e):
      let (slope, intercept, part) = e.affine()
      return (-slope, c - intercept, part)
    case (.multiply, let e, .constant(let c)), (.multiply, .constant(let c), let e):
      let (slope, intercept, part) = e.affine()
      return (slope * c, intercept * c, part)
    case (.divide, let e, .constant(let c)):
      let (slope, intercept, part) = e.affine()
      return (slope / c, intercept / c, part)
    default: return (1, 0, self)
    }
  }

  /// The activation that this is taken apart from, or `nil`.
  ///
  /// Compared by value between −20 and 20: exporters order and group the terms in many ways. The
  /// tolerance lies above the rounding of constants to `Float` (3e-8 relative, in arguments whose
  /// slope is about 1) and far below the distance between GELU and its approximation (4.7e-4).
  func knownActivation() -> ScalarFunction? {
    let candidates: [ScalarFunction] = [.gelu(.exact), .gelu(.tanh), .softplus]
    let points = stride(from: -20.0, through: 20, by: 0.125)
    return candidates.first { candidate in
      points.allSatisfy { u in
        let expected = candidate.value(at: u)
        return abs(value(at: u) - expected) <= 1e-6 * max(1, abs(expected))
      }
    }
  }
}

/// Arithmetic between two numbers.
enum Arithmetic: Equatable {
  case add, subtract, multiply, divide, power
  /// 1 where the first is larger, otherwise 0.
  case isGreater

  func value(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .power: pow(left, right)
    case .isGreater: left > right ? 1 : 0
    }
  }
}

/// A function of one number.
enum ScalarFunction: Equatable {
  case relu
  case leakyReLU(Float)
  case elu(Float)
  case gelu(GELU.Form)
  case tanh, sigmoid, softplus
  /// The error function, a part of GELU; no layer by itself.
  case erf

  /// The layer that computes it, or `nil`.
  var layer: (any Layer)? {
    switch self {
    case .relu: ReLU()
    case .leakyReLU(let slope): LeakyReLU(negativeSlope: slope)
    case .elu(let alpha): ELU(alpha: alpha)
    case .gelu(let form): GELU(form: form)
    case .tanh: Tanh()
    case .sigmoid: Sigmoid()
    case .softplus: Softplus()
    case .erf: nil
    }
  }

  func value(at u: Double) -> Double {
    switch self {
    case .relu: u < 0 ? 0 : u
    case .leakyReLU(let slope): u < 0 ? Double(slope) * u : u
    case .elu(let alpha): u > 0 ? u : Double(alpha) * expm1(u)
    case .gelu(.exact): 0.5 * u * erfc(-u * 0.5.squareRoot())
    case .gelu(.tanh):
      0.5 * u * (1 + Self.tanhValue((2 / Double.pi).squareRoot() * (u + 0.044715 * u * u * u)))
    case .tanh: Self.tanhValue(u)
    case .sigmoid: 1 / (1 + exp(-u))
    case .softplus: max(u, 0) + log1p(exp(-abs(u)))
    case .erf: Self.erfValue(u)
    }
  }

  // Inside the enum `tanh` and `erf` are its cases.
  private static func tanhValue(_ u: Double) -> Double {
    #if canImport(Darwin)
      Darwin.tanh(u)
    #else
      Glibc.tanh(u)
    #endif
  }

  private static func erfValue(_ u: Double) -> Double {
    #if canImport(Darwin)
      Darwin.erf(u)
    #else
      Glibc.erf(u)
    #endif
  }
}

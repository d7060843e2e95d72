import LimnNetwork

/// Recognising the operation that an expression represents.
extension ScalarExpression {
  /// The maximum size of an expression, far above that of any decomposed activation.
  static let largestSize = 128

  /// Splits off an affine function: the slope and intercept of the expression as an affine function
  /// of a non-constant part, and that part, which is the input, a function of it, or a product of
  /// two such parts.
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

  /// The activation that this expression is a decomposition of; `nil` if none is recognised.
  ///
  /// Expressions are compared by their values between −20 and 20, because exporters order and group
  /// terms in many ways. The tolerance is above the rounding of constants to `Float` (3e-8
  /// relative, in arguments with slope about 1) and far below the difference between GELU and its
  /// approximation (4.7e-4).
  func knownActivation() -> (any Operation)? {
    let points = stride(from: -20.0, through: 20, by: 0.125)
    let own = points.map { value(at: $0) }
    guard own.allSatisfy(\.isFinite) else { return nil }
    return Self.candidates.first { candidate in
      zip(points, own).allSatisfy { u, found in
        let expected = candidate.expression.value(at: u)
        return abs(found - expected) <= 1e-6 * max(1, abs(expected))
      }
    }?.operation
  }

  private static let candidates: [(expression: ScalarExpression, operation: any Operation)] =
    [
      (.function(.gelu(.exact), .input), GELU(form: .exact)),
      (.function(.gelu(.tanh), .input), GELU(form: .tanh)),
      (.function(.softplus, .input), Softplus()), (.function(.sigmoid, .input), Sigmoid()),
    ]
    + [
      ("SiLU", silu), ("Mish", mish), ("HardSwish", hardSwish), ("Softsign", softsign),
      ("LogSigmoid", logSigmoid), ("SELU", selu()), ("Square", square),
    ].map {
      ($1, Formula($0, $1))
    }

  static func times(_ a: ScalarExpression, _ b: ScalarExpression) -> ScalarExpression {
    .arithmetic(.multiply, a, b)
  }

  static let silu = times(.input, .function(.sigmoid, .input))
  static let mish = times(.input, .function(.tanh, .function(.softplus, .input)))
  static let square = times(.input, .input)
  static let softsign = ScalarExpression.arithmetic(
    .divide, .input, .arithmetic(.add, .constant(1), .function(.abs, .input)))
  /// log σ(u) = −softplus(−u), which does not underflow.
  static let logSigmoid = ScalarExpression.function(
    .negate, .function(.softplus, .function(.negate, .input)))
  static let hardSwish = times(.input, hardSigmoid(alpha: 1 / 6, beta: 0.5))

  static func clip(_ inner: ScalarExpression, low: Double?, high: Double?) -> ScalarExpression {
    let raised = low.map { .arithmetic(.maximum, inner, .constant($0)) } ?? inner
    return high.map { .arithmetic(.minimum, raised, .constant($0)) } ?? raised
  }

  static func hardSigmoid(alpha: Double, beta: Double) -> ScalarExpression {
    clip(
      .arithmetic(.add, times(.constant(alpha), .input), .constant(beta)), low: 0, high: 1)
  }

  /// `γ u` above 0, `γ α (eᵘ − 1)` below.
  static func selu(alpha: Float = 1.673_263_2, gamma: Float = 1.050_701) -> ScalarExpression {
    times(.constant(Double(gamma)), .function(.elu(alpha), .input))
  }

  /// `max(u, 0) + min(0, α (e^(u/α) − 1))`.
  static func celu(alpha: Double) -> ScalarExpression {
    times(
      .constant(alpha),
      .function(.elu(1), .arithmetic(.divide, .input, .constant(alpha))))
  }

  /// 0 between −λ and λ; outside, shifted towards 0 by the bias.
  static func shrink(lambda: Double, bias: Double) -> ScalarExpression {
    if lambda == bias {
      // max(u − λ, 0) + min(u + λ, 0): continuous.
      return .arithmetic(
        .add,
        .function(.relu, .arithmetic(.subtract, .input, .constant(lambda))),
        .arithmetic(.minimum, .arithmetic(.add, .input, .constant(lambda)), .constant(0)))
    }
    return .choice(
      .arithmetic(.isGreater, .input, .constant(lambda)),
      .arithmetic(.subtract, .input, .constant(bias)),
      .choice(
        .arithmetic(.isLess, .input, .constant(-lambda)),
        .arithmetic(.add, .input, .constant(bias)), .constant(0)))
  }

  /// The function composed with another expression.
  func of(_ inner: ScalarExpression) -> ScalarExpression {
    switch self {
    case .input: inner
    case .constant: self
    case .function(let function, let part): .function(function, part.of(inner))
    case .arithmetic(let operation, let left, let right):
      .arithmetic(operation, left.of(inner), right.of(inner))
    case .choice(let condition, let then, let otherwise):
      .choice(condition.of(inner), then.of(inner), otherwise.of(inner))
    }
  }
}

extension ScalarFunction {
  /// The layer that computes the function, or `nil`.
  var layer: (any Operation)? {
    switch self {
    case .relu: ReLU()
    case .leakyReLU(let slope): LeakyReLU(negativeSlope: slope)
    case .elu(let alpha): ELU(alpha: alpha)
    case .gelu(let form): GELU(form: form)
    case .tanh: Tanh()
    case .sigmoid: Sigmoid()
    case .softplus: Softplus()
    default: nil
    }
  }
}

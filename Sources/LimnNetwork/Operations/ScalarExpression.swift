#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A function of one number, as a tree of arithmetic and known functions: the result of a run of
/// elementwise nodes in a model file. Exporters decompose many activations; GELU, for example,
/// becomes a division, an error function, an addition and two products.
public indirect enum ScalarExpression: Sendable, Equatable {
  /// The element to which the function is applied.
  case input
  /// A constant.
  case constant(Double)
  /// A function applied to an expression.
  case function(ScalarFunction, ScalarExpression)
  /// Arithmetic on two expressions.
  case arithmetic(ScalarArithmetic, ScalarExpression, ScalarExpression)
  /// `condition ≠ 0 ? then : otherwise`.
  case choice(ScalarExpression, ScalarExpression, ScalarExpression)

  /// The number of terms. A shared part counts each time it occurs, because it is evaluated as
  /// often.
  public var size: Int {
    switch self {
    case .input, .constant: 1
    case .function(_, let inner): 1 + inner.size
    case .arithmetic(_, let left, let right): 1 + left.size + right.size
    case .choice(let condition, let then, let otherwise):
      1 + condition.size + then.size + otherwise.size
    }
  }

  /// The value at `u`.
  public func value(at u: Double) -> Double {
    switch self {
    case .input: u
    case .constant(let value): value
    case .function(let function, let inner): function.value(at: inner.value(at: u))
    case .arithmetic(let operation, let left, let right):
      operation.value(left.value(at: u), right.value(at: u))
    case .choice(let condition, let then, let otherwise):
      condition.value(at: u) != 0 ? then.value(at: u) : otherwise.value(at: u)
    }
  }

  /// The values at many points.
  func values(at u: [Double]) -> [Double] {
    switch self {
    case .input: return u
    case .constant(let value): return [Double](repeating: value, count: u.count)
    case .function(let function, let inner):
      return inner.values(at: u).map(function.value)
    case .arithmetic(let operation, let left, .constant(let value)):
      return left.values(at: u).map { operation.value($0, value) }
    case .arithmetic(let operation, let left, let right):
      return zip(left.values(at: u), right.values(at: u)).map(operation.value)
    case .choice(let condition, let then, let otherwise):
      let (first, second) = (then.values(at: u), otherwise.values(at: u))
      return condition.values(at: u).enumerated().map { $1 != 0 ? first[$0] : second[$0] }
    }
  }

  /// The derivatives at many points.
  func slopes(at u: [Double]) -> [Double] { dual(at: u).slopes }

  /// Values and derivatives at many points. A part with slope 0 contributes 0, even if the other
  /// factor is infinite or NaN.
  private func dual(at u: [Double]) -> (values: [Double], slopes: [Double]) {
    let zeros = [Double](repeating: 0, count: u.count)
    switch self {
    case .input: return (u, [Double](repeating: 1, count: u.count))
    case .constant(let value): return ([Double](repeating: value, count: u.count), zeros)
    case .function(let function, let inner):
      let (values, slopes) = inner.dual(at: u)
      return (
        values.map(function.value),
        zip(values, slopes).map { $1 == 0 ? 0 : function.slope(at: $0) * $1 }
      )
    case .arithmetic(let operation, let left, let right):
      let (a, b) = (left.dual(at: u), right.dual(at: u))
      return (
        zip(a.values, b.values).map(operation.value),
        u.indices.map {
          operation.slope(
            (a.values[$0], a.slopes[$0]), (b.values[$0], b.slopes[$0]))
        }
      )
    case .choice(let condition, let then, let otherwise):
      let (chosen, a, b) = (condition.values(at: u), then.dual(at: u), otherwise.dual(at: u))
      return (
        u.indices.map { chosen[$0] != 0 ? a.values[$0] : b.values[$0] },
        u.indices.map { chosen[$0] != 0 ? a.slopes[$0] : b.slopes[$0] }
      )
    }
  }
}

extension ScalarExpression: CustomStringConvertible {
  /// The expression as a formula: "(u · sigmoid(u))".
  public var description: String {
    switch self {
    case .input: "u"
    case .constant(let value): "\(Float(value))"
    case .function(let function, let inner): "\(function.name)(\(inner))"
    case .arithmetic(let operation, let left, let right):
      operation == .power || operation == .maximum || operation == .minimum
        ? "\(operation.symbol)(\(left), \(right))" : "(\(left) \(operation.symbol) \(right))"
    case .choice(let condition, let then, let otherwise):
      "(\(condition) ? \(then) : \(otherwise))"
    }
  }
}

/// A binary operation on numbers. Comparisons give 1 if they hold, otherwise 0.
public enum ScalarArithmetic: Sendable, Equatable {
  /// Arithmetic with the usual meaning.
  case add, subtract, multiply, divide, power, maximum, minimum
  /// Comparisons, which give 1 if they hold, otherwise 0.
  case isGreater, isAtLeast, isLess, isAtMost, isEqual

  /// The result for two operands.
  public func value(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .power: right == 2 ? left * left : pow(left, right)
    case .maximum: left.isNaN || left > right ? left : right
    case .minimum: left.isNaN || left < right ? left : right
    case .isGreater: left > right ? 1 : 0
    case .isAtLeast: left >= right ? 1 : 0
    case .isLess: left < right ? 1 : 0
    case .isAtMost: left <= right ? 1 : 0
    case .isEqual: left == right ? 1 : 0
    }
  }

  /// The derivative, from the values and slopes of both operands.
  func slope(_ left: (value: Double, slope: Double), _ right: (value: Double, slope: Double))
    -> Double
  {
    /// `factor · slope`, or 0 if the slope is 0.
    func moved(_ slope: Double, _ factor: @autoclosure () -> Double) -> Double {
      slope == 0 ? 0 : slope * factor()
    }
    switch self {
    case .add: return left.slope + right.slope
    case .subtract: return left.slope - right.slope
    case .multiply: return moved(left.slope, right.value) + moved(right.slope, left.value)
    case .divide:
      return moved(left.slope, 1 / right.value)
        - moved(right.slope, left.value / (right.value * right.value))
    case .power:
      // (aᵇ)′ = b aᵇ⁻¹ a′ + aᵇ ln a · b′
      return moved(
        left.slope, right.value == 0 ? 0 : right.value * pow(left.value, right.value - 1))
        + moved(right.slope, pow(left.value, right.value) * log(left.value))
    case .maximum: return left.value > right.value ? left.slope : right.slope
    case .minimum: return left.value < right.value ? left.slope : right.slope
    case .isGreater, .isAtLeast, .isLess, .isAtMost, .isEqual: return 0
    }
  }

  var symbol: String {
    switch self {
    case .add: "+"
    case .subtract: "−"
    case .multiply: "·"
    case .divide: "/"
    case .power: "power"
    case .maximum: "max"
    case .minimum: "min"
    case .isGreater: ">"
    case .isAtLeast: "≥"
    case .isLess: "<"
    case .isAtMost: "≤"
    case .isEqual: "="
    }
  }
}

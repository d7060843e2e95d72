import LimnNetwork

/// Writing an expression as nodes, one for each term.
extension GraphWriter {
  mutating func write(_ expression: ScalarExpression, _ u: String) -> String {
    switch expression {
    case .input: return u
    case .constant(let value): return number("number", Float(value))
    case .function(let function, let inner):
      return write(function, write(inner, u))
    case .arithmetic(let operation, let left, let right):
      let sides = [write(left, u), write(right, u)]
      switch operation {
      case .add: return node("Add", sides)
      case .subtract: return node("Sub", sides)
      case .multiply: return node("Mul", sides)
      case .divide: return node("Div", sides)
      case .power: return node("Pow", sides)
      case .maximum: return node("Max", sides)
      case .minimum: return node("Min", sides)
      case .isGreater: return truth(node("Greater", sides))
      case .isAtLeast: return truth(node("GreaterOrEqual", sides))
      case .isLess: return truth(node("Less", sides))
      case .isAtMost: return truth(node("LessOrEqual", sides))
      case .isEqual: return truth(node("Equal", sides))
      }
    case .choice(let condition, let then, let otherwise):
      let isChosen = node(
        "Cast", [write(condition, u)],
        attributes: [.integer("to", ONNXTensorProto.DataType.bool.rawValue)])
      return node("Where", [isChosen, write(then, u), write(otherwise, u)])
    }
  }

  /// Converts the result of a comparison to a number.
  private mutating func truth(_ name: String) -> String {
    node(
      "Cast", [name], attributes: [.integer("to", ONNXTensorProto.DataType.float.rawValue)])
  }

  private mutating func write(_ function: ScalarFunction, _ u: String) -> String {
    switch function {
    case .relu: return node("Relu", [u])
    case .leakyReLU(let slope):
      return node("LeakyRelu", [u], attributes: [.float("alpha", slope)])
    case .elu(let alpha): return node("Elu", [u], attributes: [.float("alpha", alpha)])
    case .gelu(let form): return write(GELU(form: form), u)
    case .tanh: return node("Tanh", [u])
    case .sigmoid: return node("Sigmoid", [u])
    case .softplus: return node("Softplus", [u])
    case .erf: return node("Erf", [u])
    case .exp: return node("Exp", [u])
    case .log: return node("Log", [u])
    case .sqrt: return node("Sqrt", [u])
    case .reciprocal: return node("Reciprocal", [u])
    case .abs: return node("Abs", [u])
    case .negate: return node("Neg", [u])
    case .sin: return node("Sin", [u])
    case .cos: return node("Cos", [u])
    case .atan: return node("Atan", [u])
    case .sign: return node("Sign", [u])
    case .floor: return node("Floor", [u])
    case .ceil: return node("Ceil", [u])
    case .round: return node("Round", [u])
    case .truncate:
      // Truncation towards zero: the sign times the magnitude rounded down.
      return node("Mul", [node("Sign", [u]), node("Floor", [node("Abs", [u])])])
    case .not: return truth(node("Equal", [u, number("number", 0)]))
    }
  }

  /// Writes GELU with operators of opset 13; it has an operator of its own only since opset 20.
  mutating func write(_ gelu: GELU, _ u: String) -> String {
    var current: String
    switch gelu.form {
    case .exact:
      current = node("Div", [u, number("gelu.sqrt2", 1.414_213_56)])
      current = node("Erf", [current])
    case .tanh:
      current = node("Mul", [u, u])
      current = node("Mul", [current, u])
      current = node("Mul", [current, number("gelu.cubic", 0.044715)])
      current = node("Add", [current, u])
      current = node("Mul", [current, number("gelu.sqrt2overPi", 0.797_884_56)])
      current = node("Tanh", [current])
    }
    current = node("Add", [current, number("gelu.one", 1)])
    current = node("Mul", [current, u])
    return node("Mul", [current, number("gelu.half", 0.5)])
  }

  /// `s₀ u + t₀ + Σ_k (s_{k+1} − s_k) max(u − kink_k, 0)`.
  mutating func write(_ pieces: PiecewiseLinearFunction, _ u: String) -> String {
    let line = node("Mul", [u, number("slope", Float(pieces.slopes[0]))])
    var sum = node("Add", [line, number("intercept", Float(pieces.intercepts[0]))])
    for (index, kink) in pieces.kinks.enumerated() {
      let bend = Float(pieces.slopes[index + 1] - pieces.slopes[index])
      let beyond = node("Relu", [node("Sub", [u, number("kink", Float(kink))])])
      sum = node("Add", [sum, node("Mul", [beyond, number("bend", bend)])])
    }
    return sum
  }
}

import LimnCore
import LimnNetwork

/// Combining two values, either of which may be constant.
extension GraphReader {
  mutating func combine(
    _ source: Line, with constant: ConstantTensor, by operation: ScalarArithmetic, isFirst: Bool,
    _ node: GraphNode
  ) throws -> Line {
    var line = source
    guard line.element == .real || operation.isComparison else {
      throw refusal(of: node, expected: "an input of floats, or a Cast to float before it")
    }
    if operation == .add || operation == .subtract && isFirst,
      try constant.isUnbounded(file: file)
    {
      return try masked(line, by: constant, takenOff: operation == .subtract, node)
    }
    let numbers = try constant.comparable(file: file)
    if operation == .power || operation.isComparison, constant.integers != nil {
      // Integers are allowed as exponents and in comparisons.
      let real = ConstantTensor(
        name: constant.name, shape: constant.shape, values: .numbers(numbers))
      return try combine(line, with: real, by: operation, isFirst: isFirst, node)
    }
    let isBias = line.awaitsBias && (operation == .add || operation == .subtract && isFirst)
    // A number is merged into a pending scaling.
    let joinsScaling = line.expression == nil && operation.isScaling(byFirst: isFirst)
    if numbers.count == 1, !isBias, !joinsScaling, constant.shape.count <= line.shape.count {
      let number = ScalarExpression.constant(Double(numbers[0]))
      var result = try function(
        isFirst ? .arithmetic(operation, .input, number) : .arithmetic(operation, number, .input),
        of: line.asReal, node)
      result.element = operation.isComparison ? .truth : .real
      return result
    }
    // A larger constant broadcasts the value.
    let shape = try broadcastShape(line.shape, constant.shape, node)
    if shape != line.shape {
      line = try expanded(try settled(line, at: .node(node.identity)), to: shape, node)
    }
    switch operation {
    case .add, .subtract, .multiply:
      return try scaled(line, by: constant, operation, isFirst: isFirst, node)
    case .divide where isFirst:
      return try scaled(line, by: constant, operation, isFirst: true, node)
    case .divide:
      let inverse = try function(
        .function(.reciprocal, .input), of: try settled(line, at: .node(node.identity)), node)
      return try scaled(inverse, by: constant, .multiply, isFirst: true, node)
    default:
      // Treated like two values, one of which is the same for every example.
      let values = try broadcast(constant, to: line.shape, node)
      let settled = try settled(line, at: .node(node.identity)).asReal
      let other = try apply(
        SparseMap.constant(values, of: builder.shape(of: settled.value), to: settled.example),
        to: [settled], shape: settled.shape, at: .node(node.identity))
      return try combine(
        isFirst ? settled : other, isFirst ? other : settled, by: operation, node)
    }
  }

  /// Merges a constant with a value for each feature, as part of a scaling or as the bias of a
  /// matrix product.
  private mutating func scaled(
    _ source: Line, by constant: ConstantTensor, _ operation: ScalarArithmetic, isFirst: Bool,
    _ node: GraphNode
  ) throws -> Line {
    var line = source
    if case .function = line.pending { line = try settled(line, at: .node(node.identity)) }
    try spend(2 * line.width)
    let values = try broadcast(constant, to: line.shape, node).map(Double.init)
    var (shift, factor) = (
      [Double](repeating: 0, count: values.count), [Double](repeating: 1, count: values.count)
    )
    if case .scaling(let pendingShift, let pendingFactor) = line.pending {
      (shift, factor) = (pendingShift, pendingFactor)
    }
    for i in values.indices {
      switch (operation, isFirst) {
      case (.add, _): shift[i] -= values[i] / factor[i]
      case (.subtract, true): shift[i] += values[i] / factor[i]
      case (.subtract, false):
        // c − (x − s)f = (x − (s + c/f)) · (−f)
        shift[i] += values[i] / factor[i]
        factor[i] = -factor[i]
      case (.multiply, _): factor[i] *= values[i]
      default: factor[i] /= values[i]
      }
    }
    let isBias = line.awaitsBias && (operation == .add || operation == .subtract && isFirst)
    line.awaitsBias = false
    guard shift.allSatisfy(\.isFinite) else {
      // A factor of 0 was pending, so the addition cannot be expressed as a shift.
      line = try settled(line, at: .node(node.identity))
      return try scaled(line, by: constant, operation, isFirst: isFirst, node)
    }
    line.pending = .scaling(shift: shift, factor: factor)
    // A bias is merged into its product at once, because what follows may be a decomposed
    // activation.
    return isBias ? try settled(line, at: .node(node.identity)) : line
  }

  /// `x_i · factor_i + intercept_i` for each feature of a line; factors may be 0.
  mutating func diagonal(_ line: Line, factor: [Double], intercept: [Double], _ node: GraphNode)
    throws -> Line
  {
    var result = line
    guard factor.contains(0) else {
      result.pending = .scaling(
        shift: zip(intercept, factor).map { -$0 / $1 }, factor: factor)
      return try settled(result, at: .node(node.identity))
    }
    let shape = builder.shape(of: line.value)
    return try apply(
      SparseMap(
        "Scaling", of: [shape], to: line.example,
        starts: (0...Int32(factor.count)).map { $0 }, indices: (0..<Int32(factor.count)).map { $0 },
        weights: factor.map { Float($0) }, bias: intercept.map { Float($0) }),
      to: [line], shape: line.shape, at: .node(node.identity))
  }

  mutating func combine(
    _ left: Line, _ right: Line, by operation: ScalarArithmetic, _ node: GraphNode
  ) throws -> Line {
    guard left.element == right.element, left.element == .real || operation.isOfTruths else {
      throw refusal(of: node, expected: "two values of the same type")
    }
    // Both are parts of one function of the same value.
    if left.value == right.value, left.shape == right.shape, let a = left.expression,
      let b = right.expression, case let whole = ScalarExpression.arithmetic(operation, a, b),
      whole.size <= ScalarExpression.largestSize
    {
      var line = left
      line.pending = .function(whole)
      line.awaitsBias = false
      if operation.isComparison { line.element = .truth }
      return line
    }
    let place = Place.node(node.identity)
    let shape = try broadcastShape(left.shape, right.shape, node)
    let a = try expanded(try settled(left, at: place), to: shape, node).asReal
    let b = try expanded(try settled(right, at: place), to: shape, node).asReal
    func sum(_ factors: [Float]) throws -> Line {
      try apply(Sum(factors: factors), to: [a, b], shape: shape, at: place)
    }
    switch operation {
    case .add: return try sum([1, 1])
    case .subtract: return try sum([1, -1])
    case .multiply: return try apply(Product(), to: [a, b], shape: shape, at: place)
    case .divide:
      let inverse = try settled(
        try function(.function(.reciprocal, .input), of: b, node), at: place)
      return try apply(Product(), to: [a, inverse], shape: shape, at: place)
    case .maximum, .minimum:
      // min(a, b) = −max(−a, −b)
      let isMaximum = operation == .maximum
      let sides = try [a, b].map { side in
        isMaximum
          ? side : try settled(try function(.function(.negate, .input), of: side, node), at: place)
      }
      var result = try apply(
        Maximum.elementwise(a.example, count: 2), to: sides, shape: shape, at: place)
      if !isMaximum { result = try function(.function(.negate, .input), of: result, node) }
      result.element = left.element
      return result
    case .isGreater, .isAtLeast, .isLess, .isAtMost, .isEqual:
      var result = try function(
        .arithmetic(operation, .input, .constant(0)), of: try sum([1, -1]), node)
      result.element = .truth
      return result
    case .power:
      // aᵇ = e^(b ln a), for a positive a
      let log = try settled(try function(.function(.log, .input), of: a, node), at: place)
      let product = try apply(Product(), to: [b, log], shape: shape, at: place)
      return try function(.function(.exp, .input), of: product, node)
    }
  }

  /// Combines two constants.
  func combine(
    _ left: ConstantTensor, _ right: ConstantTensor, by operation: ScalarArithmetic,
    _ node: GraphNode
  ) throws -> ConstantTensor {
    // Sizes of a shape remain integers.
    if let a = left.extents, let b = right.extents, let (shape, places) = places([left, right]) {
      let whole = try places.map { place -> Extent in
        let (first, second) = (a[place[0]], b[place[1]])
        let (x, y) = (first.count, second.count)
        guard let timesBatch = first.timesBatch(operation, second) else {
          throw refusal(of: node, expected: "sizes that are numbers or multiples of the batch's")
        }
        let result: (partialValue: Int, overflow: Bool) =
          switch operation {
          case .add: x.addingReportingOverflow(y)
          case .subtract: x.subtractingReportingOverflow(y)
          case .multiply: x.multipliedReportingOverflow(by: y)
          case .divide: y == 0 ? (0, true) : x.dividedReportingOverflow(by: y)
          case .maximum: (max(x, y), false)
          case .minimum: (min(x, y), false)
          default: (0, true)
          }
        guard !result.overflow else {
          throw refusal(of: node, expected: "whole numbers that add, multiply or divide")
        }
        return Extent(result.partialValue, timesBatch: timesBatch)
      }
      return ConstantTensor(
        name: node.outputs[0], shape: shape, values: .sizes(whole))
    }
    if let truths = try truths(left, right, by: operation, node) { return truths }
    let shape = try broadcastShape(left.shape.map { $0 }, right.shape.map { $0 }, node)
    let (a, b) = (
      try broadcast(left, to: shape, node, isUnbounded: true),
      try broadcast(right, to: shape, node, isUnbounded: true)
    )
    let numbers = zip(a, b).map { Float(operation.value(Double($0), Double($1))) }
    guard operation.isComparison else {
      return try computed(numbers, shape: shape.compactMap { $0 }, node)
    }
    return ConstantTensor(
      name: node.outputs[0], shape: shape.compactMap { $0 },
      values: .truths(numbers.map { $0 != 0 }))
  }
}

extension GraphReader {
  /// The logical and or or of two constant truth values; `nil` for anything else.
  private func truths(
    _ left: ConstantTensor, _ right: ConstantTensor, by operation: ScalarArithmetic,
    _ node: GraphNode
  ) throws -> ConstantTensor? {
    guard case .truths(let a) = left.values, case .truths(let b) = right.values,
      operation == .minimum || operation == .maximum, let (shape, places) = places([left, right])
    else { return nil }
    let values = places.map { place in
      let (x, y) = (a[place[0]], b[place[1]])
      return operation == .minimum ? x && y : x || y
    }
    return ConstantTensor(name: node.outputs[0], shape: shape, values: .truths(values))
  }
}

extension Line {
  /// The same value with its elements treated as floats.
  var asReal: Line {
    var line = self
    line.element = .real
    return line
  }
}

extension Extent {
  /// Whether the result of an operation on two sizes has the batch as a factor; `nil` if it is not
  /// a valid size.
  fileprivate func timesBatch(_ operation: ScalarArithmetic, _ other: Extent) -> Bool? {
    switch operation {
    case .multiply where timesBatch && other.timesBatch: nil
    case .multiply: timesBatch || other.timesBatch
    case .divide where !timesBatch && !other.timesBatch: false
    // Only a quotient that is valid for every batch size.
    case .divide:
      timesBatch && other.count != 0 && count.isMultiple(of: other.count) ? !other.timesBatch : nil
    case .add, .subtract: timesBatch == other.timesBatch ? timesBatch : nil
    default: timesBatch || other.timesBatch ? nil : false
    }
  }
}

extension ScalarArithmetic {
  var isComparison: Bool {
    switch self {
    case .isGreater, .isAtLeast, .isLess, .isAtMost, .isEqual: true
    default: false
    }
  }

  /// Whether the operation scales or shifts a value that is its first, or its second, operand.
  fileprivate func isScaling(byFirst isFirst: Bool) -> Bool {
    switch self {
    case .add, .subtract, .multiply: true
    case .divide: isFirst
    default: false
    }
  }

  /// Whether the operation is allowed on the results of comparisons: logical and and or, and
  /// comparisons.
  fileprivate var isOfTruths: Bool { self == .maximum || self == .minimum || isComparison }
}

extension ConstantTensor {
  /// The values as floats; integers are converted, because a value may be compared with them.
  fileprivate func comparable(file: String) throws -> [Float] {
    if let integers, case let whole = integers.compactMap({ $0 }), whole.count == integers.count {
      return whole.map { Float($0) }
    }
    return try numbers(file: file)
  }
}

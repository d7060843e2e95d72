import LimnCore
import LimnNetwork

/// Layers and activations with equivalent ONNX operators.
extension GraphWriter {
  mutating func elementwise(_ operation: any Operation, _ input: String) -> String? {
    switch operation {
    case is ReLU: node("Relu", [input])
    case let leaky as LeakyReLU:
      node("LeakyRelu", [input], attributes: [.float("alpha", leaky.negativeSlope)])
    case let elu as ELU: node("Elu", [input], attributes: [.float("alpha", elu.alpha)])
    case let gelu as GELU: write(gelu, input)
    case is Tanh: node("Tanh", [input])
    case is Sigmoid: node("Sigmoid", [input])
    case is Softplus: node("Softplus", [input])
    case let activation as PiecewiseLinear: write(activation.function, input)
    case let formula as Formula: write(formula.expression, input)
    default: nil
    }
  }

  mutating func write(_ dense: Dense, _ input: Int) -> String {
    let number = next("Gemm")
    let (weights, bias) = ("dense\(number).weights", "dense\(number).bias")
    constant(weights, dense.weights.elements, shape: [dense.weights.rows, dense.weights.columns])
    constant(bias, dense.bias.elements, shape: [dense.bias.columns])
    guard values[input].shape.count != dense.weights.rows else {
      return node("Gemm", [flat(input), weights, bias])
    }
    counts["Gemm"] = number
    let steps = values[input].shape.count / dense.weights.rows
    let product = node("MatMul", [shaped(input, as: [steps, dense.weights.rows]), weights])
    return node(
      "Flatten", [node("Add", [product, bias])], attributes: [.integer("axis", 1)])
  }

  mutating func write(_ scaling: Scaling, _ input: String) -> String {
    let number = next("Scaling")
    var current = input
    if scaling.shift.contains(where: { $0 != 0 }) {
      current = node("Sub", [current, features("scaling\(number).shift", scaling.shift)])
    }
    if scaling.factor.contains(where: { $0 != 1 }) {
      current = node("Mul", [current, features("scaling\(number).factor", scaling.factor)])
    }
    counts["Scaling"] = number
    return current
  }

  mutating func write(_ sum: Sum, _ names: [String]) -> String {
    if names.count == 1, sum.factors == [1] { return node("Identity", names) }
    if sum.factors == [1, -1] { return node("Sub", names) }
    let parts = zip(names, sum.factors).map { name, factor in
      factor == 1 ? name : node("Mul", [name, number("factor", factor)])
    }
    return parts.dropFirst().reduce(parts[0]) { node("Add", [$0, $1]) }
  }

  mutating func write(_ product: MatrixProduct, _ inputs: [Int]) -> String {
    let left = shaped(inputs[0], as: [product.batches, product.rows, product.inner])
    let right = shaped(inputs[1], as: [product.batches, product.inner, product.columns])
    return node(
      "Flatten", [node("MatMul", [left, right])], attributes: [.integer("axis", 1)])
  }

  /// Writes groups as the channels of an instance normalisation.
  mutating func write(_ normalization: Normalization, _ input: Int) -> String {
    let groups = values[input].shape.count / normalization.groupSize
    let number = next("InstanceNormalization")
    let (scale, bias) = ("normalization\(number).scale", "normalization\(number).bias")
    constant(scale, [Float](repeating: 1, count: groups), shape: [groups])
    constant(bias, [Float](repeating: 0, count: groups), shape: [groups])
    let normalized = node(
      "InstanceNormalization",
      [shaped(input, as: [groups, normalization.groupSize]), scale, bias],
      attributes: [.float("epsilon", normalization.epsilon)])
    return node("Flatten", [normalized], attributes: [.integer("axis", 1)])
  }

  mutating func write(_ softmax: GroupedSoftmax, _ input: Int) -> String {
    let groups = values[input].shape.count / softmax.groupSize
    let isWhole = groups == 1
    let result = node(
      softmax.kind, [isWhole ? flat(input) : shaped(input, as: [groups, softmax.groupSize])],
      attributes: [.integer("axis", -1)])
    return isWhole ? result : node("Flatten", [result], attributes: [.integer("axis", 1)])
  }

  /// A constant with one value for each feature, or a single number if they are all equal.
  mutating func features(_ name: String, _ values: [Float]) -> String {
    if let first = values.first, values.allSatisfy({ $0 == first }) {
      constant(name, [first], shape: [])
    } else {
      constant(name, values, shape: [values.count])
    }
    return name
  }
}

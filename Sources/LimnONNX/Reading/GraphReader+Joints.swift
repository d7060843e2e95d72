import LimnCore
import LimnNetwork

/// Values whose batch shares an axis of the file with other values, as in PyTorch's attention,
/// where heads are put on the batch axis.
///
/// The numbers of one example keep their order however the file groups its axes, as long as the
/// batch's position among them is known. A joint axis is represented by its factors side by side,
/// such as `(5, N, 2)` for a size of 10·N.
extension GraphReader {
  /// Regroups a line's numbers into other axes of the file.
  ///
  /// In row-major order, `outer` counts an example's numbers before the batch and `inner` those
  /// after it; the target's axes are filled from both.
  ///
  /// - Parameter target: sizes, one of which may be −1.
  /// - Returns: `nil` if the batch would be taken apart, or if the sizes do not fit.
  func regrouped(_ line: Line, to target: [Extent], _ node: GraphNode) -> Line? {
    guard target.allSatisfy({ $0.count >= -1 }) else { return nil }
    guard let batch = line.batchAxis else {
      // A single example, whose numbers keep their order with any axes.
      var result = line
      guard let shape = Self.whole(target, of: line.width) else { return nil }
      result.shape = shape
      return result
    }
    guard let target = filled(target, of: line) else { return nil }
    let outer = Line.width(of: Array(line.shape[..<batch]))
    let inner = Line.width(of: Array(line.shape[batch...]))
    var before = 1
    var place: (axis: Int, outer: Int, inner: Int)?
    for (axis, size) in target.enumerated() where place == nil {
      let left = outer / before
      let next = axis + 1 < target.count ? target[axis + 1].count : 0
      guard let factor = factor(size, outer: left, next: next) else {
        guard size.count > 0, left.isMultiple(of: size.count) else { return nil }
        before *= size.count
        continue
      }
      place = (axis, left, factor)
    }
    guard let place else { return nil }
    let after = target[(place.axis + 1)...].map(\.count)
    guard ConstantTensor.count(after + [place.inner]) == inner,
      target.indices.allSatisfy({ $0 == place.axis || !target[$0].timesBatch })
    else { return nil }
    var shape: [Int?] = target[..<place.axis].map(\.count)
    if place.outer > 1 { shape.append(place.outer) }
    shape.append(nil)
    if place.inner > 1 { shape.append(place.inner) }
    let joint = place.axis..<shape.count
    shape += after
    // A following sum is still a bias if only axes of size 1 were added or removed.
    var result = line
    result.shape = shape
    result.joint =
      joint.count > 1 ? Line.Joint(axes: joint, node: line.joint?.node ?? node.identity) : nil
    return result
  }

  /// The number of values after the batch that share its axis, if an axis of this size in the
  /// target contains the batch: outer · batch · factor. `nil` if it does not.
  ///
  /// - Parameters:
  ///   - size: the size of the axis.
  ///   - outer: the number of values before the batch that no axis contains yet.
  ///   - next: the size of the next axis.
  private func factor(_ size: Extent, outer: Int, next: Int) -> Int? {
    var count = size.count
    if !size.timesBatch {
      // With a fixed batch size, one number contains both. A batch of one shows only by an axis of
      // its own, or by the remainder.
      guard let batchSize,
        !outer.isMultiple(of: count) || batchSize == 1 && count == outer && next != 1,
        count.isMultiple(of: batchSize)
      else { return nil }
      count /= batchSize
    }
    return count > 0 && count.isMultiple(of: outer) ? count / outer : nil
  }

  /// The target with −1 filled in: with the batch if no other axis contains it.
  private func filled(_ target: [Extent], of line: Line) -> [Extent]? {
    guard let rest = target.firstIndex(of: Extent(-1)) else { return target }
    var others = target
    others.remove(at: rest)
    let isSymbolic = others.contains(where: \.timesBatch) || batchSize == nil
    guard let known = ConstantTensor.count(others.map(\.count)), known > 0 else { return nil }
    let total = line.width.multipliedReportingOverflow(by: isSymbolic ? 1 : batchSize ?? 1)
    guard !total.overflow, total.partialValue.isMultiple(of: known) else { return nil }
    var filled = target
    filled[rest] = Extent(
      total.partialValue / known,
      timesBatch: isSymbolic && !others.contains(where: \.timesBatch))
    return filled
  }

  // MARK: nodes

  /// Operators that handle joint axes themselves.
  private static let mindful: Set = [
    "Identity", "Dropout", "Cast", "CastLike", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
    "Shape",
    "Transpose",
  ]

  /// Elementwise operators with broadcasting.
  private static let elementwise: Set = [
    "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mean",
  ]

  /// The default axis of operators that work along one axis.
  private var axes: [String: Int] {
    [
      "Softmax": opset >= 13 ? -1 : 1, "LogSoftmax": opset >= 13 ? -1 : 1, "LayerNormalization": -1,
      "Gather": 0, "Concat": 0,
    ]
  }

  /// The result of a node that takes values with a joint axis, obtained by treating the factors as
  /// separate axes. `nil` if no input has a joint axis, or if the operator handles joint axes
  /// itself.
  mutating func jointResult(of node: GraphNode) throws -> Value? {
    var lines: [Int: Line] = [:]
    for index in node.inputs.indices where node.input(index) != nil {
      if case .line(let line) = try value(index, of: node) { lines[index] = line }
    }
    guard let (_, first) = lines.first(where: { $1.joint != nil }), let joint = first.joint else {
      return nil
    }
    let name = node.identity.domain.isEmpty ? node.identity.operator : ""
    if try Self.mindful.contains(name) || node.inputs.count == 1 && elementwise(node) != nil {
      return nil
    }
    // All inputs must have the same axes; a constant with more axes would move them.
    let rank = first.shape.count - joint.axes.count + 1
    guard
      lines.values.allSatisfy({
        $0.joint?.axes == joint.axes && $0.shape.count == first.shape.count
      })
    else { throw takesJoint(joint, node) }
    var moved = node
    var shift = 0
    let isElementwise = Self.elementwise.contains(name)
    switch name {
    case _ where isElementwise: break
    case "MatMul", "Gemm":
      guard
        joint.axes.upperBound < first.shape.count - (lines.count > 1 && name == "MatMul" ? 1 : 0),
        node.integer("transA", default: 0) == 0, lines[0] != nil
      else { throw takesJoint(joint, node) }
    default:
      guard let usual = axes[name] else { throw takesJoint(joint, node) }
      let given = node.integer("axis", default: usual)
      let axis = given < 0 ? given + rank : given
      guard axis != joint.axes.lowerBound, (0..<rank).contains(axis) else {
        throw takesJoint(joint, node)
      }
      let isBehind = axis > joint.axes.lowerBound
      guard isBehind || name == "Gather" || name == "Concat" else { throw takesJoint(joint, node) }
      moved = node.with("axis", isBehind ? axis + joint.axes.count - 1 : axis)
      if name == "Gather", !isBehind, let places = try constant(1, of: node) {
        shift = places.shape.count - 1
      }
    }
    // The node sees the factors as separate axes.
    var constants: [String: Value] = [:]
    for (index, name) in node.inputs.enumerated() {
      if var apart = lines[index] {
        apart.joint = nil
        values[name] = .line(apart)
      } else if isElementwise, case .constant(let constant)? = values[name] {
        constants[name] = .constant(constant)
        values[name] = .constant(try spread(constant, over: joint, rank: rank, node))
      }
    }
    defer {
      values.merge(constants) { $1 }
      for index in lines.keys {
        guard case .line(var line)? = values[node.inputs[index]] else { continue }
        line.joint = joint
        values[node.inputs[index]] = .line(line)
      }
    }
    guard case .line(var result) = try self.result(of: moved) else { throw takesJoint(joint, node) }
    let axes = joint.axes.lowerBound + shift..<joint.axes.upperBound + shift
    guard axes.upperBound <= result.shape.count, result.batchAxis.map(axes.contains) ?? false else {
      throw takesJoint(joint, node)
    }
    result.joint = Line.Joint(axes: axes, node: joint.node)
    return .line(result)
  }

  /// Reshapes a constant for values with a joint axis, along which it must be constant.
  private func spread(
    _ constant: ConstantTensor, over joint: Line.Joint, rank: Int, _ node: GraphNode
  ) throws -> ConstantTensor {
    let place = constant.shape.count - (rank - joint.axes.lowerBound)
    guard place >= 0 else { return constant }
    guard constant.shape.count <= rank, constant.shape[place] == 1 else {
      throw takesJoint(joint, node)
    }
    var shape = constant.shape
    shape.insert(contentsOf: joint.axes.dropFirst().map { _ in 1 }, at: place)
    return constant.reshaped(shape)
  }

  /// The error for a node that does not support a joint axis; it blames the node that joined the
  /// axes.
  private func takesJoint(_ joint: Line.Joint, _ node: GraphNode) -> ONNXError {
    refusal(
      at: .node(joint.node),
      expected:
        "to keep the examples of a batch apart; it puts them on one axis with other values, which "
        + "\(node.identity.words) cannot take so")
  }
}

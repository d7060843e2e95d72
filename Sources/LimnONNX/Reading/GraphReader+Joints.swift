import LimnCore
import LimnNetwork

/// Values whose batch shares an axis of the file with others, as PyTorch's attention puts its heads there.
///
/// An example's own numbers stay in their order whatever axes the file puts them on, as long as the
/// batch's place among them is known: a joint axis is its factors side by side, `(5, N, 2)` for a size
/// of 10·N.
extension GraphReader {
  /// A line's numbers on other axes of the file.
  ///
  /// Row-major, the numbers before the batch in an example's order are `outer`, those behind it `inner`;
  /// the target's axes are filled from both.
  ///
  /// - Parameter target: sizes, of which one may be −1.
  /// - Returns: `nil` where the batch would be taken apart, or the sizes do not fit.
  func regrouped(_ line: Line, to target: [Extent], _ node: GraphNode) -> Line? {
    guard target.allSatisfy({ $0.count >= -1 }) else { return nil }
    guard let batch = line.batchAxis else {
      // One example, whose numbers keep their order on any axes.
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
    // A sum behind is a bias still where only axes of one element came or went.
    var result = line
    result.shape = shape
    result.joint =
      joint.count > 1 ? Line.Joint(axes: joint, node: line.joint?.node ?? node.identity) : nil
    return result
  }

  /// The numbers behind the batch that are on one axis with it, where a target's axis of this size holds
  /// the batch: outer · batch · factor; `nil` where it does not.
  ///
  /// - Parameters:
  ///   - outer: the numbers before the batch that no axis holds yet.
  ///   - next: the size of the next axis.
  private func factor(_ size: Extent, outer: Int, next: Int) -> Int? {
    var count = size.count
    if !size.timesBatch {
      // Of a batch of a fixed size, one number holds both. A batch of one shows itself only by an axis of
      // its own, or by the remainder.
      guard let batchSize,
        !outer.isMultiple(of: count) || batchSize == 1 && count == outer && next != 1,
        count.isMultiple(of: batchSize)
      else { return nil }
      count /= batchSize
    }
    return count > 0 && count.isMultiple(of: outer) ? count / outer : nil
  }

  /// A target with −1 filled in: the batch where nothing else holds it.
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

  /// Operators that say themselves what becomes of a joint axis.
  private static let mindful: Set = [
    "Identity", "Dropout", "Cast", "CastLike", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
    "Shape",
    "Transpose",
  ]

  /// Operators that take values element by element, with broadcasting.
  private static let elementwise: Set = [
    "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mean",
  ]

  /// The default axis of operators that work along one.
  private var axes: [String: Int] {
    [
      "Softmax": opset >= 13 ? -1 : 1, "LogSoftmax": opset >= 13 ? -1 : 1, "LayerNormalization": -1,
      "Gather": 0, "Concat": 0,
    ]
  }

  /// What a node gives that takes values with a joint axis: what it would give with the axis's factors
  /// side by side. `nil` where the node takes none, or minds it itself.
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
    // All on the same axes; a constant of more axes would move them.
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
    // The node sees the factors as axes of their own.
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

  /// A constant for values with a joint axis, along which it is the same everywhere.
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

  /// A node that does not take the batch together with others: the fault is the one's that joined them.
  private func takesJoint(_ joint: Line.Joint, _ node: GraphNode) -> ONNXError {
    refusal(
      at: .node(joint.node),
      expected:
        "to keep the examples of a batch apart; it puts them on one axis with other values, which "
        + "\(node.identity.words) cannot take so")
  }
}

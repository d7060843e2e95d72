import LimnCore
import LimnNetwork

/// The meaning of operators before opset 7, where it differs from the current one.
extension GraphReader {
  /// The oldest supported opset; since opset 6, a cast specifies its type by number.
  static let oldestOpset = 6

  /// The second operand of an arithmetic operator. Before opset 7, an attribute specified the axis
  /// of the first operand at which the second begins; since then, both are aligned at the last
  /// axis.
  func addend(_ node: GraphNode, beside first: Value) throws -> Value {
    let second = try value(1, of: node)
    guard opset < 7, node.has("axis"), node.integer("broadcast", default: 0) != 0 else {
      return second
    }
    let (rank, own) = (first.rank, second.rank)
    let axis = node.integer("axis", default: 0)
    guard (-rank..<rank).contains(axis),
      case let behind = rank - (axis < 0 ? axis + rank : axis) - own, behind >= 0
    else {
      throw refusal(of: node, expected: "a second input that fits at axis \(axis) of the first")
    }
    return second.followed(byAxes: behind)
  }

  /// The slopes of a rectifier. Before opset 7 there was one for each channel, axis 1.
  func slopes(_ node: GraphNode, rank: Int) throws -> ConstantTensor? {
    guard let slopes = try constant(1, of: node) else { return nil }
    guard opset < 7, slopes.shape.count == 1, slopes.shape[0] > 1, rank > 2 else { return slopes }
    return slopes.reshaped(slopes.shape + [Int](repeating: 1, count: rank - 2))
  }

  /// Before opset 7, an attribute specified inference or training, with training as the default.
  func requireInference(_ node: GraphNode) throws {
    guard opset >= 7 || node.integer("is_test", default: 0) != 0 else {
      throw refusal(of: node, expected: "is_test, to be exported for inference, not for training")
    }
  }
}

extension GraphReader.Value {
  fileprivate var rank: Int {
    switch self {
    case .constant(let constant): constant.shape.count
    case .line(let line): line.shape.count
    case .words(let words): words.rank
    case .label: 0
    }
  }

  /// The same value with axes of size 1 appended.
  fileprivate func followed(byAxes count: Int) -> Self {
    switch self {
    case .constant(let constant):
      return .constant(constant.reshaped(constant.shape + [Int](repeating: 1, count: count)))
    case .line(var line):
      line.shape += [Int?](repeating: 1, count: count)
      return .line(line)
    case .label, .words: return self
    }
  }
}

import LimnCore
import LimnNetwork

/// What operators meant before opset 7, where that is not what they mean since.
extension GraphReader {
  /// The oldest operators that are read: since opset 6 a cast names its type by number.
  static let oldestOpset = 6

  /// The second value of an arithmetic operator: before opset 7 an attribute said at which axis of the
  /// first it begins, and since then both end at the last.
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

  /// A rectifier's slopes: before opset 7 one for each channel, which is axis 1.
  func slopes(_ node: GraphNode, rank: Int) throws -> ConstantTensor? {
    guard let slopes = try constant(1, of: node) else { return nil }
    guard opset < 7, slopes.shape.count == 1, slopes.shape[0] > 1, rank > 2 else { return slopes }
    return slopes.reshaped(slopes.shape + [Int](repeating: 1, count: rank - 2))
  }

  /// Before opset 7 an attribute said whether a node is to train, which it does where that is left out.
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

  /// The same value with axes of one element behind its own.
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

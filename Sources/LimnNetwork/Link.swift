import LimnCore

extension OutputSchema.Link {
  /// The link that the last operation of a network represents, for an output of `width` values.
  init(of nodes: [Network.Node], width: Int) {
    switch nodes.last?.operation {
    case is Softmax: self = .softmax
    case let softmax as GroupedSoftmax where softmax.isLogarithm && softmax.groupSize == width:
      self = .logSoftmax
    case is Sigmoid: self = .sigmoid
    default: self = .identity
    }
  }
}

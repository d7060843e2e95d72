import LimnCore

/// A network split after its first dense map. Coalition games use it, because their inputs differ
/// from each other in few features, and thus in few rows of that map's weights.
public struct DenseFront: Sendable {
  /// The fixed scalings of the features before the dense map.
  public let scalings: [Scaling]
  /// The first dense map.
  public let dense: Dense
  /// The rectifier's slope below 0, if a rectifier is the only node that takes the dense map's
  /// output; otherwise `nil`.
  public let negativeSlope: Float?
  /// The network from the rectifier's output, or from the dense map's if there is no rectifier, to
  /// the scores. It has no nodes if that output already is the scores.
  public let rest: Network
  /// The dense map that computes the scores, if ``rest`` ends in one.
  public let last: Dense?

  init?(_ anatomy: Anatomy) {
    var value = 0
    var scalings: [Scaling] = []
    var first: Dense?
    while first == nil {
      guard let node = anatomy.onlyConsumer(of: value) else { return nil }
      switch node.form {
      case .identity: break
      case .diagonal(let shift, let factor): scalings.append(Scaling(shift: shift, factor: factor))
      case .dense(let weights, let bias): first = Dense(weights: weights, bias: bias)
      default: return nil
      }
      value = node.index + 1
    }
    guard let first else { return nil }
    self.scalings = scalings
    dense = first
    var slope: Float?
    while let node = anatomy.onlyConsumer(of: value) {
      if case .identity = node.form {
        value = node.index + 1
      } else if slope == nil, case .piecewiseLinear(let function) = node.form,
        let negativeSlope = function.negativeSlope
      {
        slope = Float(negativeSlope)
        value = node.index + 1
        break
      } else {
        break
      }
    }
    negativeSlope = slope
    rest = anatomy.part(from: value)
    if let node = anatomy.nodes.last, node.index >= value,
      case .dense(let weights, let bias) = node.form
    {
      last = Dense(weights: weights, bias: bias)
    } else {
      last = nil
    }
  }
}

extension DenseFront {
  /// ``rest`` with another dense map in place of ``last``; both must take the same number of
  /// values.
  public func rest(endingIn dense: Dense) -> Network {
    precondition(last?.weights.rows == dense.weights.rows, "the rest does not end in such a map")
    guard let node = rest.nodes.last else { return rest }
    return Network(
      inputShape: rest.inputShape,
      nodes: rest.nodes.dropLast() + [Network.Node(node.name, dense, of: node.inputs)],
      shapes: rest.shapes.dropLast() + [Shape([dense.weights.columns])], link: .identity)
  }
}

import LimnCore

/// A network split behind the dense map that its input meets first: what coalition games use, in
/// which an input differs from another by a few rows of that map.
public struct DenseFront: Sendable {
  /// What stands before the dense map: fixed scalings of each feature.
  public let scalings: [Scaling]
  /// The dense map that the features meet first.
  public let dense: Dense
  /// The slope below 0 of the rectifier that takes the dense map's outputs, where nothing else does.
  public let negativeSlope: Float?
  /// From the rectifier's outputs, or the dense map's, to the scores; without nodes where these are
  /// the scores.
  public let rest: Network
  /// The dense map that makes the scores, where ``rest`` ends in one.
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
  /// ``rest`` with another dense map in place of ``last``, which it takes as many values as.
  public func rest(endingIn dense: Dense) -> Network {
    precondition(last?.weights.rows == dense.weights.rows, "the rest does not end in such a map")
    guard let node = rest.nodes.last else { return rest }
    return Network(
      inputShape: rest.inputShape,
      nodes: rest.nodes.dropLast() + [Network.Node(node.name, dense, of: node.inputs)],
      shapes: rest.shapes.dropLast() + [Shape([dense.weights.columns])], link: .identity)
  }
}

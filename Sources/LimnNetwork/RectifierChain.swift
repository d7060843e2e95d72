import LimnCore

/// A chain of hidden layers, each an affine map followed by a rectifier, and a final affine map to
/// the scores, in `Double`.
///
/// Every chain of affine maps and rectifiers has this form: scalings are folded into the dense map
/// before or after them, consecutive affine maps are composed, and operations without effect at
/// inference are left out.
package struct RectifierChain: Sendable, Equatable {
  /// An affine map and a rectifier on its outputs, with slope 1 above 0 and ``negativeSlope``
  /// below.
  package struct HiddenLayer: Sendable, Equatable {
    package let map: AffineMap
    package let negativeSlope: Double
  }

  /// The hidden layers from the input on; empty for a linear model.
  package let hidden: [HiddenLayer]
  /// The affine map from the last hidden layer, or from the input, to the scores.
  package let output: AffineMap

  /// The largest width at which a diagonal map is written out as a matrix. Networks with a wider
  /// one that no dense map absorbs are left to graph-based methods.
  private static let widestDiagonal = 512

  /// Returns `nil` if the network branches, has another kind of operation, or has a wide diagonal
  /// map that no dense map absorbs.
  init?(_ anatomy: Anatomy) {
    var hidden: [HiddenLayer] = []
    var pending = PendingMap.identity
    var (value, width) = (0, anatomy.inputWidth)
    while value != anatomy.scoreValue {
      guard let node = anatomy.onlyConsumer(of: value) else { return nil }
      switch node.form {
      case .identity: break
      case .diagonal(let shift, let factor):
        pending.append(shift: shift, factor: factor)
      case .dense(let weights, let bias):
        pending.append(
          AffineMap(
            inputs: weights.rows, outputs: weights.columns,
            weights: weights.elements.map(Double.init),
            bias: bias.map(Double.init)))
      case .piecewiseLinear(let function):
        guard let slope = function.negativeSlope,
          let map = pending.map(width: width, widest: Self.widestDiagonal)
        else { return nil }
        hidden.append(HiddenLayer(map: map, negativeSlope: slope))
        pending = .identity
      default: return nil
      }
      value = node.index + 1
      width = node.width
    }
    guard let output = pending.map(width: width, widest: Self.widestDiagonal) else { return nil }
    self.hidden = hidden
    self.output = output
  }

  /// The first affine map.
  package var first: AffineMap { hidden.first?.map ?? output }
}

/// The affine maps since the last rectifier. A diagonal map stays diagonal until a dense map
/// absorbs it.
private enum PendingMap {
  case identity
  /// `x_i · factor_i + bias_i`.
  case diagonal(factor: [Double], bias: [Double])
  case dense(AffineMap)

  mutating func append(shift: [Float], factor: [Float]) {
    let factor = factor.map(Double.init)
    let bias = zip(shift, factor).map { -Double($0) * $1 }
    switch self {
    case .identity: self = .diagonal(factor: factor, bias: bias)
    case .diagonal(let before, let offset):
      self = .diagonal(
        factor: zip(before, factor).map(*),
        bias: bias.indices.map { bias[$0] + offset[$0] * factor[$0] })
    case .dense(let map):
      let columns = map.outputs
      self = .dense(
        AffineMap(
          inputs: map.inputs, outputs: columns,
          weights: map.weights.indices.map { map.weights[$0] * factor[$0 % columns] },
          bias: bias.indices.map { bias[$0] + map.bias[$0] * factor[$0] }))
    }
  }

  mutating func append(_ map: AffineMap) {
    switch self {
    case .identity: self = .dense(map)
    case .dense(let before): self = .dense(before.composed(with: map))
    case .diagonal(let factor, let offset):
      // The bias as in `composed(with:)`; each row of the weights is multiplied by its feature's
      // factor.
      let columns = map.outputs
      self = .dense(
        AffineMap(
          inputs: map.inputs, outputs: columns,
          weights: map.weights.indices.map { map.weights[$0] * factor[$0 / columns] },
          bias: map(offset)))
    }
  }

  /// The accumulated map, or the identity on `width` values if there was none; `nil` for a diagonal
  /// map wider than `widest`.
  func map(width: Int, widest: Int) -> AffineMap? {
    switch self {
    case .dense(let map): return map
    case .identity: return width <= widest ? .identity(width) : nil
    case .diagonal(let factor, let bias):
      guard width <= widest else { return nil }
      var weights = [Double](repeating: 0, count: width * width)
      for i in 0..<width { weights[i * width + i] = factor[i] }
      return AffineMap(inputs: width, outputs: width, weights: weights, bias: bias)
    }
  }
}

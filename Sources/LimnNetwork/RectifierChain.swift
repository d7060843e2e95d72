import LimnCore

/// A network of affine maps and rectifiers in a row: hidden layers, each an affine map and a rectifier,
/// then an affine map to the scores. In `Double`.
///
/// Scaling is folded into the dense map that follows it or precedes it, neighbouring affine maps are
/// composed, and what means nothing at inference is left out, so every such network has this one form.
package struct RectifierChain: Sendable, Equatable {
  /// An affine map and the rectifier on its outputs: slope 1 above 0, ``negativeSlope`` below.
  package struct HiddenLayer: Sendable, Equatable {
    package let map: AffineMap
    package let negativeSlope: Double
  }

  /// From the input on; empty for a linear model.
  package let hidden: [HiddenLayer]
  /// From the last hidden layer, or the input, to the scores.
  package let output: AffineMap

  /// A diagonal map is written out as a matrix only up to this width; wider ones that no dense map
  /// takes in are for the methods of graphs.
  private static let widestDiagonal = 512

  /// `nil` where the network branches, has another kind of operation, or a wide map of each feature
  /// alone that no dense map takes in.
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

  /// The affine map the input meets first.
  package var first: AffineMap { hidden.first?.map ?? output }
}

/// Affine maps met since the last rectifier. What is diagonal stays so until a dense map takes it in.
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
      // The bias as `composed(with:)` has it; each row of the weights times its feature's factor.
      let columns = map.outputs
      self = .dense(
        AffineMap(
          inputs: map.inputs, outputs: columns,
          weights: map.weights.indices.map { map.weights[$0] * factor[$0 / columns] },
          bias: map(offset)))
    }
  }

  /// The map, from `width` values if nothing was met; `nil` for a diagonal one beyond `widest`.
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

import LimnCore
import LimnNetwork

/// A network of affine maps and rectifiers as the exact methods see it: hidden layers, each an
/// affine map and a rectifier, then an affine map to the logits. In `Double`.
///
/// Scaling is folded into the affine map that follows, neighbouring affine maps are composed, and
/// what means nothing at inference is left out, so every such network has this one form.
package struct PiecewiseLinearNetwork: Sendable, Equatable {
  /// An affine map and the rectifier on its outputs: slope 1 above 0, ``negativeSlope`` below.
  package struct HiddenLayer: Sendable, Equatable {
    package let map: AffineMap
    package let negativeSlope: Double
  }

  /// From the input on; empty for a linear model.
  package let hidden: [HiddenLayer]
  /// From the last hidden layer, or the input, to the logits.
  package let output: AffineMap

  /// Whether a network has this form.
  static func describes(_ network: Network) -> Bool {
    network.logitLayers.allSatisfy {
      $0 is Dropout || $0 is Dense || $0 is Scaling || $0 is any PiecewiseLinearActivation
    }
  }

  /// - Throws: `AttributionError.notPiecewiseLinear` with the first layer that is neither affine nor
  ///   a rectifier.
  package init(_ network: Network) throws(AttributionError) {
    var hidden: [HiddenLayer] = []
    var pending: AffineMap?
    var width = network.inputShape.count
    for layer in network.logitLayers {
      switch layer {
      case is Dropout:
        continue
      case let activation as any PiecewiseLinearActivation:
        hidden.append(
          HiddenLayer(
            map: pending ?? .identity(width), negativeSlope: Double(activation.negativeSlope)))
        pending = nil
      default:
        guard let map = AffineMap(layer) else {
          throw AttributionError.notPiecewiseLinear(layer: layer.kind)
        }
        pending = pending.map { $0.composed(with: map) } ?? map
        width = map.outputs
      }
    }
    self.hidden = hidden
    self.output = pending ?? .identity(width)
  }

  /// The affine map the input meets first.
  var first: AffineMap { hidden.first?.map ?? output }
}

extension AffineMap {
  /// `nil` for a layer that is not affine.
  fileprivate init?(_ layer: any Layer) {
    switch layer {
    case let dense as Dense:
      self.init(
        inputs: dense.weights.rows, outputs: dense.weights.columns,
        weights: dense.weights.elements.map(Double.init), bias: dense.bias.elements.map(Double.init)
      )
    case let scaling as Scaling:
      let width = scaling.factor.count
      let factor = scaling.factor.map(Double.init)
      var weights = [Double](repeating: 0, count: width * width)
      for i in 0..<width { weights[i * width + i] = factor[i] }
      self.init(
        inputs: width, outputs: width, weights: weights,
        bias: zip(scaling.shift, factor).map { -Double($0) * $1 })
    default:
      return nil
    }
  }
}

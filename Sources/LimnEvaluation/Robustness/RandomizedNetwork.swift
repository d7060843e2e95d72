import LimnCore
import LimnNetwork

/// How trained parameters are replaced by random ones.
public enum ParameterReplacement: String, Sendable, Hashable, Codable {
  /// Drawn from the normal distribution with the mean and variance of the parameter's own values.
  case normal
  /// The parameter's own values in random order.
  case permuted
}

extension Network {
  /// The indices of the layers that have parameters, from the input to the output.
  public var trainedLayers: [Int] {
    layers.indices.filter { !layers[$0].parameters.isEmpty }
  }

  /// The network with every parameter of some layers replaced by random values. Each parameter has
  /// its own random stream, so a layer's values do not depend on which other layers are randomised.
  ///
  /// - Parameters:
  ///   - randomized: indices of layers; layers without parameters are left unchanged.
  ///   - replacement: how values are drawn.
  ///   - stream: the source of the parameters' streams.
  public func randomizingParameters(
    of randomized: Set<Int>, by replacement: ParameterReplacement, stream: RandomStream
  ) -> Network {
    var network = self
    network.updateParameters { layer, parameter, values in
      guard randomized.contains(layer) else { return }
      var stream = stream.split(layer).split(parameter)
      switch replacement {
      case .permuted:
        stream.shuffle(&values.elements)
      case .normal:
        let old = values.elements.map(Double.init)
        let mean = old.mean()
        let deviation = old.count > 1 ? old.sampleVariance().squareRoot() : abs(mean)
        values.elements = old.map { _ in Float(mean + deviation * stream.normal()) }
      }
    }
    return network
  }
}

import LimnNetwork

extension Network {
  /// All trained values in a row: layer after layer, parameter after parameter.
  var parameterVector: [Float] {
    layers.flatMap { $0.parameters.flatMap(\.values.elements) }
  }

  /// The network with the trained values of `vector`, which has as many.
  func replacingParameters(with vector: [Float]) -> Network {
    precondition(vector.count == parameterCount, "\(vector.count) of \(parameterCount) values")
    var network = self
    var start = 0
    network.updateParameters { _, _, values in
      let count = values.elements.count
      values.elements = Array(vector[start..<start + count])
      start += count
    }
    return network
  }
}

import LimnNetwork

extension Network {
  /// All trained parameters as a flat array: layer after layer, parameter after parameter.
  var parameterVector: [Float] {
    layers.flatMap { $0.parameters.flatMap(\.values.elements) }
  }

  /// The network with its parameters replaced by the values of `vector`, which must have
  /// ``parameterCount`` elements.
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

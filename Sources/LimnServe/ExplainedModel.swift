import LimnAttribution
import LimnCore
import LimnNetwork

/// A network as the page explains it: with its methods bound to it.
public struct ExplainedModel: Sendable {
  public let name: String
  public let network: Network
  let methods: [BoundMethod]

  /// A method, bound or not.
  struct BoundMethod: Sendable {
    let configuration: any MethodConfiguration
    let attributor: Result<any Attributor, any Error>

    var name: String { type(of: configuration).method }
  }

  /// - Parameter methods: the settings of all methods that the page offers. One that cannot be bound to
  ///   this network says why where its picture would be.
  public init(name: String, network: Network, methods: [any MethodConfiguration]) {
    self.name = name
    self.network = network
    self.methods = methods.map { configuration in
      BoundMethod(
        configuration: configuration, attributor: Result { try configuration.bound(to: network) })
    }
  }

  /// The same methods, or those that are named, with another network.
  func with(network: Network, name: String, only names: [String]) -> ExplainedModel {
    ExplainedModel(
      name: name, network: network,
      methods: methods.filter { names.contains($0.name) }.map(\.configuration))
  }

  /// The model whose output is one unit of a row of units: what the network is up to there.
  ///
  /// - Parameters:
  ///   - stage: counted from 1, the first row behind the input.
  ///   - unit: counted from 0.
  /// - Throws: ``Refusal``; `NetworkError`.
  func unit(_ unit: Int, ofStage stage: Int, methods names: [String]) throws -> ExplainedModel {
    let stages = network.stages
    guard stages.indices.dropFirst().contains(stage), (0..<stages[stage].width).contains(unit)
    else {
      throw Refusal(400, "The network has no unit \(unit) in row \(stage).")
    }
    // Value v is what node v − 1 gives; a stage's own value comes out of its last layer.
    let value = stages[stage].layers.upperBound
    let label = "unit \(unit) of \(stages[stage])"
    return with(
      network: try network.unit(unit, of: value, named: label), name: name, only: names)
  }
}

import LimnAttribution
import LimnCore
import LimnNetwork

/// A model as the page explains it: with its methods bound to it.
public struct ExplainedModel: Sendable {
  public let name: String
  public let model: any Model
  let methods: [BoundMethod]
  /// One for each value, where they have names.
  let featureNames: [String]?
  /// What can be seen inside; empty of a model that is not a network.
  let rows: [InnerRow]

  /// A method, bound or not.
  struct BoundMethod: Sendable {
    let configuration: any MethodConfiguration
    let attributor: Result<any Attributor, any Error>

    var name: String { type(of: configuration).method }
  }

  /// - Parameter methods: the settings of all methods that the page offers. One that cannot be bound to
  ///   this model says why where its picture would be.
  public init(
    name: String, model: any Model, featureNames: [String]? = nil,
    methods: [any MethodConfiguration]
  ) {
    self.name = name
    self.model = model
    self.featureNames = featureNames ?? model.input.names
    self.methods = methods.map { configuration in
      BoundMethod(
        configuration: configuration, attributor: Result { try configuration.bound(to: model) })
    }
    rows = model.network.map(InnerRow.all) ?? []
  }

  var network: Network? { model.network }

  /// The same methods, or those that are named, with another model.
  func with(_ model: any Model, name: String, only names: [String]? = nil) -> ExplainedModel {
    ExplainedModel(
      name: name, model: model, featureNames: featureNames,
      methods: methods.filter { names?.contains($0.name) ?? true }.map(\.configuration))
  }

  /// The model whose output is one unit of a row of units: what the network is up to there.
  ///
  /// - Parameters:
  ///   - row: counted from 1, the first row behind the input.
  ///   - unit: counted from 0.
  /// - Throws: ``Refusal``; `NetworkError`.
  func unit(_ unit: Int, ofRow row: Int, methods names: [String]) throws -> ExplainedModel {
    let (network, place) = try self.row(row)
    guard (0..<place.shape.count).contains(unit) else {
      throw Refusal(400, "The network has no unit \(unit) in row \(row).")
    }
    return with(
      // As limn explain --neuron calls it.
      try network.unit(unit, of: place.value, named: "\(place.place ?? place.title):\(unit)"),
      name: name, only: names)
  }

  /// A row of units behind the input.
  ///
  /// - Throws: ``Refusal``.
  func row(_ row: Int) throws(Refusal) -> (network: Network, row: InnerRow) {
    guard let network, rows.indices.dropFirst().contains(row) else {
      throw Refusal(400, "The network has no unit in row \(row).")
    }
    return (network, rows[row])
  }
}

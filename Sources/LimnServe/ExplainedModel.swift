import LimnAttribution
import LimnCore
import LimnNetwork

/// A model with the methods that are bound to it, as explained on a page.
public struct ExplainedModel: Sendable {
  public let name: String
  public let model: any Model
  let methods: [BoundMethod]
  /// The names of the input's values, if they have names.
  let featureNames: [String]?
  /// The rows of units inside; empty for a model that is not a network.
  let rows: [InnerRow]

  /// A method that is bound to the model, or the reason why it cannot be.
  struct BoundMethod: Sendable {
    let configuration: any MethodConfiguration
    let attributor: Result<any Attributor, any Error>

    var name: String { type(of: configuration).method }
  }

  /// - Parameters:
  ///   - name: the name of the model.
  ///   - model: the model.
  ///   - featureNames: the names of the input's values, if they have names.
  ///   - methods: the settings of all methods that the page offers. A method that cannot be bound
  ///     to this model shows the reason instead of a picture.
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

  /// Another model with the same methods, or with those named.
  func with(_ model: any Model, name: String, only names: [String]? = nil) -> ExplainedModel {
    ExplainedModel(
      name: name, model: model, featureNames: featureNames,
      methods: methods.filter { names?.contains($0.name) ?? true }.map(\.configuration))
  }

  /// The model whose output is one unit of a row: the part of the network up to that unit.
  ///
  /// - Parameters:
  ///   - row: the row, counted from 1 for the first row after the input.
  ///   - unit: the unit, counted from 0.
  /// - Throws: ``Refusal``; `NetworkError`.
  func unit(_ unit: Int, ofRow row: Int, methods names: [String]) throws -> ExplainedModel {
    let (network, place) = try self.row(row)
    guard (0..<place.shape.count).contains(unit) else {
      throw Refusal(400, "The network has no unit \(unit) in row \(row).")
    }
    return with(
      // The name is that of limn explain --neuron.
      try network.unit(unit, of: place.value, named: "\(place.place ?? place.title):\(unit)"),
      name: name, only: names)
  }

  /// A row of units after the input.
  ///
  /// - Throws: ``Refusal``.
  func row(_ row: Int) throws(Refusal) -> (network: Network, row: InnerRow) {
    guard let network, rows.indices.dropFirst().contains(row) else {
      throw Refusal(400, "The network has no unit in row \(row).")
    }
    return (network, rows[row])
  }
}

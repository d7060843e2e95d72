import LimnCore
import LimnNetwork

/// A method whose values belong to the units of a layer.
public protocol LayerMethod: Attributor {
  /// The method's name on the command line and in files.
  static var method: String { get }

  /// Binds the method to a network.
  ///
  /// - Throws: ``AttributionError`` for an unknown layer or a baseline that does not fit the
  ///   network.
  init(_ network: Network, settings: LayerSettings<Self>) throws
}

extension LayerMethod {
  /// Binds the method to a network, with individual settings; see ``LayerSettings``.
  ///
  /// - Throws: as ``init(_:settings:)``.
  public init(_ network: Network, layer: String, baseline: Baseline = .zeros) throws {
    try self.init(network, settings: LayerSettings(layer: layer, baseline: baseline))
  }
}

/// The settings of a method whose values belong to the units of a layer.
public struct LayerSettings<Method: LayerMethod>: MethodConfiguration {
  public static var method: String { Method.method }

  /// The layer's name, as in `NetworkSummary`.
  public var layer: String
  /// For conductance, the start of the path. For activations, the reference of the score
  /// difference; their values do not depend on it.
  public var baseline: Baseline

  /// Creates settings. Units and ranges are documented at the properties.
  public init(layer: String, baseline: Baseline = .zeros) {
    self.layer = layer
    self.baseline = baseline
  }

  public func validate() throws {}

  public func bound(to model: any Model) throws -> any Attributor {
    try bound(to: model) { try Method($1.layers(of: $0), settings: $1) }
  }
}
